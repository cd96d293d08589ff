"""The options that say how `verify` runs the tests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vendorize.cli.optional import fill_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vendorize.cli.options import Function
    from vendorize.model.request import VerifyOptions

ROUNDS = "3"
FUZZ_SECONDS = "60"
TEST_OPTIONS = (
    click.option(
        "--runs",
        type=click.IntRange(min=1),
        metavar="N",
        help="Run the whole command N times on original and result [default: 1].",
    ),
    click.option(
        "--timeout",
        type=click.IntRange(min=1),
        metavar="SECONDS",
        help="Time for one run of the command [default: 1800].",
    ),
    click.option(
        "--within",
        type=click.IntRange(min=1),
        metavar="SECONDS",
        help="Time for all of it; ends with 2, and without a verdict, where that is not enough [default: no limit].",
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
        "--fresh",
        is_flag=True,
        help="Run the tests even if nothing has changed since the last verdict, which is given again otherwise.",
    ),
    click.option(
        "--repair",
        type=click.IntRange(min=1),
        metavar="[N]",
        help="Keep what leaks or was removed and is asked for, and verify again, at most N times "
        f"[default: off; N is {ROUNDS}].",
    ),
    click.option("--write", is_flag=True, help="Add the rules of --repair to the configuration file."),
    click.option(
        "--learn",
        is_flag=True,
        help="Run the tests once more, traced, and propose keep rules for what the program reached and the result "
        "lacks.",
    ),
    click.option(
        "--replay",
        is_flag=True,
        help="Also record calls of extracted code while the tests run, and repeat them on original and result.",
    ),
    click.option(
        "--fuzz",
        type=click.FloatRange(min=0, min_open=True),
        metavar="[SECONDS]",
        help="Also call extracted functions with made-up arguments on original and result "
        f"[default: off; SECONDS is {FUZZ_SECONDS}].",
    ),
    click.option(
        "--sandbox",
        type=click.Choice(("off", "auto", "required")),
        help="Walls of the kernel around tests and calls; `required` ends with 2 where there are none "
        "[default: auto for --replay and --fuzz, off for tests].",
    ),
)


def test_options(function: Function) -> Function:
    """Add these options to a command."""
    for add in reversed(TEST_OPTIONS):
        function = add(function)
    return function


def fill_in_tests(arguments: Sequence[str]) -> list[str]:
    """Write the values that may be left out."""
    return fill_in(fill_in(arguments, "--repair", ROUNDS), "--fuzz", FUZZ_SECONDS)


def tests_request(
    ctx: click.Context,
    command: tuple[str, ...],
    *,
    repair: int | None,
    write: bool,
    fuzz: float | None,
    **others: Any,  # noqa: ANN401
) -> VerifyOptions:
    """Return what the options ask for."""
    from vendorize.model.request import Repair, VerifyOptions  # noqa: PLC0415 - keeps `--help` quick

    if write and repair is None:
        message = "--write goes with --repair: there is nothing else to write"
        raise click.UsageError(message, ctx)
    others["sandbox"] = others["sandbox"] or ""
    rounds = None if repair is None else Repair(repair, write)
    return VerifyOptions(command=command, repair=rounds, fuzz=fuzz or 0.0, **others)
