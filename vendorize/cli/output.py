"""Where answers and progress go: standard output or a file, and standard error."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from vendorize.report.look import Look

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from vendorize.cli.options import Common
    from vendorize_analysis.model.events import Listener

FINDING = 1


def look_of(options: Common) -> Look:
    """Give the width, colours and characters that fit where the answer goes."""
    if options.output is not None:
        return Look(verbose=options.verbose)
    return Look.of(sys.stdout, color=not options.no_color, verbose=options.verbose)


def show(options: Common, text: str) -> None:
    """Write the answer where the user wants it."""
    text = text.rstrip("\n") + "\n"
    if options.output is not None:
        options.output.parent.mkdir(parents=True, exist_ok=True)
        options.output.write_text(text, encoding="utf-8", newline="\n")
        return
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    # A name that the terminal cannot show must not end the program.
    click.echo(text.encode(encoding, "backslashreplace").decode(encoding), nl=False)


def show_json(options: Common, answer: Mapping[str, Any]) -> None:
    """Write the answer as JSON."""
    from vendorize.report.json import dump  # noqa: PLC0415 - keeps `--help` quick

    show(options, dump(answer))


def write_json(file: Path, answer: Mapping[str, Any]) -> None:
    """Write something as JSON to a file of its own."""
    from vendorize.report.json import dump  # noqa: PLC0415 - keeps `--help` quick

    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(dump(answer), encoding="utf-8", newline="\n")


def finish(ctx: click.Context, options: Common, *, found: bool) -> None:
    """End with the exit code for what the command found."""
    ctx.exit(FINDING if found and not options.exit_zero else 0)


@contextmanager
def listening(options: Common) -> Iterator[Listener]:
    """Give a listener that shows progress on standard error while the block runs."""
    from vendorize.report.progress import open_progress  # noqa: PLC0415 - keeps `--help` quick

    with open_progress(sys.stderr, quiet=options.quiet, color=not options.no_color) as listener:
        yield listener
