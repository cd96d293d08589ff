"""What the place can show that a text is written to."""

from __future__ import annotations

import codecs
import os
import shutil
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from vendorize.report.lines import printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

DEFAULT_WIDTH = 80
WIDEST = 120
NARROWEST = 40


@dataclass(frozen=True, slots=True)
class Look:
    """Width, colours and characters of a text."""

    width: int = DEFAULT_WIDTH
    color: bool = False
    unicode: bool = True
    verbose: bool = False
    here: str = ""
    """The folder that paths are shown from where they lie below it; empty: paths are shown as they are."""

    @classmethod
    def of(cls, stream: TextIO, *, color: bool = True, verbose: bool = False) -> Look:
        """Return what fits a stream: plain and 80 columns wide unless it is a terminal."""
        terminal = stream.isatty()
        width = shutil.get_terminal_size((DEFAULT_WIDTH, 24)).columns if terminal else DEFAULT_WIDTH
        colored = color and terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        return cls(max(NARROWEST, min(width, WIDEST)), colored, speaks_unicode(stream), verbose, str(Path.cwd()))

    def place(self, path: str) -> str:
        """Return a path as it is shown: short where it lies below the folder that the command runs in."""
        inside = bool(self.here) and path.startswith(self.here.rstrip(os.sep) + os.sep)
        return os.path.relpath(path, self.here) if inside else path

    @property
    def arrow(self) -> str:
        """Return the sign between before and after."""
        return "→" if self.unicode else "->"

    @property
    def times(self) -> str:
        """Return the sign before a number of occurrences."""
        return "\N{MULTIPLICATION SIGN}" if self.unicode else "x"

    @property
    def dot(self) -> str:
        """Return the sign between notes on one line."""
        return "·" if self.unicode else "-"

    @property
    def ellipsis(self) -> str:
        """Return the sign for what was left out."""
        return "…" if self.unicode else "..."

    def console(self) -> Console:
        """Return a rich console that writes to memory; read it with `console_text`."""
        from rich.console import Console  # noqa: PLC0415 - JSON needs no rich

        return Console(
            file=StringIO(),
            width=self.width,
            force_terminal=self.color,
            color_system="standard" if self.color else None,
            no_color=not self.color,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
        )


def console_text(console: Console) -> str:
    """Return what was printed to a console of `Look.console`, without blanks at the ends of lines."""
    file = console.file
    text = file.getvalue() if isinstance(file, StringIO) else ""
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def styled(*pieces: tuple[str, str]) -> Text:
    """Return one line of pieces with styles; what would steer the terminal is shown as `?`."""
    from rich.text import Text  # noqa: PLC0415 - JSON needs no rich

    return Text.assemble(*((printable(text), style) for text, style in pieces))


def note(console: Console, line: str, look: Look, *, indent: int, style: str = "dim") -> None:
    """Print a text below something, wrapped under its beginning."""
    from rich.padding import Padding  # noqa: PLC0415 - JSON needs no rich

    for each in styled((line, style)).wrap(console, look.width - indent, overflow="fold"):
        each.rstrip()
        console.print(Padding(each, (0, 0, 0, indent)))


def speaks_unicode(stream: TextIO) -> bool:
    """Tell whether a stream can carry every character."""
    try:
        return codecs.lookup(getattr(stream, "encoding", None) or "ascii").name.startswith("utf")
    except LookupError:
        return False
