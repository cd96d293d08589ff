"""Compare two texts of one module, the release's and the overlay's, without a word of the analysis.

Both are cut from the same original, so that the statements of the one are among those of the other, in order; where
the writer edited a statement (imports, calls that name modules), it is told by the names that it binds.
"""

from __future__ import annotations

import ast
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

from vendorize.verify.probes.vendorize_leak_guard.scopes import (
    BLOCKS,
    FUNCTIONS,
    bound,
    class_scopes,
    global_names,
    mangled,
    own_statements,
)
from vendorize_analysis.summarizing import Checking
from vendorize_analysis.summarizing.syntax.below import first_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Place = tuple[int, int, int, int]
"""First line (of the decorators), last line, line and column of a statement."""
_OF_THE_WRITER = frozenset({"_vendorize_unused", "__getattr__"})
"""What the writer binds itself, or may take from the original: asking for it is asking for something else."""
_OF_THE_LANGUAGE = frozenset({"__annotations__", "__dict__", "__doc__", "__module__", "__qualname__", "__slots__"})


@dataclass(frozen=True, slots=True)
class Wider:
    """What the wider text of a module has more."""

    names: frozenset[str]
    """Global names; those of star imports apart."""
    members: tuple[tuple[str, tuple[str, ...]], ...]
    """Names in class bodies, by the qualified name of the class, as the class holds them."""
    added: tuple[Place, ...]
    """Statements."""
    dropped: tuple[tuple[int, int, tuple[str, ...]], ...] = ()
    """Line and column of import statements that both have, with the names that only the wider text imports there."""


def widen(wide: ast.Module, narrow: ast.Module, *, namespace: str = "") -> Wider:
    """Return what `wide` has and `narrow` has not; `namespace` is where modules have moved; empty: nowhere."""
    inner, outer = dict(_classes(narrow)), dict(_classes(wide))
    members = {
        name: tuple(sorted(mangled(name, one) for one in outer[name] - inner[name] - _OF_THE_LANGUAGE))
        for name in outer.keys() & inner.keys()
    }
    return Wider(
        names=global_bindings(wide) - global_bindings(narrow) - _OF_THE_WRITER,
        members=tuple(sorted((name, names) for name, names in members.items() if names)),
        added=tuple(_place(node) for node in _added(wide.body, narrow.body, namespace)),
        dropped=tuple(sorted(_dropped(wide, narrow, namespace))),
    )


def global_bindings(tree: ast.Module) -> frozenset[str]:
    """Return the names that a module binds, without those of star imports and those that only type checkers see."""
    return frozenset(bound(_running(tree.body, Checking(tree))) | global_names(tree)) - {"*"}


def _running(body: Sequence[ast.stmt], checking: Checking) -> list[ast.stmt]:
    """Return the statements of a body without those that only type checkers see."""
    found: list[ast.stmt] = []
    for node in body:
        if isinstance(node, ast.If) and checking.never(node.test):
            found += _running(node.orelse, checking)
        else:
            found.append(node)
    return found


def _classes(tree: ast.Module) -> Iterator[tuple[str, set[str]]]:
    """Yield the names that each class binds; classes of one name in several branches count as one.

    What only type checkers see is not among them: a name that is declared for them comes from elsewhere (a metaclass).
    """
    found: dict[str, set[str]] = {}
    checking = Checking(tree)
    for name, node in class_scopes(tree.body):
        found.setdefault(name, set()).update(bound(_running(node.body, checking)) | _slots(node.body))
    yield from found.items()


def _slots(body: Sequence[ast.stmt]) -> set[str]:
    """Return the names that `__slots__` lists: the class gets a descriptor for each."""
    values = [
        node.value
        for node in body
        if isinstance(node, ast.Assign)
        and any(isinstance(one, ast.Name) and one.id == "__slots__" for one in node.targets)
    ]
    inside = [one for value in values for one in ast.walk(value)]
    return {one.value for one in inside if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def _added(wide: Sequence[ast.stmt], narrow: Sequence[ast.stmt], namespace: str) -> Iterator[ast.stmt]:
    """Yield the statements of `wide` that are not in `narrow`, outside functions, at any depth."""
    imported = {key for node in narrow for key in _imports(node, namespace)}
    pairs = _pair([node for node in wide if not _is_import(node)], [node for node in narrow if not _is_import(node)])
    for node in wide:
        if _is_import(node):
            if imported.isdisjoint(_imports(node, namespace)):
                yield node
        elif id(node) not in pairs:
            yield node
        else:
            yield from _inside(node, pairs[id(node)], namespace)


def _dropped(wide: ast.Module, narrow: ast.Module, namespace: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield the names that import statements outside functions have lost, by the place of the statement."""
    kept = {key for node in _outside_functions(narrow) for key in _imports(node, namespace)}
    for node in _outside_functions(wide):
        if isinstance(node, ast.Import | ast.ImportFrom):
            pairs = zip(node.names, _imports(node, namespace), strict=True)
            gone = tuple(alias.name for alias, key in pairs if key not in kept)
            if gone:
                yield node.lineno, node.col_offset, gone


def _outside_functions(tree: ast.Module) -> Iterator[ast.stmt]:
    bodies = [tree.body, *(node.body for _, node in class_scopes(tree.body))]
    return (node for body in bodies for node in own_statements(body) if _is_import(node))


def _inside(wide: ast.AST, narrow: ast.AST, namespace: str) -> Iterator[ast.stmt]:
    if isinstance(wide, FUNCTIONS) or not isinstance(wide, ast.ClassDef | ast.If | ast.Try | ast.ExceptHandler):
        return
    for field in BLOCKS:
        ours, theirs = getattr(wide, field, []), getattr(narrow, field, [])
        if field == "handlers":
            for one, other in zip(ours, theirs, strict=False):
                yield from _inside(one, other, namespace)
        else:
            yield from _added(ours, theirs, namespace)


def _pair(wide: Sequence[ast.stmt], narrow: Sequence[ast.stmt]) -> dict[int, ast.stmt]:
    """Find for statements of `wide` (by id) the ones in `narrow` that they are, in order."""
    places: dict[str, list[int]] = {}
    for number, node in enumerate(wide):
        places.setdefault(_key(node), []).append(number)
    found: dict[int, ast.stmt] = {}
    edited: list[ast.stmt] = []
    position = 0
    for node in narrow:
        candidates = places.get(_key(node), [])
        index = bisect_left(candidates, position)
        if index == len(candidates):
            edited.append(node)
            continue
        found[id(wide[candidates[index]])] = node
        position = candidates[index] + 1
    for node in edited:
        names = bound([node])
        for other in wide:
            if names and id(other) not in found and type(other) is type(node) and bound([other]) == names:
                found[id(other)] = node
                break
    return found


def _key(node: ast.stmt) -> str:
    """Return what makes two statements the same one; what stands inside them is compared later, or may be edited."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return f"def {node.name} {_dump(node.args)} {[_dump(one) for one in node.decorator_list]}"
    if isinstance(node, ast.ClassDef):
        return f"class {node.name}"
    if isinstance(node, ast.If):
        return f"if {_dump(node.test)}"
    if isinstance(node, ast.Try):
        return f"try {[one.type and _dump(one.type) for one in node.handlers]}"
    return _dump(node)


def _is_import(node: ast.AST) -> TypeGuard[ast.Import | ast.ImportFrom]:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _imports(node: ast.AST, namespace: str) -> Iterator[tuple[int, str, str]]:
    if isinstance(node, ast.Import):
        yield from ((0, _home(one.name, namespace), "") for one in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from ((node.level, _home(node.module or "", namespace), one.name) for one in node.names)


def _home(module: str, namespace: str) -> str:
    return module.removeprefix(f"{namespace}.") if namespace else module


def _dump(node: ast.AST) -> str:
    return ast.dump(node)


def _place(node: ast.stmt) -> Place:
    return first_line(node), node.end_lineno or node.lineno, node.lineno, node.col_offset
