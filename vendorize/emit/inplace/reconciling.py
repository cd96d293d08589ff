"""Carry what a user has changed in a rewritten file over to the original that it was made from."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Hunk(NamedTuple):
    """Lines of the rewritten text, from `start` to before `end`, and what stands there instead."""

    start: int
    end: int
    lines: tuple[bytes, ...]


class Conflict(Exception):  # noqa: N818 - it says what there is
    """A line was changed by the user that we had changed too."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line
        """Counted from 1 in the file as it stands."""


def reconcile(original: bytes, written: bytes, present: bytes) -> bytes:
    """Return the original with the user's changes: what leads from `written` to `present`.

    Raises `Conflict` where both have changed the same lines, or lines without one between them.
    """
    base = written.splitlines(keepends=True)
    ours = _hunks(base, original.splitlines(keepends=True))
    theirs = _hunks(base, present.splitlines(keepends=True))
    moved = 0
    for hunk in theirs:
        if any(hunk.start <= other.end and other.start <= hunk.end for other in ours):
            raise Conflict(hunk.start + moved + 1)
        moved += len(hunk.lines) - (hunk.end - hunk.start)
    for hunk in sorted((*ours, *theirs), reverse=True):
        base[hunk.start : hunk.end] = hunk.lines
    return b"".join(base)


def _hunks(base: Sequence[bytes], other: Sequence[bytes]) -> list[Hunk]:
    matcher = SequenceMatcher(None, base, other, autojunk=False)
    return [
        Hunk(start, end, tuple(other[first:last]))
        for kind, start, end, first, last in matcher.get_opcodes()
        if kind != "equal"
    ]
