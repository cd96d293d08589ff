"""The numbers of a module's parts, counted in the same way as the analysis counts them.

Every statement of a module body gets the next number in source order, and so does every statement inside a class body
and inside the branches of `if` and `try`; an `elif` is the one statement of its `else`. All other statements are atoms.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from vendorize_analysis.errors import InternalError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vendorize_analysis.model.summary import Part

_KINDS: dict[str, tuple[type[ast.stmt], ...]] = {
    "def": (ast.FunctionDef, ast.AsyncFunctionDef),
    "class": (ast.ClassDef,),
    "import": (ast.Import, ast.ImportFrom),
    "block": (ast.If, ast.Try, ast.TryStar),
}


@dataclass(frozen=True, slots=True)
class Numbered:
    """A statement and its place."""

    index: int
    parent: int
    node: ast.stmt


def branches(node: ast.stmt) -> list[list[ast.stmt]]:
    """Return the statement lists of a container in source order; none for an atom."""
    match node:
        case ast.ClassDef():
            return [node.body]
        case ast.If():
            return [node.body, node.orelse]
        case ast.Try() | ast.TryStar():
            return [node.body, *(handler.body for handler in node.handlers), node.orelse, node.finalbody]
        case _:
            return []


def number(tree: ast.Module) -> tuple[Numbered, ...]:
    """Return the parts of a module in the order of their numbers."""
    found: list[Numbered] = []
    _number(tree.body, -1, found)
    return tuple(found)


# No function inside a function here: one that calls itself keeps all that it knows until the next collection.
def _number(body: list[ast.stmt], parent: int, found: list[Numbered]) -> None:
    for node in body:
        index = len(found)
        found.append(Numbered(index, parent, node))
        for branch in branches(node):
            _number(branch, index, found)


def check_numbering(numbered: Sequence[Numbered], parts: Sequence[Part], name: str) -> None:
    """Raise if the analysis counted other parts than we do."""
    if len(numbered) != len(parts):
        raise InternalError(f"{name}: the analysis counted {len(parts)} parts, the transform {len(numbered)}")
    for ours, theirs in zip(numbered, parts, strict=True):
        kind = _KINDS.get(theirs.kind)
        same = (ours.index, ours.parent, ours.node.end_lineno) == (theirs.index, theirs.parent, theirs.span.end_line)
        if not same or (kind and not isinstance(ours.node, kind)):
            message = f"{name}:{ours.node.lineno}: part {ours.index} in {ours.parent} is a {type(ours.node).__name__}"
            raise InternalError(f"{message}; the analysis says {theirs.kind} {theirs.index} in {theirs.parent}")


def number_concrete(module: cst.Module) -> dict[cst.CSTNode, int]:
    """Return the numbers of the statements of a concrete syntax tree."""
    numbers: dict[cst.CSTNode, int] = {}
    _number_concrete(module.body, numbers)
    return numbers


def _number_concrete(body: Sequence[cst.CSTNode], numbers: dict[cst.CSTNode, int]) -> None:
    for node in body:
        if isinstance(node, cst.SimpleStatementLine):
            _number_concrete(node.body, numbers)
            continue
        numbers[node] = len(numbers)
        for branch in _concrete_branches(node):
            _number_concrete(branch, numbers)


def _concrete_branches(node: cst.CSTNode) -> Iterator[Sequence[cst.CSTNode]]:
    match node:
        case cst.ClassDef():
            yield node.body.body
        case cst.If():
            yield node.body.body
            if isinstance(node.orelse, cst.If):
                yield [node.orelse]
            elif node.orelse:
                yield node.orelse.body.body
        case cst.Try() | cst.TryStar():
            yield node.body.body
            for handler in node.handlers:
                yield handler.body.body
            for last in (node.orelse, node.finalbody):
                if last:
                    yield last.body.body
        case _:
            pass


def without_new_docstrings(tree: ast.Module, keep: frozenset[int]) -> frozenset[int]:
    """Return the numbers to keep, less bare strings that would become docstrings where all before them went."""
    numbers = {id(part.node): part.index for part in number(tree)}
    dropped: set[int] = set()

    def visit(body: list[ast.stmt]) -> None:
        for position, node in enumerate(body):
            if numbers[id(node)] not in keep:
                continue
            if position == 0 or not _is_string(node):
                return
            dropped.add(numbers[id(node)])

    visit(tree.body)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and id(node) in numbers:
            visit(node.body)
    return keep - dropped


def _is_string(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
