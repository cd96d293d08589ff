"""What the names of a module mean that type checkers read: known only where nothing else can be bound to them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from vendorize.transform.bindings import names_bound

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

CHECKING = "TYPE_CHECKING"
_TYPING = frozenset({"typing", "typing_extensions"})
_OVERLOAD = "overload"
_KNOWN = frozenset({CHECKING, _OVERLOAD})


class TypingNames(NamedTuple):
    """Names of a module that mean the same wherever they are in its scope."""

    modules: frozenset[str] = frozenset()
    """They are `typing` or `typing_extensions`."""
    overloads: frozenset[str] = frozenset()
    """They are `typing.overload`."""
    false: bool = False
    """TYPE_CHECKING is False: it comes from `typing`, or is assigned that constant."""
    bound: frozenset[str] = frozenset()
    """All that is bound, in any scope."""
    sets_checking: bool = False
    """Somebody sets TYPE_CHECKING."""

    def unsure(self) -> TypingNames:
        """Return these where somebody may have set TYPE_CHECKING, in `typing` or elsewhere."""
        return self._replace(false=False, sets_checking=True)

    def is_false(self, test: ast.expr) -> bool:
        """Tell whether a condition is TYPE_CHECKING, of which is known that it is False."""
        match test:
            case ast.Name(id=name):
                return name == CHECKING and self.false
            case ast.Attribute(value=ast.Name(id=module), attr=name):
                return name == CHECKING and module in self.modules and not self.sets_checking
            case _:
                return False

    def is_overload(self, decorator: ast.expr) -> bool:
        """Tell whether a decorator is `typing.overload`."""
        match decorator:
            case ast.Name(id=name):
                return name in self.overloads
            case ast.Attribute(value=ast.Name(id=module), attr=name):
                return name == _OVERLOAD and module in self.modules
            case _:
                return False


def typing_names(tree: ast.Module) -> TypingNames:
    """Return what names of a module are known to mean.

    A name counts whose every binding, in any scope, means that, and of which one is made by a statement of the module
    itself, under no condition of TYPE_CHECKING. Nothing is known where names come from elsewhere by a star.
    """
    meant: dict[str, str] = {}
    own = {id(node) for node in _of_module(tree.body)}
    certain, others, seen = set[str](), set[str](), set[int]()
    for node in ast.walk(tree):  # a statement comes before what is in it
        meanings = {} if id(node) in seen else _meanings(node)
        if isinstance(node, ast.Assign) and meanings:
            seen |= set(map(id, node.targets))
        if "*" in meanings:
            return TypingNames(bound=frozenset({"*"}))
        for name, meaning in meanings.items():
            if meant.setdefault(name, meaning) != meaning or not meaning:
                others.add(name)
            if id(node) in own:
                certain.add(name)
    known = {name: meaning for name, meaning in meant.items() if name in certain and name not in others}
    return TypingNames(
        _that_mean("typing", known), _that_mean(_OVERLOAD, known), known.get(CHECKING) == CHECKING, frozenset(meant)
    )


def _that_mean(meaning: str, known: Mapping[str, str]) -> frozenset[str]:
    return frozenset(name for name, one in known.items() if one == meaning)


def _of_module(body: Iterable[ast.stmt]) -> Iterator[ast.AST]:
    """Yield what surely is bound by the module itself: statements, in `try` and under versions too."""
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom | ast.Assign):
            yield node
        if isinstance(node, ast.Try):
            handled = (one for handler in node.handlers for one in handler.body)
            yield from _of_module([*node.body, *handled, *node.orelse, *node.finalbody])
        if isinstance(node, ast.If) and not _is_about(node.test, CHECKING):
            yield from _of_module([*node.body, *node.orelse])


def _is_about(test: ast.expr, name: str) -> bool:
    return any(name in {getattr(one, "id", ""), getattr(one, "attr", "")} for one in ast.walk(test))


def _meanings(node: ast.AST) -> dict[str, str]:
    """Return the names that a node binds itself, with what they mean by that; nothing is for something else."""
    match node:
        case ast.Import(names=names):
            return {
                (one.asname or one.name).partition(".")[0]: "typing" if one.name in _TYPING else "" for one in names
            }
        case ast.ImportFrom(module=module, names=names, level=0) if module in _TYPING:
            # By a star it gives its own names, of which nothing is made here.
            return {one.asname or one.name: one.name if one.name in _KNOWN else "" for one in names if one.name != "*"}
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=False)) if name == CHECKING:
            return {name: CHECKING}
        case _:
            return dict.fromkeys(names_bound(node), "")


def sets_checking(tree: ast.Module) -> bool:
    """Tell whether a module may set TYPE_CHECKING of another one: it stores that, or has the name as a text."""
    exported = {id(one) for node in tree.body if _is_exports(node) for one in ast.walk(node)}
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name, ctx=ast.Store()) if name == CHECKING:
                return True
            case ast.Constant(value=str(text)) if text.endswith(CHECKING) and id(node) not in exported:
                return True
            case ast.keyword(arg=name) if name == CHECKING:
                return True
            case _:
                pass
    return False


def stores_checking(tree: ast.Module) -> int:
    """Return the first line where a module sets TYPE_CHECKING of another one, by itself or by `setattr`; 0 for none."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name, ctx=ast.Store()) if name == CHECKING:
                return node.lineno
            case ast.Call(func=ast.Name(id="setattr"), args=[_, ast.Constant(value=name), *_]) if name == CHECKING:
                return node.lineno
            case _:
                pass
    return 0


def _is_exports(node: ast.stmt) -> bool:
    targets: list[ast.expr] = getattr(node, "targets", [])
    return any(isinstance(one, ast.Name) and one.id == "__all__" for one in targets)
