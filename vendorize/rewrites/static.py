"""The static gate: what a proposal may consist of. Pure; nothing of it runs.

A proposal is one function with the signature and docstring of the original. It may use its own names, harmless
built-in functions, public names of pure modules of the standard library, and names of its module that the original
function used itself. Everything that could lead from there to the rest of the interpreter is refused, whatever for.
"""

from __future__ import annotations

import ast
from types import MappingProxyType
from typing import TYPE_CHECKING

from vendorize.rewrites.allowed import BUILTINS, MODULES, names_of
from vendorize.rewrites.raising import documented, raised_in, unknown_raises
from vendorize.rewrites.splicing import DoesNotSplice, function_in, parsed
from vendorize.rewrites.stable import stable_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MOST = 64 << 10
_REFUSED = (
    ast.ClassDef, ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith, ast.Global, ast.With, ast.Match,
)  # fmt: skip
_FRAMES = frozenset(
    "gi_frame gi_code cr_frame cr_code ag_frame ag_code tb_frame tb_next f_back f_globals f_locals f_builtins f_code "
    "co_code func_globals mro with_traceback format_map setcontext getcontext Formatter now today utcnow".split()
)
_BROAD = frozenset({"BaseException", "GeneratorExit", "KeyboardInterrupt", "SystemExit"})


def faults_of(
    source: str,
    module: str,
    name: str,
    raised: frozenset[str] = frozenset(),
    kept: Mapping[str, frozenset[str]] = MappingProxyType({}),
) -> tuple[str, ...]:
    """Return what is wrong with a proposal for the function `name` of a module's text; nothing where it may pass.

    `raised` are the exceptions that code behind the original names in `raise`, `kept` the functions (names by module)
    of distributions that it may import by `from` besides.
    """
    if len(source) > _MOST:
        return ("it is too long to be a smaller function",)
    if any(not (one.isprintable() or one == "\n") for one in source):
        return ("it has control characters, or others that are not shown",)
    try:
        tree, outer = parsed(source), parsed(module)
        original = function_in(outer, name)
    except DoesNotSplice as error:
        return (str(error),)
    if len(tree.body) != 1 or not isinstance(tree.body[0], ast.FunctionDef):
        return ("it is not one function and nothing else",)
    function = tree.body[0]
    body = _of_body(function, original, raised, (stable_names(outer), kept))
    return tuple(dict.fromkeys((*_of_signature(function, original), *body, *_one_way(function, outer))))


_ONE_WAY = frozenset({"hashlib", "hmac"})
"""What only one input leads to cannot be found by calls, where a digest asks for it."""


def _one_way(new: ast.FunctionDef, outer: ast.Module) -> Iterator[str]:
    yield from (f"it imports {one}, which its module does not" for one in sorted(_ONE_WAY & _tops(new) - _tops(outer)))


def _tops(tree: ast.AST) -> set[str]:
    """Return the names of top-level modules that code imports."""
    found = {one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names}
    found |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level}
    return {one.partition(".")[0] for one in found}


def _of_signature(new: ast.FunctionDef, old: ast.FunctionDef) -> Iterator[str]:
    if new.name != old.name:
        yield f"it is called {new.name}, not {old.name}"
    if new.decorator_list:
        yield "it is decorated"
    if getattr(new, "type_params", None):
        yield "it has type parameters"
    if ast.dump(new.args) != ast.dump(old.args) or _dump(new.returns) != _dump(old.returns):
        yield "its parameters, defaults or annotations are not those of the original"
    if ast.get_docstring(new, clean=False) != ast.get_docstring(old, clean=False):
        yield "its docstring is not that of the original"
    if _yields(new) != _yields(old):
        yield "one of both is a generator"
    if new.body[0].lineno == new.lineno:
        yield "its body does not begin on a line of its own"


def _of_body(
    new: ast.FunctionDef,
    old: ast.FunctionDef,
    raised: frozenset[str],
    allowed: tuple[frozenset[str], Mapping[str, frozenset[str]]],
) -> Iterator[str]:
    stable, kept = allowed
    body = ast.Module(list(new.body), [])
    imports: dict[str, str] = {}
    bound = {one.arg for one in ast.walk(new.args) if isinstance(one, ast.arg)}
    for node in ast.walk(body):
        yield from _imported(node, imports, kept)
        bound |= set(_binds(node))
    own = bound | imports.keys()
    inner = {one.attr for one in ast.walk(old) if isinstance(one, ast.Attribute)}
    known = (_loads(old) & stable) | _loads(old.args)
    for node in ast.walk(body):
        yield from _construct(node)
        if isinstance(node, ast.Name):
            yield from _name(node, own, known, imports)
        elif isinstance(node, ast.Attribute):
            yield from _attribute(node, imports)
            if node.attr.startswith("_") and node.attr not in inner:
                yield f"line {node.lineno}: it uses {node.attr}, which is private and not in the original"
    yield from _module_values(body, imports)
    yield from _calls(body)
    yield from unknown_raises(body, raised | raised_in(old) | documented(old))
    shadowed = sorted((bound | imports.keys()) & (BUILTINS.keys() | {"__builtins__"}))
    yield from (f"it gives {one} another meaning" for one in shadowed if one not in _bound_in(old))


def _construct(node: ast.AST) -> Iterator[str]:
    line = getattr(node, "lineno", 0)
    if isinstance(node, _REFUSED):
        yield f"line {line}: {type(node).__name__} is not allowed"
    if isinstance(node, ast.FunctionDef) and node.decorator_list:
        yield f"line {line}: a decorated function"
    if isinstance(node, ast.Attribute | ast.Name) and _is_hidden(
        node.attr if isinstance(node, ast.Attribute) else node.id
    ):
        yield f"line {line}: a name with underscores around it"
    if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
        yield f"line {line}: it sets or deletes an attribute"
    if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
        text = node.value if isinstance(node.value, str) else node.value.decode("latin-1")
        if "__" in text:
            yield f"line {line}: a text with names of the interpreter in it"
    if isinstance(node, ast.ExceptHandler) and (node.type is None or _BROAD & _loads(node.type)):
        yield f"line {line}: it catches everything"


def _is_hidden(name: str) -> bool:
    return name.startswith("__") or name in _FRAMES


def _imported(node: ast.AST, imports: dict[str, str], kept: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """Note what an import binds (a module, or `module.name`), and object to what is not on the list."""
    if isinstance(node, ast.Import):
        for one in node.names:
            if one.name not in MODULES:
                yield f"line {node.lineno}: it imports {one.name}"
            elif "." in one.name and one.asname is None:
                yield f"line {node.lineno}: it imports {one.name} without `as`"
            imports[one.asname or one.name] = one.name
    elif isinstance(node, ast.ImportFrom):
        module = node.module or ""
        known = MODULES.get(module) or kept.get(module)
        if node.level or known is None:
            yield f"line {node.lineno}: it imports from {'.' * node.level}{module}"
            return
        for one in node.names:
            if one.name not in known:
                yield f"line {node.lineno}: it imports {module}.{one.name}"
            imports[one.asname or one.name] = f"{module}.{one.name}"


def _binds(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.FunctionDef):
        yield node.name
    elif isinstance(node, ast.ExceptHandler) and node.name:
        yield node.name


def _name(node: ast.Name, own: set[str], known: set[str], imports: dict[str, str]) -> Iterator[str]:
    name = node.id
    if name in imports and not isinstance(node.ctx, ast.Load):
        yield f"line {node.lineno}: it gives the imported {name} another meaning"
    if name in own or (name in known and name not in _DOORS):
        return
    if name not in BUILTINS:
        yield f"line {node.lineno}: it refers to {name}, which is outside of it"


_DOORS = frozenset(
    "eval exec compile open input breakpoint globals locals vars dir setattr delattr help memoryview super type object "
    "getattr hasattr print exit quit".split()
)
"""Built-in names that the original may use and a proposal may not, but as `BUILTINS` says."""


def _attribute(node: ast.Attribute, imports: dict[str, str]) -> Iterator[str]:
    if isinstance(node.value, ast.Name) and imports.get(node.value.id) in MODULES:
        module = imports[node.value.id]
        if node.attr not in names_of(module):
            yield f"line {node.lineno}: {module}.{node.attr} is not among what it may use"


def _module_values(body: ast.Module, imports: dict[str, str]) -> Iterator[str]:
    """Object to modules that are handed around: what is asked of them then cannot be seen."""
    bases = {id(node.value) for node in ast.walk(body) if isinstance(node, ast.Attribute)}
    for node in ast.walk(body):
        if isinstance(node, ast.Name) and imports.get(node.id) in MODULES and id(node) not in bases:
            yield f"line {node.lineno}: it hands the module {node.id} around"


def _calls(body: ast.Module) -> Iterator[str]:
    """Object to functions that look attributes up by text."""
    called = {id(node.func): node for node in ast.walk(body) if isinstance(node, ast.Call)}
    for node in ast.walk(body):
        if isinstance(node, ast.Name) and node.id == "type":
            call = called.get(id(node))
            if call is None or len(call.args) != 1 or call.keywords:
                yield f"line {node.lineno}: `type` is for asking, with one argument"
        if isinstance(node, ast.Attribute) and node.attr == "format":
            plain = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
            if id(node) not in called or not plain or _looks_up(node.value.value):  # type: ignore[attr-defined]
                yield f"line {node.lineno}: `format` of a text that is not a literal, or that asks for attributes"


def _looks_up(text: str) -> bool:
    return any("." in field.partition(":")[0] or "[" in field for field in text.split("{")[1:])


def _loads(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}


def _bound_in(node: ast.FunctionDef) -> set[str]:
    return {name for one in ast.walk(node) for name in _binds(one)}


def _yields(node: ast.FunctionDef) -> bool:
    todo: list[ast.AST] = list(node.body)
    while todo:
        one = todo.pop()
        if isinstance(one, ast.Yield | ast.YieldFrom):
            return True
        if not isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            todo.extend(ast.iter_child_nodes(one))
    return False


def _dump(node: ast.expr | None) -> str:
    return "" if node is None else ast.dump(node)
