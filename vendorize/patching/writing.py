"""Write patches: unified diffs with three lines around each change, the same for the same texts."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from vendorize.patching.heads import neutral
from vendorize.patching.unified import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_NO_END = b"\n\\ No newline at end of file\n"


def patch_source(head: bytes, changes: Mapping[str, tuple[bytes, bytes]]) -> bytes:
    """Return the patch that makes of each text another, by path; empty where nothing changes."""
    body = b"".join(_file(path, *changes[path]) for path in sorted(changes))
    apart = b"\n" if head and not head.endswith(b"\n") else b""
    return head + apart + body if body else b""


def hunks(old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[bytes]:
    """Yield the lines of the hunks between two texts, given as lines with their ends; none for the same texts."""
    if old == new:
        return
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(3):
        yield b"@@ -%s +%s @@\n" % (_span(group[0][1], group[-1][2]), _span(group[0][3], group[-1][4]))
        for kind, first, last, begin, end in group:
            if kind == "equal":
                yield from (_line(b" ", line) for line in old[first:last])
            else:
                yield from (_line(b"-", line) for line in old[first:last])
                yield from (_line(b"+", line) for line in new[begin:end])


def _file(path: str, before: bytes, after: bytes) -> bytes:
    changed = b"".join(hunks(lines_of(neutral(before)[0]), lines_of(neutral(after)[0])))
    name = path.encode("utf-8", "surrogateescape")
    return b"--- a/" + name + b"\n+++ b/" + name + b"\n" + changed if changed else b""


def _span(start: int, end: int) -> bytes:
    # Of no lines, the line above is named.
    return b"%d,%d" % (start + 1 if end > start else start, end - start)


def _line(kind: bytes, line: bytes) -> bytes:
    return kind + line if line.endswith(b"\n") else kind + line + _NO_END
