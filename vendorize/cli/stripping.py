"""The options that take out of a result what does not run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from vendorize.model.settings import STRIP_KINDS

if TYPE_CHECKING:
    from vendorize.cli.options import Function
    from vendorize.model.settings import Stripped


def _kinds(ctx: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> Stripped:
    """Return the kinds of text in values that name one or, parted by commas, several."""
    choice = click.Choice(STRIP_KINDS)
    words = (word.strip() for one in value for word in one.split(","))
    return frozenset(choice.convert(word, parameter, ctx) for word in words)


def strip_options(function: Function) -> Function:
    """Add `--strip-debug` and `--strip`."""
    debug = "Take debugging information out of compiled code, by objcopy (layout site)."
    text = (
        f"Take text that does not run out of vendored code: {', '.join(STRIP_KINDS[:-1])} or {STRIP_KINDS[-1]} "
        "(then None, as with python -OO); repeatable, or several with commas."
    )
    function = click.option("--strip", multiple=True, metavar="KIND", callback=_kinds, help=text)(function)
    return click.option("--strip-debug", is_flag=True, help=debug)(function)
