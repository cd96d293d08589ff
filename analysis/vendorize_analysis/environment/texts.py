"""Read the text files of installed metadata: regular files only, of a size that a person or a tool would write."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

REINSTALL = "reinstall the distribution (pip install --force-reinstall --no-deps NAME)"
MOST_BYTES = 64 * 1024 * 1024
"""The longest RECORD that is known, of a distribution with 100,000 files, has a sixth of that."""


def read_text(path: Path) -> str:
    """Return the text of a metadata file, empty when there is none.

    Raises `UserError` for what is no regular file, too long, or no text in UTF-8, with the line.
    """
    data = _data(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UserError(f"{path}:{line}: not UTF-8 text", hint=REINSTALL) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise UserError(f"{path}:{line}: holds a null byte", hint=REINSTALL)
    return text


def read_if_sound(path: Path, problems: list[str]) -> str:
    """Return the same, or nothing and one more problem: for what neither a program nor we must have."""
    try:
        return read_text(path)
    except UserError as error:
        problems.append(f"{error.message}; what it says is left out")
        return ""


def _data(path: Path) -> bytes:
    try:
        # A pipe would wait for a writer here, and a device might never end.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (FileNotFoundError, NotADirectoryError):
        return b""
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}", hint=REINSTALL) from error
    try:
        with os.fdopen(descriptor, "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise UserError(f"{path}:1: no regular file", hint=REINSTALL)
            if found.st_size > MOST_BYTES:
                raise UserError(f"{path}:1: {found.st_size:,} bytes are too many", hint=REINSTALL)
            return file.read(MOST_BYTES)
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}", hint=REINSTALL) from error
