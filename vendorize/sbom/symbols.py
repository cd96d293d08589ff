"""Read off a written module which functions and classes it has."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from vendorize_analysis.model.names import module_name
from vendorize_analysis.newer import UNREADABLE, parse_any
from vendorize_analysis.recursion import deeply
from vendorize_analysis.summarizing.syntax.below import first_line

if TYPE_CHECKING:
    from collections.abc import Iterator

_SUFFIX = ".py"


class HeldSymbol(NamedTuple):
    """A function, class or method of a written file."""

    name: str
    """Original dotted name."""
    line: int
    first: int
    """Its first line, decorators included."""


def symbols_of(source: str, content: bytes) -> tuple[HeldSymbol, ...]:
    """Return the functions, classes and methods of a module, in order; none for what is no Python that we can read.

    `source` is the path that it is imported by, which gives the dotted names.
    """
    if not source.endswith(_SUFFIX):
        return ()
    try:
        return deeply(_held, source, content)
    except UNREADABLE:
        return ()


def _held(source: str, content: bytes) -> tuple[HeldSymbol, ...]:
    return tuple(_symbols(parse_any(content), module_name(source)))


def _symbols(node: ast.AST, prefix: str) -> Iterator[HeldSymbol]:
    """Yield what is defined in a body, branches included; what is inside of functions is theirs."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = f"{prefix}.{child.name}"
            yield HeldSymbol(name, child.lineno, first_line(child))
            if isinstance(child, ast.ClassDef):
                yield from _symbols(child, name)
        elif isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
            yield from _symbols(child, prefix)
