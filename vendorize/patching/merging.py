"""Apply a patch to the text that it was made for, or carry it over to another: a three-way merge.

Nothing is guessed: lines that a hunk asks for must be there, at their place or at one other only, and where both sides
have changed neighbouring lines in different ways there is a conflict.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from vendorize.patching.unified import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from vendorize.model.patch import FilePatch, PatchHunk


class LineChange(NamedTuple):
    """Lines from `start` to before `end`, and what stands there instead."""

    start: int
    end: int
    lines: tuple[bytes, ...]

    def touches(self, other: LineChange) -> bool:
        """Tell whether no unchanged line stands between two changes."""
        return self.start <= other.end and other.start <= self.end


class DoesNotFit(Exception):  # noqa: N818 - it says what there is
    """A hunk that cannot be applied."""

    def __init__(self, hunk: PatchHunk, why: str, line: int = 0) -> None:
        super().__init__(why)
        self.hunk = hunk
        self.why = why
        self.line = line
        """In the new text, where it is known."""


def applied(patch: FilePatch, text: bytes) -> bytes:
    """Return a text with a patch.

    Raises `DoesNotFit` for the first hunk whose lines are not there, or are there more than once.
    """
    lines = lines_of(text)
    return b"".join(_with(lines, (change for _, change in _changes(patch, lines))))


def merged(patch: FilePatch, base: bytes, present: bytes) -> bytes:
    """Return the present text with what a patch, which fits the base, changes there.

    A change that the present text has already is no conflict. Raises `DoesNotFit` for the first hunk that is in
    conflict with what has changed between base and present text, or does not fit the base.
    """
    old, new = lines_of(base), lines_of(present)
    theirs = list(_between(old, new))
    ours = []
    for hunk, change in _changes(patch, old):
        if change in theirs:
            continue
        other = next((one for one in theirs if change.touches(one)), None)
        if other is not None:
            moved = sum(len(one.lines) - (one.end - one.start) for one in theirs if one.end < other.start)
            raise DoesNotFit(hunk, "the lines there have changed too", other.start + moved + 1)
        ours.append(change)
    return b"".join(_with(old, (*theirs, *ours)))


def _with(lines: Sequence[bytes], changes: Iterable[LineChange]) -> list[bytes]:
    found = list(lines)
    for change in sorted(changes, reverse=True):
        found[change.start : change.end] = change.lines
    return found


def _between(old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[LineChange]:
    for kind, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield LineChange(start, end, tuple(new[first:last]))


def _changes(patch: FilePatch, lines: Sequence[bytes]) -> Iterator[tuple[PatchHunk, LineChange]]:
    """Yield what changes in a text, each with its hunk."""
    moved = done = 0
    for hunk in patch.hunks:
        start = _place(hunk, lines, hunk.start + moved, done)
        moved = start - hunk.start
        done = start + len(hunk.before())
        for change in _runs(hunk, start):
            yield hunk, change


def _place(hunk: PatchHunk, lines: Sequence[bytes], expected: int, done: int) -> int:
    """Return where the lines of a hunk are, behind what earlier hunks have taken."""
    wanted = list(hunk.before())
    count = len(wanted)
    if not wanted:
        if expected == len(lines) == 0:
            return 0
        raise DoesNotFit(hunk, "it has no lines around what it adds")
    if expected >= done and lines[expected : expected + count] == wanted:
        return expected
    found = [at for at in range(done, len(lines) - count + 1) if lines[at : at + count] == wanted]
    if len(found) == 1:
        return found[0]
    raise DoesNotFit(hunk, f"its lines are there {len(found)} times" if found else "its lines are not there")


def _runs(hunk: PatchHunk, start: int) -> Iterator[LineChange]:
    """Yield the changes of a hunk without the lines that stay."""
    at = first = start
    gone, come = 0, list[bytes]()
    for kind, line in (*hunk.lines, (" ", b"")):
        if kind == " ":
            if gone or come:
                yield LineChange(first, first + gone, tuple(come))
            at += gone + 1
            first, gone, come = at, 0, []
        elif kind == "-":
            gone += 1
        else:
            come.append(line)
