"""Progress on standard error: a bar on a terminal, warnings only elsewhere, silence when asked for."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from vendorize.report.lines import printable, write_warning
from vendorize.report.look import Look
from vendorize_analysis.model.events import Silent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress

    from vendorize_analysis.model.events import Listener

LONGEST = 30


class Warnings(Silent):
    """A listener that writes each warning once, and nothing else."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.seen: set[str] = set()

    def warned(self, message: str) -> None:
        """Write the warning."""
        if message in self.seen:
            return
        self.seen.add(message)
        write_warning(self.stream, message)


class Bar(Warnings):
    """A listener that shows the stage at work and how far it is."""

    def __init__(self, stream: TextIO, progress: Progress) -> None:
        super().__init__(stream)
        self.progress = progress
        self.task = progress.add_task("", total=None, what="", count="")

    def stage_started(self, name: str) -> None:
        """Show the stage; how much there is to do is not known yet."""
        self.progress.reset(self.task, total=None, description=printable(name), what="", count="")

    def progressed(self, done: int, total: int, what: str) -> None:
        """Show how far the stage is."""
        shown = printable(what)
        shown = shown if len(shown) <= LONGEST else "..." + shown[3 - LONGEST :]
        count = f"{done:,}/{total:,}" if total else f"{done:,}"
        self.progress.update(self.task, completed=done, total=total or None, what=shown, count=count)

    def warned(self, message: str) -> None:
        """Write the warning above the bar."""
        if message not in self.seen:
            self.seen.add(message)
            self.progress.console.print(f"warning: {printable(message)}", markup=False, highlight=False)


@contextmanager
def open_progress(stream: TextIO, *, quiet: bool, color: bool) -> Iterator[Listener]:
    """Return the listener that fits the stream; its display is gone when the block ends."""
    if quiet:
        yield Silent()
    elif not stream.isatty():
        yield Warnings(stream)
    else:
        with bar_on(stream, Look.of(stream, color=color)) as progress:
            yield Bar(stream, progress)


def bar_on(stream: TextIO, look: Look) -> Progress:
    """Return a display that removes itself."""
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs rich here
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    console = Console(file=stream, no_color=not look.color, width=look.width)
    spinner = SpinnerColumn("dots" if look.unicode else "line")
    name, what = TextColumn("{task.description}", markup=False), TextColumn("{task.fields[what]}", "dim", markup=False)
    count = TextColumn("{task.fields[count]}", markup=False)
    times = TimeElapsedColumn(), TimeRemainingColumn(compact=True)
    return Progress(
        spinner, name, BarColumn(16), count, *times, what, console=console, transient=True, refresh_per_second=8
    )
