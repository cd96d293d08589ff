"""The options of `verify` that compare beyond the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from vendorize.cli.optional import fill_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vendorize.cli.options import Function

FUZZ_SECONDS = "60"
_META = "vendorize.beyond."


def beyond_options(command: Function) -> Function:
    """Add the options; `beyond_request` has their values."""
    replay = click.option(
        "--replay",
        is_flag=True,
        expose_value=False,
        callback=_keep,
        help="Also record calls of extracted code while the tests run, and repeat them on both sides.",
    )
    fuzz = click.option(
        "--fuzz",
        type=click.FloatRange(min=0, min_open=True),
        metavar="[SECONDS]",
        expose_value=False,
        callback=_keep,
        help=f"Also call extracted functions with made-up arguments on both sides [default: {FUZZ_SECONDS} seconds].",
    )
    return replay(fuzz(command))


def fill_in_beyond(arguments: Sequence[str]) -> list[str]:
    """Write the values that may be left out."""
    return fill_in(arguments, "--fuzz", FUZZ_SECONDS)


def beyond_request(ctx: click.Context) -> dict[str, Any]:
    """Give the fields of the request that the options ask for."""
    return {"replay": ctx.meta[f"{_META}replay"], "fuzz": ctx.meta[f"{_META}fuzz"] or 0.0}


def _keep(ctx: click.Context, parameter: click.Parameter, value: object) -> None:
    ctx.meta[f"{_META}{parameter.name}"] = value
