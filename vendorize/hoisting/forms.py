"""Whether the text of a module can stand in the scope of another one."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize.hoisting.reaching import why_own
from vendorize.hoisting.words import bound_at, identifiers
from vendorize_analysis.summarizing.syntax.chains import chain_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.hoisting.texts import ImportStatement, ModuleText

_LANGUAGE = frozenset(
    {"__annotations__", "__builtins__", "__cached__", "__dict__", "__dir__", "__doc__", "__file__", "__getattr__"}
    | {"__loader__", "__package__", "__path__", "__spec__"}
)
"""Names that Python gives to a module, or asks it for; `__name__` is told apart."""
_SCOPES = frozenset({"__import__", "eval", "exec", "globals"})
_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_BEFORE = (ast.Import, ast.ImportFrom, ast.If, ast.Try, ast.Pass)


def has_definitions(module: ModuleText) -> bool:
    """Tell whether a module makes functions or classes, which say of which module they are."""
    return any(isinstance(node, _Function | ast.ClassDef) for node in ast.walk(module.tree))


def has_decorated_classes(module: ModuleText) -> bool:
    """Tell whether a module has classes with decorators, which may look into the module that a class says it is of."""
    return any(isinstance(node, ast.ClassDef) and node.decorator_list for node in ast.walk(module.tree))


def calls(module: ModuleText) -> bool:
    """Tell whether the text of a module calls anything."""
    return any(isinstance(node, ast.Call) for node in ast.walk(module.tree))


def annotates(module: ModuleText) -> int:
    """Return a line that annotates a global name; 0 without."""
    return next((node.lineno for node in _of_module(module.tree) if isinstance(node, ast.AnnAssign)), 0)


def why_own_scope(module: ModuleText) -> str:
    """Return what in the text of a module asks for a scope of its own, or sees it; empty where nothing does."""
    if not module.text and module.tree.body:
        return "it is not written in UTF-8"
    if module.text.splitlines() != module.text.removesuffix("\n").split("\n") or module.text.startswith("\ufeff"):
        return "its lines end otherwise than by a line feed"
    found = next(filter(None, (_of_node(node) for node in ast.walk(module.tree))), "")
    return found or why_own(module) or _of_name(module) or _of_deleted(module)


def _of_node(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name) if name in _LANGUAGE | _SCOPES:
            why = f"uses {name}"
        case ast.Global(names=names) if not _LANGUAGE.isdisjoint(names):
            why = f"binds {next(name for name in names if name in _LANGUAGE)}"
        case ast.Attribute(attr="modules") | ast.alias(name="modules"):
            why = "looks at sys.modules"
        case ast.Attribute(value=ast.Name(id="builtins" | "__builtins__"), attr=name) if name in _SCOPES:
            why = f"uses {name}"
        case ast.ImportFrom(names=[ast.alias(name="*")]):
            why = "takes all names of a module"
        case ast.Name(id=name) | ast.arg(arg=name) if name.startswith("__") and not name.endswith("__"):
            why = "has a private name, which classes change"
        case _:
            return ""
    return f"line {getattr(node, 'lineno', 0)} {why}"


def _of_name(module: ModuleText) -> str:
    """Return where a module binds a name of the language, or reads its own name when it has run."""
    for function in (node for node in ast.walk(module.tree) if isinstance(node, _Function | ast.GeneratorExp)):
        for one in ast.walk(function):
            if isinstance(one, ast.Name) and one.id == "__name__":
                return f"line {one.lineno} uses __name__ in a function"
    shown = {id(one) for node in ast.walk(module.tree) for one in _only_shown(node)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name) and node.id == "__name__" and _is_read(node) and id(node) not in shown:
            return f"line {node.lineno} hands __name__ to what may look there"
    for node in _of_module(module.tree):
        if (name := bound_at(node)) in _LANGUAGE:
            return f"line {getattr(node, 'lineno', 0)} binds {name}"
        if isinstance(node, ast.Name) and node.id == "__name__" and not (_is_read(node) or _is_ours(module, node)):
            return f"line {node.lineno} gives __name__ another value"
    return ""


def _only_shown(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what is below a node that names a logger, or compares."""
    match node:
        case ast.Call(func=func) if chain_of(func)[-1:] == ("getLogger",):
            yield from ast.walk(node)
        case ast.Compare(left=left, comparators=others):
            yield from (left, *others)
        case _:
            pass


def deleted(module: ModuleText) -> frozenset[str]:
    """Return the global names that a module deletes while it runs."""
    found = (node for node in _of_module(module.tree) if isinstance(node, ast.Name))
    return frozenset(node.id for node in found if isinstance(node.ctx, ast.Del))


def _of_deleted(module: ModuleText) -> str:
    """Return which name a module deletes that a function uses: the error that this makes says the name."""
    if names := deleted(module):
        functions = [node for node in ast.walk(module.tree) if isinstance(node, _Function)]
        used = names & frozenset().union(*map(identifiers, functions))
        return f"it deletes {min(used)}, which a function uses" if used else ""
    return ""


def _is_read(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Load)


def _is_ours(module: ModuleText, node: ast.Name) -> bool:
    """Tell whether a merge has written the line of a node."""
    return module.lines[node.lineno - 1] == ("", 0)


def _of_module(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the nodes of the module's own scope."""
    waiting: list[ast.AST] = [*tree.body]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _Function | ast.ClassDef):
            waiting.extend(ast.iter_child_nodes(node))


def why_not_before(host: ModuleText, statement: ImportStatement) -> str:
    """Return what stands before a statement in its module that could run while that does; empty for nothing."""
    for node in host.tree.body:
        if node is statement.node:
            break
        if not _only_prepares(node):
            return f"{host.name}:{node.lineno} stands before the import"
    return ""


def why_not_alone(host: ModuleText, statement: ImportStatement) -> str:
    """Return what else stands on the lines of a statement; empty for nothing."""
    node = statement.node
    lines = host.text.splitlines(keepends=True)[node.lineno - 1 : node.end_lineno]
    rest = lines[-1].encode()[node.end_col_offset or 0 :].strip()
    if node.col_offset or (rest and not rest.startswith(b"#")):
        return f"{host.name}:{node.lineno} does not stand alone on its lines"
    return ""


def _only_prepares(node: ast.stmt) -> bool:
    """Tell whether a statement makes no functions or classes, and calls none but ours."""
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Assign(value=ast.Constant() | ast.Tuple() | ast.List()):
            return not any(isinstance(one, ast.Call) for one in ast.walk(node))
        case _:
            inner = [one for one in ast.walk(node) if isinstance(one, ast.stmt)]
            return isinstance(node, _BEFORE) and all(
                isinstance(one, _BEFORE) or (one is not node and _only_prepares(one)) for one in inner
            )
