"""Single lines of text, without anything that knows what a terminal can show."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO


def printable(text: str) -> str:
    """Return text in which names and source of others cannot move the cursor or change the title."""
    return "".join(each if each.isprintable() else "?" for each in text)


def write_warning(stream: TextIO, message: str) -> None:
    """Write a warning; where nobody reads warnings any more, the answer still counts."""
    with suppress(OSError):
        stream.write(encodable(f"warning: {printable(message)}\n", stream))


def encodable(text: str, stream: TextIO | None) -> str:
    """Return text that a stream can carry: a name that the terminal cannot show must not end the program."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)
