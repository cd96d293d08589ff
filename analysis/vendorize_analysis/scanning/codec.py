"""Turn summaries into bytes and back, fast.

`marshal` knows plain tuples only, so a summary travels as columns: all spans together, all names together, and so on.
Turning columns into rows again is done by C loops, which is several times faster than building each part by hand.
"""

from __future__ import annotations

import marshal
import sys
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from vendorize_analysis.model import hazards
from vendorize_analysis.model.summary import (
    NO_DEFINITION,
    NO_EXECUTION,
    NO_HOOK,
    NO_READS,
    NO_TEXTS,
    NOT_ASSIGNED,
    ImportRef,
    ModuleSummary,
    Part,
    Span,
    Unreadable,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# Without the named tuple's own check of the number of fields; `decode` compares the number of columns once.
_part = cast("Callable[[Iterable[Any]], Part]", partial(tuple.__new__, Part))
_span = cast("Callable[[Iterable[Any]], Span]", partial(tuple.__new__, Span))
_import = cast("Callable[[Iterable[Any]], ImportRef]", partial(tuple.__new__, ImportRef))

_SPAN = Part._fields.index("span")
_IMPORTS = Part._fields.index("imports")
_HAZARDS = Part._fields.index("hazards")
_PARTS = ModuleSummary._fields.index("parts")
_STARS = ModuleSummary._fields.index("stars")
_TEXTS = Part._fields.index("texts")
"""Column of strings that come from the text of a module; `ast` gives all names as one object already."""


def _facet(nothing: tuple[Any, ...]) -> tuple[int, tuple[Any, ...], Callable[[Iterable[Any]], Any]]:
    kind = type(nothing)
    column = next(place for place, default in enumerate(Part._field_defaults.values(), _FIRST) if default is nothing)
    return column, nothing, partial(tuple.__new__, kind)


_FIRST = len(Part._fields) - len(Part._field_defaults)
_FACETS = tuple(map(_facet, (NO_READS, NO_TEXTS, NO_EXECUTION, NO_DEFINITION, NOT_ASSIGNED, NO_HOOK)))
"""For each facet its column, the empty one that most parts share, and what makes one of a plain tuple."""


def encode(summary: ModuleSummary | Unreadable) -> bytes:
    """Return the bytes of a summary, equal strings stored once (`marshal` does so for strings that are one object)."""
    if isinstance(summary, Unreadable):
        return marshal.dumps(tuple(summary))
    columns: list[tuple[Any, ...]] = list(zip(*summary.parts, strict=True))
    if columns:
        columns[_SPAN] = tuple(map(tuple, columns[_SPAN]))
        columns[_IMPORTS] = tuple([tuple(map(tuple, rows)) if rows else rows for rows in columns[_IMPORTS]])
        columns[_HAZARDS] = tuple([tuple(map(hazards.encode, rows)) if rows else rows for rows in columns[_HAZARDS]])
        columns[_TEXTS] = tuple(
            texts
            if texts is NO_TEXTS
            else (tuple(map(sys.intern, texts[0])), tuple(map(sys.intern, texts[1])), texts[2])
            for texts in columns[_TEXTS]
        )
        for column, nothing, _ in _FACETS:
            columns[column] = tuple([None if row is nothing else tuple(row) for row in columns[column]])
    fields: list[Any] = list(summary)
    fields[_PARTS] = tuple(columns)
    fields[_STARS] = tuple(map(tuple, summary.stars))
    return marshal.dumps(tuple(fields))


def decode(data: bytes) -> ModuleSummary | Unreadable:
    """Return the summary that was encoded, ValueError for anything else."""
    try:
        plain = marshal.loads(data)  # noqa: S302 - the cache checks what it stored, and nobody else writes there
        if len(plain) == len(Unreadable._fields):
            return Unreadable._make(plain)
        fields = list(plain)
        fields[_PARTS] = _parts(fields[_PARTS])
        fields[_STARS] = tuple(map(_import, fields[_STARS]))
        return ModuleSummary._make(fields)
    except (EOFError, TypeError, IndexError, KeyError) as error:
        raise ValueError(f"no summary: {error}") from error


def _parts(columns: tuple[tuple[Any, ...], ...]) -> tuple[Part, ...]:
    if not columns:
        return ()
    if len(columns) != len(Part._fields):
        raise ValueError("a part has other fields now")
    fields: list[Iterable[Any]] = list(columns)
    fields[_SPAN] = map(_span, columns[_SPAN])
    # Most parts have neither, and the empty tuple is there already.
    fields[_IMPORTS] = [tuple(map(_import, rows)) if rows else rows for rows in columns[_IMPORTS]]
    fields[_HAZARDS] = [tuple(map(hazards.decode, rows)) if rows else rows for rows in columns[_HAZARDS]]
    for column, nothing, make in _FACETS:
        fields[column] = [nothing if row is None else make(row) for row in columns[column]]
    return tuple(map(_part, zip(*fields, strict=True)))
