"""Cutting statements that have their lines to themselves: most of them, and many times faster than by a concrete tree.

What comes out is byte for byte what `cut.py` makes, or nothing: where statements share lines, where a branch vanishes
with its keyword, and where it takes a concrete tree to tell whose comment one is, the file is left to that cutter.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from vendorize.transform.numbering import branches
from vendorize.transform.source import Edit, Offsets, apply
from vendorize.transform.spacing import Spacing

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator, Sequence

    from vendorize.transform.numbering import Numbered

_BLANK = re.compile(rb"[ \t]*\r?\n")
_COMMENT = re.compile(rb"([ \t]*)#")
_REST = re.compile(rb"[ \t]*(#[^\n]*)?\r?\n")
_Lines = tuple[bytes, ...]
_SPACING: Spacing[bytes] = Spacing(lambda line: _BLANK.fullmatch(line) is not None)


class _UnclearError(Exception):
    """It takes a concrete syntax tree to say what the text is to be."""


def cut_by_lines(
    text: bytes, tree: ast.Module, parts: Sequence[Numbered], keep: frozenset[int], newline: bytes
) -> bytes | None:
    """Return the text without the parts that are not in `keep`; None where that is not clear from its lines.

    `parts` are those of `tree`, which the text is parsed to; `newline` ends the lines that are added.
    """
    if not text.endswith(b"\n") or b"\f" in text or text.count(b"\r") != text.count(b"\r\n"):
        return None
    kept = frozenset(id(part.node) for part in parts if part.index in keep)
    cutter = _LineCutter(Offsets(text), kept, newline)
    try:
        return apply(text, cutter.module(tree.body))
    except (_UnclearError, RecursionError):
        return None


class _LineCutter:
    """Yields edits of whole lines; lines count from 1, as `ast` counts them."""

    def __init__(self, offsets: Offsets, kept: frozenset[int], newline: bytes) -> None:
        self._offsets = offsets
        self._kept = kept
        self._newline = newline

    def module(self, body: list[ast.stmt]) -> Iterator[Edit]:
        if not self._keeps_any(body):
            raise _UnclearError
        yield from self._block(body, self._offsets.first_line(body[0]))

    def _keeps_any(self, body: list[ast.stmt]) -> bool:
        return any(id(node) in self._kept for node in body)

    def _block(self, body: list[ast.stmt], top: int) -> Iterator[Edit]:
        """Yield the edits of a block; what stands above its first statement begins at the line `top`."""
        position = 0
        while position < len(body):
            node = body[position]
            if id(node) in self._kept:
                yield from self._inside(node)
                position += 1
                continue
            end = position
            while end < len(body) and id(body[end]) not in self._kept:
                end += 1
            begin = self._last_line(body[position - 1]) + 1 if position else top
            lines = self._left_by(body, position, end, begin)
            after = self._offsets.first_line(body[end]) if end < len(body) else self._last_line(body[end - 1]) + 1
            yield self._replaced(begin, after, lines)
            position = end

    def _inside(self, node: ast.stmt) -> Iterator[Edit]:
        """Yield the edits in the branches of a kept statement."""
        for branch in branches(node):
            if not branch:
                continue
            if self._keeps_any(branch):
                yield from self._block(branch, self._top(branch[0]))
            else:
                yield self._emptied(node, branch)

    def _emptied(self, node: ast.stmt, branch: list[ast.stmt]) -> Edit:
        """Return the edit that leaves `pass` in a branch."""
        if branch is getattr(node, "orelse", None):
            raise _UnclearError  # it goes with its keyword
        indent, top, after = self._indent(branch[0]), self._top(branch[0]), self._last_line(branch[-1]) + 1
        for one in branch:
            self._check_lines(one, indent)
        self._check_comments(self._lines(top, self._offsets.first_line(branch[0])), indent, exactly=True)
        if indent and any(line.startswith(indent) for line in self._below(after)):
            raise _UnclearError
        return self._replaced(top, after, (indent + b"pass" + self._newline,))

    def _left_by(self, body: list[ast.stmt], first: int, end: int, begin: int) -> _Lines:
        """Return the lines for where statements were cut: comments of nobody, and those of the next statement.

        They are the statements from `first` to before `end`, and what stands above them begins at the line `begin`.
        """
        indent = self._indent(body[first])
        left: _Lines = ()
        blanks: _Lines = ()
        for position in range(first, end):
            node = body[position]
            self._check_lines(node, indent)
            above = self._lines(begin, self._offsets.first_line(node))
            self._check_comments(above, indent, exactly=position == 0 and bool(indent))
            left += _SPACING.free_comments(above, first=first == 0 and not left)
            blanks = max(blanks, _SPACING.blanks(above), key=len)
            begin = self._last_line(node) + 1
        if end == len(body):
            self._check_comments(self._below(begin), indent)
            return left
        if self._before(body[end]) != indent:
            raise _UnclearError
        above = self._lines(begin, self._offsets.first_line(body[end]))
        self._check_comments(above, indent)
        lines = _SPACING.joined(left, above, blanks)
        # What stands above all statements of a module is its own: only there, blank lines may come first.
        at_top = first == 0 and (bool(indent) or self._offsets.first_line(body[0]) == 1)
        return lines[len(_SPACING.blanks(lines)) :] if at_top else lines

    # -- lines ----------------------------------------------------------------------------------------------

    def _replaced(self, begin: int, after: int, lines: _Lines) -> Edit:
        starts = self._offsets.starts
        if begin > 1 and self._offsets.line(begin - 1).rstrip(b"\r\n").endswith(b"\\"):
            raise _UnclearError
        return Edit(starts[begin - 1], starts[after - 1], b"".join(lines))

    def _lines(self, begin: int, after: int) -> _Lines:
        lines = tuple(self._offsets.line(number) for number in range(begin, after))
        if not all(map(_REST.fullmatch, lines)):
            raise _UnclearError
        return lines

    def _below(self, begin: int) -> _Lines:
        """Return the blank lines and comments from a line on."""
        numbers = range(begin, len(self._offsets.starts))
        return tuple(itertools.takewhile(_REST.fullmatch, map(self._offsets.line, numbers)))

    def _top(self, node: ast.stmt) -> int:
        """Return the first line of what stands above the first statement of an indented block."""
        line = self._offsets.first_line(node)
        while line > 1 and _REST.fullmatch(self._offsets.line(line - 1)):
            line -= 1
        return line

    @staticmethod
    def _last_line(node: ast.stmt) -> int:
        return node.end_lineno or node.lineno

    def _before(self, node: ast.stmt) -> bytes:
        """Return what stands before a statement on its first line."""
        line = self._offsets.line(self._offsets.first_line(node))
        decorated = bool(getattr(node, "decorator_list", []))
        return line[: line.index(b"@")] if decorated else line[: node.col_offset]

    def _indent(self, node: ast.stmt) -> bytes:
        before = self._before(node)
        if before.strip(b" \t"):
            raise _UnclearError
        return before

    def _check_lines(self, node: ast.stmt, indent: bytes) -> None:
        """Raise unless a statement has its lines to itself, and the indentation of its block."""
        offsets = self._offsets
        rest = offsets.text[offsets.end(node) : offsets.starts[self._last_line(node)]]
        if self._before(node) != indent or not _REST.fullmatch(rest):
            raise _UnclearError

    @staticmethod
    def _check_comments(lines: _Lines, indent: bytes, *, exactly: bool = False) -> None:
        """Raise where a line begins deeper than its block: it may belong to what is inside of the statement before."""
        for line in lines:
            blank = line[: len(line) - len(line.lstrip(b" \t"))]
            if not indent.startswith(blank) or (exactly and blank != indent and _COMMENT.match(line)):
                raise _UnclearError
