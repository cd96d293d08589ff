"""Where code reads docstrings, and source text."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from vendorize.model.stripping import OPENING
from vendorize.transform.bindings import bindings
from vendorize.transform.docstrings import DOC, asserted_name, documented_in, is_text

if TYPE_CHECKING:
    from collections.abc import Iterator

READERS = frozenset({"cmd", "doctest", "pydoc", "xmlrpc.server"})
"""Modules that read docstrings for others."""
READ_BY = frozenset({"co_consts", "getdoc", "shortDescription"})
"""Names by which code reads docstrings."""
SOURCE_READERS = frozenset(
    {
        *("code_context", "findsource", "getcomments", "getfile", "getframeinfo", "getlines", "getsource"),
        *("get_source", "getsourcefile", "getsourcelines", "linecache"),
    }
)
"""Names by which code reads source text, comments included."""
FILE_NAMES = frozenset({"__cached__", "__file__", "co_filename"})
"""Attributes that have the name of a file with source text."""
_IMPORTING = frozenset({"__import__", "import_module"})
_GETTING = frozenset({"getattr", "hasattr", "setattr", "delattr"})


class Read(NamedTuple):
    """A place where code reads a docstring."""

    line: int
    receiver: tuple[str, ...]
    """The names, joined by dots, of whose it is; none where that is a value."""
    is_copy: bool = False
    """It becomes the docstring of something else, and nothing more."""
    is_name: bool = False
    """A module is asked for its `__doc__`, which is no function's."""


def read_in(tree: ast.Module, *, caught: bool) -> tuple[Read, ...]:
    """Return where code of a module reads docstrings.

    An assertion that a function of the module has one is no reading: it goes with that; nor is another one, where its
    failing is not `caught`.
    """
    copied, skipped = frozenset(map(id, _copied(tree))), frozenset(map(id, _skipped(tree, caught=caught)))
    nodes = (node for node in ast.walk(tree) if id(node) not in skipped)
    found = ((node, receiver) for node in nodes if (receiver := _whose(node)) is not None)
    return tuple(sorted(_read(node, whose, is_copy=id(node) in copied) for node, whose in found))


def _read(node: ast.AST, whose: tuple[str, ...], *, is_copy: bool) -> Read:
    is_name = isinstance(node, ast.ImportFrom) and bool(whose)
    return Read(getattr(node, "lineno", 1), whose, is_copy, is_name)


def _whose(node: ast.AST) -> tuple[str, ...] | None:
    """Return whose docstring a node reads, as `Read` has it; None where it reads none."""
    match node:
        case (
            ast.Attribute(value=value, attr="__doc__", ctx=ast.Load())
            | ast.AugAssign(target=ast.Attribute(value=value, attr="__doc__"))
            | ast.Call(
                func=ast.Name(id="getattr") | ast.Attribute(attr="getattr"),
                args=[value, ast.Constant(value="__doc__"), *_],
            )
        ):
            return chain(value)
        case ast.Call(func=function, args=[value, *_]) if last(function) == "getdoc":
            return chain(value)
        case ast.Import(names=names):
            return () if any(one.name in READERS for one in names) else None
        case ast.ImportFrom():
            return _imported(node)
        case _:
            return () if _reads_some(node) else None


def _reads_some(node: ast.AST) -> bool:
    """Tell whether a node reads docstrings of what it does not say."""
    match node:
        case ast.Call(func=ast.Name(id="help") | ast.Attribute(value=ast.Name(id="builtins"), attr="help")):
            return True
        case ast.Call(func=function, args=[ast.Constant(value=str(name)), *_]) if last(function) in _IMPORTING:
            return name in READERS
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in READ_BY
        case ast.Constant(value=str(text)):
            return DOC in text or text in READ_BY
        case ast.MatchClass(kwd_attrs=names):
            return DOC in names
        case _:
            return False


def _imported(node: ast.ImportFrom) -> tuple[str, ...] | None:
    """Return the same for an import: of a docstring, or of what reads others."""
    for one in node.names:
        if one.name == DOC:
            return (one.asname or DOC,)
        if one.name in READ_BY and one.asname:
            return ()
    modules = {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return () if modules & READERS and not node.level else None


def _skipped(tree: ast.Module, *, caught: bool) -> Iterator[ast.AST]:
    """Yield what reads no docstring, or where its caller counts."""
    own = documented_in(tree)
    asks = any(map(_asks_for_any, ast.walk(tree)))
    helps = any(not isinstance(one, ast.arg) for one in bindings(tree).get("help", ()))
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=value) if is_text(node):
                yield value
            case ast.Call():
                yield from _called(node, helps=helps)
            case ast.Subscript(slice=key, ctx=ast.Store() | ast.Del()):
                yield key
            case ast.Dict(keys=keys) if not asks:
                yield from filter(None, keys)
            case ast.Assign(targets=[ast.Name(id="__all__" | "__slots__")], value=value):
                yield from ast.walk(value)
            case ast.Assert(test=test) if (name := asserted_name(node)) and (name in own or not caught):
                yield from ast.walk(test)
            case _:
                pass


def _asks_for_any(node: ast.AST) -> bool:
    """Tell whether a node asks for an attribute whose name is a value: one may be a key of a dictionary."""
    match node:
        case ast.Call(func=function, args=[_, name, *_]) if last(function) == "getattr":
            return not isinstance(name, ast.Constant)
        case _:
            return False


def _called(node: ast.Call, *, helps: bool) -> Iterator[ast.AST]:
    """Yield the same of a call; `helps` says that the module has its own `help`."""
    name = last(node.func)
    if name == "getdoc" and node.args:
        yield node.func
    if name in _GETTING:
        yield from (one for one in node.args[1:2] if getattr(one, "value", "") == DOC)
    if name == "help" and helps:
        yield node


def _copied(tree: ast.Module) -> Iterator[ast.expr]:
    """Yield the expressions whose value becomes another docstring, or decides about that alone."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(value=value) if _sets_docstrings(node):
                yield from _alternatives(value)
            case ast.Call(func=ast.Name(id="property"), keywords=keywords):
                yield from (one for word in keywords if word.arg == "doc" for one in _alternatives(word.value))
            case ast.Call(func=ast.Name(id="type"), args=[_, _, ast.Dict(values=values)]):
                yield from (one for value in values for one in _alternatives(value))
            case ast.If(test=test, body=body, orelse=orelse) if all(map(_sets_docstrings, (*body, *orelse))):
                yield from _alternatives(test)
            case _:
                pass


def _sets_docstrings(node: ast.stmt) -> bool:
    """Tell whether a statement gives docstrings to something, and does nothing else."""
    return isinstance(node, ast.Assign) and all(
        last(one) == DOC or (isinstance(one, ast.Subscript) and getattr(one.slice, "value", "") == DOC)
        for one in node.targets
    )


def _alternatives(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.BoolOp(values=values):
            for value in values:
                yield from _alternatives(value)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield from _alternatives(operand)
        case ast.Compare(left=left, ops=[ast.Is() | ast.IsNot()]):
            yield from _alternatives(left)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield from (*_alternatives(test), *_alternatives(body), *_alternatives(orelse))
        case _:
            yield node


def last(node: ast.expr) -> str:
    """Return the last name of an expression, if it ends in one."""
    return getattr(node, "attr", getattr(node, "id", ""))


def chain(node: ast.expr) -> tuple[str, ...]:
    """Return the names of an expression of names joined by dots; none for another one."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.insert(0, node.attr)
        node = node.value
    return (node.id, *names) if isinstance(node, ast.Name) else ()


def asserting_in(tree: ast.Module) -> frozenset[str]:
    """Return the functions that assert that something has a docstring: what they decorate has to keep it."""
    own = documented_in(tree)
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return frozenset(
        node.name
        for node in functions
        if any(isinstance(one, ast.Assert) and asserted_name(one) not in {"", *own} for one in ast.walk(node))
    )


def assertions_caught_in(tree: ast.Module) -> tuple[int, ...]:
    """Return the lines where a module has handlers for assertions that fail, by their name."""
    handlers = (node.type for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler) and node.type)
    nodes = (one for found in handlers for one in ast.walk(found) if isinstance(one, ast.expr))
    return tuple(one.lineno for one in nodes if last(one) == "AssertionError")


def sources_read_in(tree: ast.Module) -> tuple[int, ...]:
    """Return the lines where code of a module reads source text: by functions for that, or in files of modules."""
    named = [(node, last(node)) for node in ast.walk(tree) if isinstance(node, ast.Attribute | ast.Name)]
    opens = any(name in OPENING for _, name in named)
    found = {
        node.lineno
        for node, name in named
        if name in SOURCE_READERS or (opens and name in FILE_NAMES and isinstance(node, ast.Attribute))
    }
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom))
    for node in imports:
        if SOURCE_READERS & {getattr(node, "module", ""), *(one.name for one in node.names)}:
            found.add(node.lineno)
    return tuple(sorted(found))
