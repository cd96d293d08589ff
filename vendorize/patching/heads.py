"""The line that says where a module is from changes with every version: patches see it without name and version."""

from __future__ import annotations

import re

_LINE = re.compile(rb"^(# Vendored by vendorize) from [^\r\n]*", re.MULTILINE)
_NEUTRAL = re.compile(rb"^# Vendored by vendorize(?=[\r\n]|\Z)", re.MULTILINE)


def neutral(text: bytes) -> tuple[bytes, bytes]:
    """Return a text (a module, or a line of a patch) with that line made neutral, and the line as it was, if any."""
    found = _LINE.search(text)
    return (text, b"") if found is None else (_LINE.sub(rb"\1", text, count=1), found[0])


def restored(text: bytes, line: bytes) -> bytes:
    """Return a text with that line as it was."""
    return _NEUTRAL.sub(lambda _: line, text, count=1) if line else text
