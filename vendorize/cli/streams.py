"""Standard output and error as they may be: closed, full, or read by nobody."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from vendorize.report.lines import encodable, printable
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from typing import TextIO

INTERRUPTED = "interrupted; nothing is left half done"
STANDARD = 3
"""Descriptors 0 to 2."""


def occupy_standard_descriptors() -> None:
    """Fill those that are closed: else the next file that is opened becomes standard output of children."""
    for number in range(STANDARD):
        try:
            os.fstat(number)
        except OSError:
            with suppress(OSError):
                os.open(os.devnull, os.O_RDWR)


def check_output_is_open() -> None:
    """Refuse to work for an answer that nobody can get."""
    if sys.stdout is None:
        raise UserError("standard output is closed", hint="open it, or write the answer to a file with --output FILE")


def write_output(text: str) -> None:
    """Write to standard output; raises `BrokenPipeError` where the reader has gone, else `UserError`."""
    check_output_is_open()
    try:
        click.echo(encodable(text, sys.stdout), nl=False)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise unwritable(error) from error


def unwritable(error: OSError) -> UserError:
    """Return what is said where standard output takes nothing; what is left in it goes nowhere."""
    abandon(sys.stdout)
    return UserError(f"cannot write to standard output: {error.strerror or error}", hint="use --output FILE")


def explain(error: UserError) -> None:
    """Say what the user can mend."""
    say(f"error: {error.message}", *([f"hint: {error.hint}"] if error.hint else []))


def say(*lines: str) -> None:
    """Write lines to standard error, whatever its encoding is, without what would steer a terminal.

    Where nobody can read it, nothing is said: the exit code remains.
    """
    for line in (piece for text in lines for piece in text.split("\n")):
        try:
            click.echo(encodable(printable(line), sys.stderr), err=True)
        except (OSError, ValueError):
            abandon(sys.stderr)


def abandon(stream: TextIO | None) -> None:
    """Let what is left in a stream go nowhere: Python would complain again when it flushes at the end."""
    if stream is not None:
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
