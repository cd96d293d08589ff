"""Where answers and progress go: standard output or a file, and standard error."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from vendorize.cli.exit_codes import FINDING
from vendorize.cli.streams import check_output_is_open, write_output
from vendorize.report.look import Look
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import click

    from vendorize.cli.options import Common
    from vendorize_analysis.model.events import Listener


def look_of(options: Common) -> Look:
    """Return the width, colours and characters that fit where the answer goes."""
    if options.output is not None or sys.stdout is None:
        return Look(verbose=options.verbose)
    return Look.of(sys.stdout, color=not options.no_color, verbose=options.verbose)


def show(options: Common, text: str) -> None:
    """Write the answer where the user wants it."""
    text = text.rstrip("\n") + "\n"
    if options.output is not None:
        write_file(options.output, text)
    else:
        write_output(text)


def show_json(options: Common, answer: Mapping[str, Any]) -> None:
    """Write the answer as JSON."""
    from vendorize.report.json import dump  # noqa: PLC0415 - keeps `--help` quick

    show(options, dump(answer))


def write_json(file: Path, answer: Mapping[str, Any]) -> None:
    """Write something as JSON to a file of its own."""
    from vendorize.report.json import dump  # noqa: PLC0415 - keeps `--help` quick

    write_file(file, dump(answer))


def write_file(file: Path, text: str) -> None:
    """Write a text to a file: all of it, or the file is as before."""
    from vendorize.storage import write_atomically  # noqa: PLC0415 - keeps `--help` quick

    try:
        write_atomically(file, text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise UserError(
            f"cannot write {file}: {error.strerror or error}",
            hint="the file is as it was; choose another, or make room",
        ) from error


def finish(ctx: click.Context, options: Common, *, found: bool) -> None:
    """End with the exit code for what the command found."""
    ctx.exit(FINDING if found and not options.exit_zero else 0)


@contextmanager
def listening(options: Common) -> Iterator[Listener]:
    """Return a listener that shows progress on standard error while the block runs.

    Raises `UserError` where nobody could get the answer afterwards.
    """
    if options.output is None:
        check_output_is_open()
    from vendorize.report.progress import open_progress  # noqa: PLC0415 - keeps `--help` quick

    with open_progress(sys.stderr, quiet=options.quiet or sys.stderr is None, color=not options.no_color) as listener:
        yield listener
