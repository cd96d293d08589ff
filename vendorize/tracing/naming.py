"""Qualified names for code objects of Pythons that do not know them (before 3.11), from the source."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize_analysis.summarizing.syntax.below import first_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.tracing.gathering import Note

_NAMELESS = {
    ast.Lambda: "<lambda>",
    ast.ListComp: "<listcomp>",
    ast.SetComp: "<setcomp>",
    ast.DictComp: "<dictcomp>",
    ast.GeneratorExp: "<genexpr>",
}


def qualified_name(note: Note) -> str:
    """Return the qualified name of what begins at the line of a note; its simple one where the source says nothing."""
    return _names(note.file).get((note.line, note.name), note.name)


@cache
def _names(file: str) -> dict[tuple[int, str], str]:
    """Return the qualified names in a file by first line (decorators included) and name."""
    try:
        tree = ast.parse(Path(file).read_bytes())
    except (OSError, ValueError, SyntaxError, RecursionError, MemoryError):
        return {}
    found: dict[tuple[int, str], str] = {}
    waiting: list[tuple[ast.AST, str]] = [(tree, "")]
    while waiting:
        node, around = waiting.pop()
        inside = around
        for line, name in _named(node):
            found.setdefault((line, name), around + name)
            inside = f"{around}{name}." if isinstance(node, ast.ClassDef) else f"{around}{name}.<locals>."
        outside = set(map(id, _evaluated_around(node)))
        waiting += [(child, around if id(child) in outside else inside) for child in _children(node)]
    return found


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes below a node; arguments and generators open, for parts of them are evaluated around it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.arguments | ast.comprehension):
            yield from ast.iter_child_nodes(child)
        else:
            yield child


def _evaluated_around(node: ast.AST) -> Iterator[ast.AST | None]:
    """Yield what is below a scope and evaluated around it: decorators, defaults, bases, the first iterable."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield from node.decorator_list
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        yield from (*node.args.defaults, *node.args.kw_defaults)
    elif isinstance(node, ast.ClassDef):
        yield from (*node.bases, *node.keywords)
    elif isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        yield node.generators[0].iter


def _named(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield first line and name of the code object that a node makes, if it makes one with a name."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield first_line(node), node.name
    elif type(node) in _NAMELESS:
        yield getattr(node, "lineno", 0), _NAMELESS[type(node)]
