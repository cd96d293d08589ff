"""The options that say how `verify` runs the tests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from vendorize.cli.options import Function

TEST_OPTIONS = (
    click.option(
        "--runs",
        type=click.IntRange(min=1),
        metavar="N",
        help="Run the whole command N times on each side [default: 1].",
    ),
    click.option(
        "--timeout",
        type=click.IntRange(min=1),
        metavar="SECONDS",
        help="Time for one run of the command [default: 1800].",
    ),
    click.option(
        "--network/--no-network",
        default=None,
        help="Whether the tests may reach other machines [default: --no-network].",
    ),
    click.option(
        "--record",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Write the verdict with the outcome of every test to a JSON file, for CI to keep.",
    ),
    click.option(
        "--learn",
        is_flag=True,
        help="Run the tests once more, traced, and propose keep rules for what the program reached and the result "
        "lacks.",
    ),
)


def test_options(function: Function) -> Function:
    """Add these options to a command."""
    for add in reversed(TEST_OPTIONS):
        function = add(function)
    return function
