"""Edits that take whole lines with them."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from vendorize.transform.source import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vendorize.transform.source import Offsets


def whole_lines(offsets: Offsets, edits: Sequence[Edit], kept: frozenset[int]) -> Iterator[Edit]:
    """Yield edits that take lines with them of which nothing is left, and blanks at the end of others.

    `edits` are sorted; a line of `kept` goes where something was on it, and all of that goes.
    """
    text, starts = offsets.text, offsets.starts
    waiting = list(edits)
    number = 1
    while number < len(starts):
        begin, last = starts[number - 1], number
        own: list[Edit] = []
        while waiting and waiting[0].start < starts[last]:
            own.append(waiting.pop(0))
            last = max(last, bisect_right(starts, max(own[-1].end - 1, own[-1].start)))
        yield from _of_lines(text, begin, starts[last], own, may_go=number not in kept)
        number = last + 1


def _of_lines(text: bytes, begin: int, end: int, own: list[Edit], *, may_go: bool) -> Iterator[Edit]:
    """Yield what becomes of lines with the edits that begin on them."""
    left, at = b"", begin
    for edit in own:
        left += text[at : edit.start] + edit.text
        at = edit.end
    left += text[at:end]
    if not left.strip() and (own or may_go):
        yield Edit(begin, end, b"")
        return
    for position, edit in enumerate(own):
        start = edit.start
        before = own[position - 1].end if position else begin
        if not edit.text and not text[edit.end : end].strip():
            start = before + len(text[before:start].rstrip(b" \t"))
        yield Edit(start, edit.end, edit.text)
