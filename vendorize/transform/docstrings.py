"""Whose docstrings stay where docstrings go: those that code asks for by a name which says whose they are."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

Owner = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
DOC = "__doc__"
READERS = frozenset({"getdoc", "doctest", "pydoc"})
"""Names by which code has others read docstrings."""


SOURCE_READERS = frozenset({"getsource", "getsourcelines", "getcomments", "findsource"})
"""Names by which code reads source text, comments included."""


class Read(NamedTuple):
    """A place where code reads a docstring."""

    line: int
    receiver: str
    """The last name of whose it is; empty where that is a value of its own."""


def docstring_of(node: ast.AST) -> ast.Expr | None:
    """Return the statement that is the docstring of a module, class or function."""
    if not isinstance(node, Owner) or not node.body or not is_text(node.body[0]):
        return None
    first = node.body[0]
    return first if isinstance(first, ast.Expr) else None


def is_text(node: ast.stmt) -> bool:
    """Tell whether a statement is a text and nothing else."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def asserts_docstring(node: ast.stmt) -> bool:
    """Tell whether a statement asserts that something named has a docstring, and nothing else."""
    match node:
        case ast.Assert(test=ast.Attribute(value=value, attr="__doc__")):
            pass
        case ast.Assert(
            test=ast.Compare(ast.Attribute(value=value, attr="__doc__"), [ast.IsNot()], [ast.Constant(None)])
        ):
            pass
        case _:
            return False
    while isinstance(value, ast.Attribute):
        value = value.value
    return isinstance(value, ast.Name)


def read_in(tree: ast.Module) -> tuple[Read, ...]:
    """Return where code of a module reads docstrings, but to test for one or to make it that of something else.

    A receiver counts as known by its name where the module imports or defines that name.
    """
    known, skipped = _bound(tree), frozenset(map(id, _handed_on(tree)))
    nodes = (node for node in ast.walk(tree) if id(node) not in skipped)
    found = ((node, receiver) for node in nodes if (receiver := _whose(node, known)) is not None)
    return tuple(sorted(Read(node.lineno, receiver) for node, receiver in found if hasattr(node, "lineno")))


def _whose(node: ast.AST, known: frozenset[str]) -> str | None:
    """Return whose docstring a node reads, as `Read` has it; None where it reads none."""
    match node:
        case ast.Attribute(value=value, attr="__doc__", ctx=ast.Load()):
            return _known(value, known)
        case ast.AugAssign(target=ast.Attribute(value=value, attr="__doc__")):
            return _known(value, known)
        case ast.Call(func=function, args=[value, *_]):
            return _given(function, value, node.args[1:], known)
        case ast.Import() | ast.ImportFrom():
            return _imported(node)
        case ast.Subscript(slice=ast.Constant(value="__doc__"), ctx=ast.Load()):
            return ""
        case _:
            return None


def _imported(node: ast.Import | ast.ImportFrom) -> str | None:
    """Return the same for an import: of a docstring, or of what reads others."""
    names = {one.name for one in node.names}
    if isinstance(node, ast.ImportFrom):
        if DOC in names:
            return (node.module or "").rpartition(".")[2]
        names = {node.module or ""}
    return "" if names & READERS else None


def _given(function: ast.expr, value: ast.expr, more: list[ast.expr], known: frozenset[str]) -> str | None:
    """Return the same for a call that is given a value."""
    name = _last(function)
    doc = [isinstance(one, ast.Constant) and one.value == DOC for one in (value, *more[:1])]
    if name == "getdoc" or (name == "help" and name not in known) or (name == "getattr" and doc[1:] == [True]):
        return _known(value, known)
    return "" if name in {"get", "pop"} and doc[0] else None


def _handed_on(tree: ast.Module) -> Iterator[ast.expr]:
    """Yield the expressions of which only their being there counts, and those that become another docstring."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=targets, value=value) if all(map(_is_docstring, targets)):
                yield from _alternatives(value)
            case ast.keyword(arg="doc" | "__doc__", value=value):
                yield from _alternatives(value)
            case ast.Dict(keys=keys, values=values):
                pairs = zip(keys, values, strict=True)
                yield from (one for key, one in pairs if isinstance(key, ast.Constant) and key.value == DOC)
            case ast.If(test=test) | ast.IfExp(test=test) | ast.Assert(test=test):
                yield from _tested(test)
            case ast.Compare(left=left, ops=[ast.Is() | ast.IsNot()]):
                yield left
            case _:
                pass


def _is_docstring(node: ast.expr) -> bool:
    return _last(node) == DOC


def _alternatives(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.BoolOp(values=values):
            for value in values:
                yield from _alternatives(value)
        case ast.IfExp(body=body, orelse=orelse):
            yield from (*_alternatives(body), *_alternatives(orelse))
        case _:
            yield node


def _tested(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.BoolOp(values=values):
            for value in values:
                yield from _tested(value)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield from _tested(operand)
        case _:
            yield node


def _bound(tree: ast.Module) -> frozenset[str]:
    """Return the names that imports, functions and classes of a module bind, in any scope."""
    found = set[str]()
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(name)
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                found |= {(one.asname or one.name).partition(".")[0] for one in names}
            case _:
                pass
    return frozenset(found)


def _last(node: ast.expr) -> str:
    return getattr(node, "attr", getattr(node, "id", ""))


def _known(node: ast.expr, bound: frozenset[str]) -> str:
    """Return the last name of a receiver that names something of the module, or what it imports."""
    last = _last(node)
    while isinstance(node, ast.Attribute):
        node = node.value
    return last if isinstance(node, ast.Name) and node.id in bound else ""


def sources_read_in(tree: ast.Module) -> tuple[int, ...]:
    """Return the lines where code of a module reads source text by `inspect`."""
    nodes = ast.walk(tree)
    found = (node for node in nodes if isinstance(node, ast.Attribute | ast.Name) and _last(node) in SOURCE_READERS)
    return tuple(sorted({node.lineno for node in found}))


def prefixes_in(tree: ast.Module) -> frozenset[str]:
    """Return the beginnings of names that code of a module looks for, such as `p_`: readers of grammars do."""
    found = set[str]()
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="startswith"), args=[ast.Constant(value=str(text))]):
                found.add(text)
            case ast.Compare(left=ast.Subscript(slice=ast.Slice()), comparators=[ast.Constant(value=str(text))]):
                found.add(text)
            case _:
                pass
    return frozenset(text for text in found if text.endswith("_") and text.strip("_").isidentifier())


class StayingDocs:
    """Tells whose docstrings stay in a module: `asked` are names of modules, classes and functions.

    One that ends in a star names functions that begin so.
    """

    def __init__(self, tree: ast.Module, module: str, asked: frozenset[str], *, reads: bool) -> None:
        own = {read.receiver for read in read_in(tree)} if reads else set[str]()
        self._names = asked | own
        self._prefixes = tuple(name[:-1] for name in asked if name.endswith("*"))
        self._owners = {id(tree)} if module.rpartition(".")[2] in self._names else set[int]()
        if reads:
            self._visit(tree, (tree,))

    def stays(self, node: ast.AST) -> bool:
        """Tell whether the docstring of a module, class or function stays.

        That of a class with a decorator does: `dataclass` makes one where there is none, and runs code for it.
        """
        if isinstance(node, ast.ClassDef) and node.decorator_list:
            return True
        name = getattr(node, "name", "")
        return id(node) in self._owners or (bool(name) and (name in self._names or name.startswith(self._prefixes)))

    def _visit(self, node: ast.AST, around: tuple[ast.AST, ...]) -> None:
        """Note whose `__doc__` is read without a receiver: that of the class around, and of the module."""
        for child in ast.iter_child_nodes(node):
            match child:
                case ast.Name(id="__doc__", ctx=ast.Load()) | ast.AugAssign(target=ast.Name(id="__doc__")):
                    self._owners |= set(map(id, around))
                case ast.Subscript(slice=ast.Constant(value="__doc__"), ctx=ast.Load()):
                    self._owners |= set(map(id, around))
                case ast.Attribute(attr="__doc__", value=value) if _names_module(value):
                    self._owners.add(id(around[0]))
                case ast.Attribute(attr="__doc__", value=ast.Name(id="self" | "cls")):
                    self._owners |= set(map(id, around[1:]))
                case _:
                    pass
            self._visit(child, (*around, child) if isinstance(child, ast.ClassDef) else around)


def _names_module(node: ast.expr) -> bool:
    return any(isinstance(one, ast.Name) and one.id == "__name__" for one in ast.walk(node))
