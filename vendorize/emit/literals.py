"""Files as Python literals that can be read, and back."""

from __future__ import annotations

import ast
import base64
import re
from functools import cache
from typing import TYPE_CHECKING

from vendorize_analysis.reading import read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FILES = "FILES"
PACKED = "PACKED"
"""Dictionaries in the file: texts, and data in base64, by POSIX path."""
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\r\x0c\x85\u2028\u2029\ufeff]")
"""What a raw literal would not keep, an editor would take for the end of a line, or nobody would see."""
_QUOTES = "'''"
_SHOWN = re.compile(rb"[\t\n\x0c\r\x20-\xff]*")
_WIDTH = 76


def statement(relative: str, content: bytes) -> str:
    """Return the statement that holds a file: its text by lines where it has one, else base64."""
    text = _readable(content)
    if text is not None:
        return f"{FILES}[{relative!a}] = {_raw(text)}\n"
    if relative.endswith(".py") or _is_text(content):
        lines = "".join(f"    {line!r}\n" for line in content.splitlines(keepends=True)) or "    b''\n"
        return f"{FILES}[{relative!a}] = (\n{lines})\n"
    packed = base64.b64encode(content).decode("ascii")
    lines = "\n".join(packed[start : start + _WIDTH] for start in range(0, len(packed), _WIDTH))
    return f"{PACKED}[{relative!a}] = {_QUOTES}\n{lines}\n{_QUOTES}\n"


def read_back(source: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the files that a file holds, without running any of it; raises `ValueError` for other Python code."""
    for node in ast.parse(source).body:
        match node:
            case ast.Assign(
                targets=[ast.Subscript(value=ast.Name(id=where), slice=ast.Constant(value=str(relative)))], value=value
            ) if where in (FILES, PACKED):
                yield relative, _content(where, ast.literal_eval(value))


def held_in(folder: Path) -> Callable[[str], bytes | None]:
    """Return what finds the content that a path through a file of a result names (`app.py/package/module.py`).

    It returns None where there is no such. Each file is read once.
    """
    files_of = cache(_held)

    def held(relative: str) -> bytes | None:
        name, _, inside = relative.partition(".py/")
        return files_of(folder / f"{name}.py").get(inside) if inside else None

    return held


def _held(holder: Path) -> dict[str, bytes]:
    if not holder.is_file():
        return {}
    try:
        return dict(read_back(read_bytes(holder)))
    except (ValueError, SyntaxError):
        return {}


def _content(where: str, found: object) -> bytes:
    if where == PACKED:
        return base64.b64decode(str(found))
    return found if isinstance(found, bytes) else str(found)[1:].encode("utf-8")


def _readable(content: bytes) -> str | None:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if _UNREADABLE.search(text) else text


def _is_text(content: bytes) -> bool:
    return b"\x00" not in content and _SHOWN.fullmatch(content) is not None and b"\n" in content


def _raw(text: str) -> str:
    """Return a raw literal that begins with the end of its line; where quotes stand in the way, it is in pieces."""
    pieces = f"\n{text}".split(_QUOTES)
    shown = f' "{_QUOTES}" '.join(map(_piece, pieces))
    return shown if len(pieces) == 1 and _is_plain(pieces[0]) else f"({shown})"


def _piece(text: str) -> str:
    if _is_plain(text):
        return f"r{_QUOTES}{text}{_QUOTES}"
    # It cannot end with a quote or a backslash.
    bare = text.rstrip("\\'")
    return f"r{_QUOTES}{bare}{_QUOTES} {text[len(bare) :]!a}"


def _is_plain(text: str) -> bool:
    return not text.endswith(("\\", "'"))
