"""Blank lines and comments around statements that are cut: whose they are, and what stays of them.

Both cutters that keep comments ask here, the one with lines of bytes, the other with those of a concrete syntax tree.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_Line = TypeVar("_Line")


@dataclass(frozen=True, slots=True)
class Spacing(Generic[_Line]):
    """What becomes of lines above statements; each of them is blank or a comment."""

    is_blank: Callable[[_Line], bool]

    def blanks(self, lines: Sequence[_Line]) -> tuple[_Line, ...]:
        """Return the blank lines at the beginning."""
        return tuple(itertools.takewhile(self.is_blank, lines))

    def free_comments(self, lines: Sequence[_Line], *, first: bool) -> tuple[_Line, ...]:
        """Return the comment lines above a cut statement that do not belong to it: a blank line is between."""
        kept = list(lines)
        while kept and not self.is_blank(kept[-1]):
            kept.pop()
        if all(map(self.is_blank, kept)):
            return ()
        return tuple(kept[len(self.blanks(kept)) :] if first else kept)

    def joined(self, left: tuple[_Line, ...], lines: Sequence[_Line], blanks: tuple[_Line, ...]) -> tuple[_Line, ...]:
        """Return what stands above a kept statement: as many blank lines as were above it or the ones cut before it."""
        own = self.blanks(lines)
        if not left:
            return (*max(own, blanks, key=len), *lines[len(own) :])
        tail = self.blanks(left[::-1])
        return (*left, *lines[min(len(own), len(tail)) :])
