"""From which line of the original each line of a text is, followed through cutting and editing.

A list has one number for each line of a text: that of the line of the original file that it is from, counted from 1,
and 0 for a line of ours. Lines end as they do for `ast`: at LF, CR LF or a lone CR.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vendorize.model.bundle import LineRun
from vendorize.transform.numbering import branches
from vendorize.transform.source import Offsets, apply

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from vendorize.transform.numbering import Numbered
    from vendorize.transform.source import Edit

_HEADS = (ast.expr, ast.keyword)


@dataclass(frozen=True, slots=True)
class MappedText:
    """A text on its way from the original to the result."""

    text: bytes
    lines: Sequence[int]
    """Of the original, for each of its lines."""

    def edited(self, edits: Sequence[Edit]) -> MappedText:
        """Return the text with edits, which must not overlap."""
        text = apply(self.text, edits)
        return MappedText(text, edited(self.lines, self.text, text, edits))


def unchanged(text: bytes) -> list[int]:
    """Return the lines of an original."""
    return list(range(1, len(text.splitlines()) + 1))


def cut_lines(before: bytes, after: bytes, parts: Sequence[Numbered], nodes: Mapping[int, ast.stmt]) -> list[int]:
    """Return the lines of a text after cutting; `nodes` are the kept ones of the parts, as they are now.

    Lines that no statement has, blank ones and comments, may be counted as ours.
    """
    old, new = Offsets(before), Offsets(after)
    lines = [0] * (len(new.starts) - 1)
    for part in parts:  # a container comes before what is in it
        node = nodes.get(part.index)
        if node is None:
            continue
        last = _end_of_head(part.node) if branches(node) else part.node.end_lineno
        _pair(lines, old.first_line(part.node), last, new.first_line(node))
        if isinstance(part.node, ast.Try | ast.TryStar) and isinstance(node, ast.Try | ast.TryStar):
            for theirs, ours in zip(part.node.handlers, node.handlers, strict=True):
                _pair(lines, theirs.lineno, _end_of_head(theirs), ours.lineno)
    return lines


def _pair(lines: list[int], first: int, last: int | None, now: int) -> None:
    """Note that the lines from `first` to `last` are those from `now` on: kept text keeps its lines."""
    count = min((last or first) - first, len(lines) - now) + 1
    lines[now - 1 : now - 1 + count] = range(first, first + count)


def _end_of_head(node: ast.stmt | ast.ExceptHandler) -> int:
    """Return the last line of what stands before the colon of a container."""
    heads = [child.end_lineno or 0 for child in ast.iter_child_nodes(node) if isinstance(child, _HEADS)]
    return max([node.lineno, *heads])


def edited(lines: Sequence[int], before: bytes, after: bytes, edits: Iterable[Edit]) -> list[int]:
    """Return the lines of a text after edits that do not overlap.

    A line with text that was there is the line of that; a replacement counts on from the line that it begins on.
    """
    starts = Offsets(before).starts
    if before and not before.endswith((b"\n", b"\r")):
        starts = starts[:-1]  # nothing begins behind a last line that does not end
    rewriting = _Rewriting(lines, starts)
    done = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        rewriting.copy(done, edit.start)
        rewriting.replace(edit)
        done = edit.end
    rewriting.copy(done, len(before))
    found = rewriting.found
    return found if len(found) == len(after.splitlines()) else [*found, rewriting.current]


@dataclass(slots=True)
class _Rewriting:
    """The lines of a new text as it is put together."""

    lines: Sequence[int]
    starts: Sequence[int]
    found: list[int] = field(default_factory=list)
    current: int = 0
    """The number of the line that is being made, if it has one yet."""

    def copy(self, begin: int, end: int) -> None:
        """Go on with a range of the old text."""
        if begin >= end:
            return
        first, last = self._line(begin), self._line(end)
        if first == last:
            self.current = self.current or self.lines[first]
            return
        self.found.append(self.current or self.lines[first])
        self.found.extend(self.lines[first + 1 : last])
        self.current = self.lines[last] if end > self.starts[last] else 0

    def replace(self, edit: Edit) -> None:
        """Go on with new text in the place of a range of the old one."""
        first, last = self._line(edit.start), self._line(max(edit.end - 1, edit.start))
        for passed, piece in enumerate(edit.text.splitlines(keepends=True)):
            if edit.end > edit.start:
                self.current = self.current or self.lines[min(first + passed, last)]
            if piece.endswith((b"\n", b"\r")):
                self.found.append(self.current)
                self.current = 0

    def _line(self, offset: int) -> int:
        return bisect_right(self.starts, offset) - 1


def runs(lines: Iterable[int]) -> tuple[LineRun, ...]:
    """Return the lines as ranges, those of ours left out."""
    found: list[LineRun] = []
    for number, original in enumerate(lines, 1):
        if not original:
            continue
        if found and found[-1].follows(number, original):
            found[-1] = found[-1].longer()
        else:
            found.append(LineRun(number, original, 1))
    return tuple(found)
