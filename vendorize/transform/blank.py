"""Empty lines: which have to stay, and the ones that stubs leave of code which is denied."""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize.transform.proof import check_written
from vendorize.transform.source import Edit, Offsets, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize.model.cold import ColdModule
    from vendorize.transform.linemap import MappedText

_STRINGS = tuple(getattr(ast, name) for name in ("JoinedStr", "TemplateStr") if hasattr(ast, name))


def texts_in(nodes: Iterable[ast.AST], offsets: Offsets) -> Iterator[tuple[int, int]]:
    """Yield where the string constants among some nodes begin and end."""
    for node in nodes:
        is_constant = isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
        if is_constant or isinstance(node, _STRINGS):
            assert isinstance(node, ast.expr)  # noqa: S101 - narrows a type
            yield offsets.start(node), offsets.end(node)


def lines_that_stay(tree: ast.Module, texts: Iterable[tuple[int, int]], offsets: Offsets) -> frozenset[int]:
    """Return the numbers of lines that must not go though they may be empty.

    They stand in texts, behind a backslash, or above the first statement.
    """
    starts = offsets.starts
    kept = set(range(1, offsets.first_line(tree.body[0]) if tree.body else len(starts) + 1))
    for first, last in texts:
        kept |= set(range(bisect_right(starts, first) + 1, bisect_right(starts, last) + 1))
    numbers = range(1, len(starts))
    return frozenset(kept | {number + 1 for number in numbers if offsets.line(number).rstrip(b"\r\n").endswith(b"\\")})


def without_empty_lines(mapped: MappedText, cold: ColdModule, name: str) -> tuple[MappedText, ColdModule]:
    """Return a module without empty lines, and its denied functions by the lines on which they begin then.

    Stubs leave as many lines as there were, for code that may come back; what is denied does not.
    """
    tree, offsets = parse(mapped.text, name), Offsets(mapped.text)
    kept = lines_that_stay(tree, texts_in(ast.walk(tree), offsets), offsets)
    numbers = (number for number in range(1, len(offsets.starts)) if number not in kept)
    gone = [number for number in numbers if not offsets.line(number).strip()]
    edits = [Edit(offsets.starts[number - 1], offsets.starts[number], b"") for number in gone]
    done = mapped.edited(edits)
    check_written(tree, parse(done.text, name), name)
    functions = tuple(
        one._replace(line=one.line - bisect_left(gone, one.line), last=one.last - bisect_right(gone, one.last))
        for one in cold.functions
    )
    return done, replace(cold, functions=functions)
