"""The modules of a page as data for its script: as much as fits, most wanted first.

Form: JSON, deflated (RFC 1950), base64. Parts: `[name, kind, line, last line, parent, kept, edge]`; edges: `[kind,
module, part, detail, certain]`, modules by their number, those that are not listed by name, -1 for a root. Source is
there where it fits; where parts do not fit, `unlisted` is their count.
"""

from __future__ import annotations

import base64
import json
import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from vendorize.model.outlined import KeptBy, OutlinedModule

OUTLINE_SHARE = 0.4
"""Of the room that the list of modules leaves: outlines may take so much, source the rest."""
BASE64 = 4 / 3


def payload(modules: Iterable[OutlinedModule], room: int, read: Callable[[Path], bytes]) -> str:
    """Return the data of the modules in at most about `room` characters; `read` gives the source of a file."""
    every = list(modules)
    numbers = {each.name: number for number, each in enumerate(every)}
    rows = [{**_row(each), "edge": _edge(each.edge, numbers)} for each in every]
    order = sorted(range(len(every)), key=lambda number: _wanted(every[number]))
    left = int(room / BASE64) - len(zlib.compress(_written(rows), 9))
    outlines = _Packing(int(left * OUTLINE_SHARE))
    for number in order:
        parts = [_part(part, numbers) for part in every[number].parts]
        if parts and outlines.take(parts):
            rows[number]["parts"] = parts
        elif parts:
            rows[number]["unlisted"] = len(parts)
    sources = _Packing(left - outlines.taken)
    for number in order:
        source = _source(every[number], read) if rows[number].get("parts") else ""
        if source and sources.take(source):
            rows[number]["source"] = source
    packed = zlib.compress(_written(rows), 9)
    return base64.b64encode(packed).decode("ascii")


class _Packing:
    """Room for a stream of values, deflated one after the other: what is like an earlier one takes little."""

    def __init__(self, size: int) -> None:
        self.taken = 0
        """Bytes of the stream."""
        self._size = size
        self._stream = zlib.compressobj(9)

    def take(self, value: object) -> bool:
        """Tell whether a value fits, and take it if so."""
        if self.taken >= self._size:
            return False
        stream = self._stream.copy()
        size = len(stream.compress(_written(value))) + len(stream.flush(zlib.Z_SYNC_FLUSH))
        if self.taken + size > self._size:
            return False
        self.taken += size
        self._stream = stream
        return True


def _wanted(each: OutlinedModule) -> tuple[bool, bool, bool, int]:
    """Return the place in the queue: what is cut comes first, since there is something to see; small before large."""
    return not each.kept, not any(not part.kept for part in each.parts), bool(each.owner), each.bytes[0]


def _written(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def _row(each: OutlinedModule) -> dict[str, Any]:
    row = {
        "name": each.name,
        "owner": each.owner,
        "path": each.relative,
        "kept": each.kept,
        "functions": each.functions,
        "bytes": each.bytes,
    }
    return {**row, "hazards": each.hazards} if each.hazards else row


def _part(part: Any, numbers: Mapping[str, int]) -> list[Any]:  # noqa: ANN401 - a named tuple
    name, kind, line, end_line, parent, kept, edge = part
    return [name, kind, line, end_line, parent, int(kept), _edge(edge, numbers)]


def _edge(edge: KeptBy | None, numbers: Mapping[str, int]) -> list[Any] | int:
    if edge is None:
        return 0
    source = numbers.get(edge.module, edge.module) if edge.module else -1
    return [edge.kind, source, edge.part, edge.detail, int(edge.certain)]


def _source(each: OutlinedModule, read: Callable[[Path], bytes]) -> str:
    if each.source is not None:
        return each.source
    try:
        return read(each.path).decode("utf-8", "replace")
    except OSError:
        return ""
