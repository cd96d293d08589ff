"""Which conditions of a module ask for the constant of `typing` that only type checkers take for true (PEP 484).

A name is that constant where `typing` gives it, or `False` does, and nothing else in the module. What a star import of
another module brings under the name `typing` is not looked at, nor what is set from outside of the module.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Final

from vendorize_analysis.summarizing.syntax.below import nodes_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_CHECKING: Final = "TYPE_CHECKING"
_TYPING: Final = frozenset({"typing", "typing_extensions"})
_SCOPES: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_NAMING: Final = {
    **dict.fromkeys(
        (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler, ast.MatchAs, ast.MatchStar), "name"
    ),
    ast.Name: "id",
    ast.arg: "arg",
}
"""Nodes that may bind the one name that is in this field."""
_BINDING: Final = frozenset({ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign})
"""Statements that may bind a name to the constant or to its module."""
_GLOBAL: Final = re.compile(rb"\bglobal\b")
_BLOCKS: Final = ("body", "orelse", "finalbody", "handlers", "cases")
_NEVER, _MODULE, _OTHER = "never", "typing", "other"
"""A value that is always false; the module `typing`; anything else."""


class Checking:
    """Knows the conditions of one module that never hold, from when the first is asked for."""

    __slots__ = ("_never", "_text", "_tree")

    def __init__(self, tree: ast.Module, text: bytes = b"") -> None:
        """Begin; the text that the tree was made of saves looks at it, and changes no answer."""
        self._tree = tree
        self._text = text
        self._never: frozenset[int] | None = None

    def never(self, test: ast.expr) -> bool:
        """Tell whether a condition of this tree is `TYPE_CHECKING` or `typing.TYPE_CHECKING`, and means that."""
        if not names_checking(test):
            return False
        if self._never is None:
            plain = _plain(self._tree, self._text)
            self._never = frozenset(map(id, _constant(self._tree) if plain is None else plain))
        return id(test) in self._never


def names_checking(test: ast.AST) -> bool:
    """Tell whether an expression is `TYPE_CHECKING` or `something.TYPE_CHECKING`."""
    match test:
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(), attr=name):
            return name == _CHECKING
        case _:
            return False


def _plain(tree: ast.Module, text: bytes) -> list[ast.expr] | None:
    """Return the expressions for the constant where all that names it are conditions, and imports from `typing`.

    That is so in nearly every module, and can be told from few statements; None where it cannot. A text is no help
    where letters may be others than those that are read.
    """
    if not text or not text.isascii() or any(b"coding" in line for line in text.split(b"\n", 2)[:2]):
        return None
    taken, tests = list[str](), list[ast.Name | ast.Attribute]()
    for node in _outer(tree):
        if isinstance(node, ast.If) and names_checking(node.test):
            tests.append(node.test)  # type: ignore[arg-type]
        elif isinstance(node, ast.ImportFrom):
            is_typing = node.module in _TYPING and not node.level
            taken += (one.name for one in node.names if one.name == "*" or (is_typing and one.asname is None))
    imports = taken.count(_CHECKING)
    if "*" in taken or imports + len(tests) < text.count(_CHECKING.encode()):
        return None
    modules = {test.value.id for test in tests if isinstance(test, ast.Attribute)}  # type: ignore[attr-defined]
    if (len(modules) > 0 and _GLOBAL.search(text)) or (
        not imports and any(isinstance(test, ast.Name) for test in tests)
    ):
        return None
    bound = _bound(_at(tree), {}, modules) if modules else {}
    return [test for test in tests if isinstance(test, ast.Name) or bound.get(test.value.id) == _MODULE]  # type: ignore[attr-defined]


def _outer(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the statements of a module that are neither in functions nor in classes."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _SCOPES):
            for field in _BLOCKS:
                waiting += getattr(node, field, ())


def _constant(tree: ast.Module) -> Iterator[ast.expr]:
    """Yield the expressions for the constant."""
    nodes = nodes_in(tree)
    asking = [node for node in nodes if node.__class__ is ast.Attribute and names_checking(node)]
    # What is bound to other names decides nothing.
    names = {_CHECKING, *(node.value.id for node in asking)}  # type: ignore[attr-defined]
    outer = _bound(_at(tree), {}, names) if asking else {}
    everywhere = _bound(nodes, outer, names)
    # What a function asks, it may ask after all of the module ran.
    star = _star_behind(tree) if everywhere.get(_CHECKING) == _NEVER else 1
    for node in _at(tree) if star else nodes:
        if isinstance(node, ast.Name) and node.id == _CHECKING and (not star or node.lineno < star):
            yield node
    if asking:
        shared = {name for node in nodes if isinstance(node, ast.Global) for name in node.names}
        inside = len(asking) > sum(node.__class__ is ast.Attribute and names_checking(node) for node in _at(tree))
        yield from _of_module(tree, outer, names - shared, inside=inside)


def _of_module(tree: ast.Module, outer: dict[str, str], names: set[str], *, inside: bool) -> Iterator[ast.expr]:
    """Yield the expressions that take the constant from `typing` by one of these names, also `inside` of scopes."""
    around: list[tuple[ast.AST, tuple[dict[str, str], ...]]] = [(tree, (outer,))]
    while around:
        scope, tables = around.pop()
        for node in _at(scope):
            if isinstance(node, _SCOPES):
                if inside:
                    around.append((node, (_bound(nodes_in(node), outer, names), *tables)))
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr == _CHECKING:
                name = node.value.id
                meant = next((table[name] for table in tables if name in table), _OTHER)
                if meant == _MODULE and name in names:
                    yield node


def _at(scope: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a scope, those that begin inner scopes too, but nothing of what is in these."""
    waiting = list(ast.iter_child_nodes(scope))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _SCOPES):
            waiting += ast.iter_child_nodes(node)


def _bound(nodes: Iterable[ast.AST], outer: dict[str, str], names: set[str]) -> dict[str, str]:
    """Return what these names are bound to; `outer` says it of those around. A name with two values is `other`."""
    found: dict[str, str] = {}
    known: set[int] = set()
    for node in nodes:  # a statement comes before what is in it
        if node.__class__ not in _BINDING and getattr(node, _NAMING.get(node.__class__, ""), None) not in names:
            continue
        for name, meant in _bindings(node, outer or found, known):
            found[name] = meant if found.get(name, meant) == meant else _OTHER
    return found


def _bindings(node: ast.AST, outer: dict[str, str], known: set[int]) -> Iterator[tuple[str, str]]:
    """Yield names that a node binds, with what to; targets of statements that it has dealt with come to `known`."""
    match node:
        case ast.Import(names=names):
            for one in names:
                yield one.asname or one.name.partition(".")[0], _MODULE if one.name in _TYPING else _OTHER
        case ast.ImportFrom(module=module, names=names, level=level):
            for one in names:
                is_checking = one.name in {_CHECKING, "*"} and module in _TYPING and not level
                name = _CHECKING if one.name == "*" and is_checking else one.asname or one.name
                yield name, _NEVER if is_checking else _OTHER
        case ast.Assign(targets=targets, value=value) if _is_never(value, outer):
            known.update(map(id, targets))
            yield from ((one.id, _NEVER) for one in targets if isinstance(one, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name) as target, value=value) if value is None or _is_never(value, outer):
            known.add(id(target))
            yield from ((name, _NEVER) for _ in (value,) if value)
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name):
            yield name, _OTHER
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name, _OTHER
        case ast.Name(id=name, ctx=ast.Store()) if id(node) not in known:
            yield name, _OTHER
        case _:
            pass


def _is_never(value: ast.expr, outer: dict[str, str]) -> bool:
    match value:
        case ast.Constant(value=False):
            return value.value is False
        case ast.Attribute(value=ast.Name(id=name), attr="TYPE_CHECKING"):
            return outer.get(name) == _MODULE
        case _:
            return False


def _star_behind(tree: ast.Module) -> int:
    """Return the line of the first star import that may bind the name after the module has last done so; 0 without.

    What never runs binds nothing.
    """
    waiting: list[ast.AST] = [tree]
    stars, last = list[int](), 0
    while waiting:
        node = waiting.pop()
        if isinstance(node, _SCOPES):
            continue
        line = getattr(node, "lineno", 0)
        if (
            isinstance(node, ast.ImportFrom)
            and node.names[0].name == "*"
            and (node.level or node.module not in _TYPING)
        ):
            stars.append(line)
        elif any(name == _CHECKING for name, _ in _bindings(node, {}, set())):
            last = max(last, line)
        waiting += node.orelse if isinstance(node, ast.If) and names_checking(node.test) else ast.iter_child_nodes(node)
    return min((star for star in stars if star > last), default=0)
