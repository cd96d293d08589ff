"""Changes as one patch that `git apply` reads, and `git apply -R` takes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.patching.writing import hunks

if TYPE_CHECKING:
    from collections.abc import Mapping

_QUOTED = {9: b"\\t", 10: b"\\n", 13: b"\\r", 34: b'\\"', 92: b"\\\\"}


def patch_of(changes: Mapping[str, tuple[bytes | None, bytes]]) -> bytes:
    """Return the patch that makes of each file another, by path; one without a file before makes it."""
    return b"".join(_file(path, *changes[path]) for path in sorted(changes))


def _file(path: str, before: bytes | None, after: bytes) -> bytes:
    changed = b"".join(hunks(_lines(before or b""), _lines(after)))
    if not changed:
        return b""
    names = (_name(f"a/{path}"), _name(f"b/{path}"))
    head = b"diff --git " + names[0] + b" " + names[1] + b"\n"
    if before is None:
        head += b"new file mode 100644\n"
    tab = b"\t" if b" " in names[1] and not names[1].startswith(b'"') else b""
    old = b"/dev/null" if before is None else names[0] + tab
    return head + b"--- " + old + b"\n+++ " + names[1] + tab + b"\n" + changed


def _lines(text: bytes) -> list[bytes]:
    """Return lines with their ends, which are line feeds: git knows no other."""
    found = [line + b"\n" for line in text.split(b"\n")]
    found[-1] = found[-1][:-1]
    return found if found[-1] else found[:-1]


def _name(path: str) -> bytes:
    """Return a path as git writes it: in quotes with escapes where it has characters that need them."""
    raw = path.encode("utf-8", "surrogateescape")
    if all(one not in _QUOTED and 32 <= one < 127 for one in raw):  # noqa: PLR2004 - printable ASCII
        return raw
    return b'"' + b"".join(_QUOTED.get(one, bytes([one]) if 32 <= one < 127 else b"\\%03o" % one) for one in raw) + b'"'  # noqa: PLR2004
