"""Removing items from a comma-separated list, with the comments that belong to them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize.transform.source import Edit

if TYPE_CHECKING:
    from collections.abc import Sequence

_GAP = re.compile(rb"(?:\s|\\\r?\n|#[^\r\n]*)*(,?)([ \t\f]*(?:#[^\r\n]*)?(?:\r\n|\n|\r)|[ \t\f]*)")


@dataclass(frozen=True, slots=True)
class Items:
    """Items between brackets (or without any): where each begins and ends."""

    text: bytes
    spans: Sequence[tuple[int, int]]
    close: int
    """Where the closing bracket stands, or the end of the last item."""
    opening: int
    """Offset after the opening bracket, or the start of the first item."""

    def without(self, removed: frozenset[int]) -> tuple[Edit, ...]:
        """Return the edits that remove some items, but not all."""
        if not removed:
            return ()
        region = self.text[self.opening : self.close]
        bracketed = self.close > self.spans[-1][1] or self.opening < self.spans[0][0]
        if bracketed and (b"\n" in region or b"\r" in region):
            return self._by_lines(removed)
        return self._in_line(removed)

    def _in_line(self, removed: frozenset[int]) -> tuple[Edit, ...]:
        last_kept = max(set(range(len(self.spans))) - removed)
        edits = [Edit(self.spans[n][0], self.spans[n + 1][0], b"") for n in sorted(removed) if n < last_kept]
        if last_kept < len(self.spans) - 1:
            edits.append(Edit(self.spans[last_kept][1], self.spans[-1][1], b""))
        return tuple(edits)

    def _by_lines(self, removed: frozenset[int]) -> tuple[Edit, ...]:
        edits = []
        for n in sorted(removed):
            start = self._boundary(n)
            end = self._boundary(n + 1)
            if not self._at_line_start(start) and self._at_line_start(end):
                start = start if n == 0 or n - 1 in removed else self.after_comma(n - 1)
                end = self.after_comma(n)
            elif self._at_line_start(start) and not self._at_line_start(end) and end < self.close:
                start = self.spans[n][0]  # the next one takes its place on the line
            edits.append(Edit(start, end, b""))
        return tuple(edits)

    def _boundary(self, n: int) -> int:
        """Return where item `n` begins: on its own line with the comments above it, else right at its text."""
        limit = self.spans[n][0] if n < len(self.spans) else self.close
        begin = self.opening if n == 0 else self.after_comma(n - 1)
        line_end = re.compile(rb"[ \t\f]*(?:#[^\r\n]*)?(\r\n|\n|\r)").match(self.text, begin, limit)
        if line_end:
            return line_end.end()
        return limit

    def after_comma(self, n: int) -> int:
        """Return the offset behind the comma of item `n`, or behind the item if it has none."""
        limit = self.spans[n + 1][0] if n + 1 < len(self.spans) else self.close
        match = _GAP.match(self.text, self.spans[n][1], limit)
        return match.end(1) if match and match.group(1) else self.spans[n][1]

    def _at_line_start(self, offset: int) -> bool:
        return self.text[offset - 1 : offset] in (b"\n", b"\r")
