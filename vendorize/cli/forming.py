"""The options about the form of a result: compiled modules, and what of its text does not run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from vendorize.model.settings import STRIP_KINDS, STRIP_NOTHING

if TYPE_CHECKING:
    from vendorize.cli.options import Function
    from vendorize.model.settings import Stripped


def _kinds(ctx: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> Stripped | None:
    """Return the kinds of text in values that name one or, parted by commas, several; None where nothing was said."""
    if not value:
        return None
    choice = click.Choice((*STRIP_KINDS, STRIP_NOTHING))
    words = {choice.convert(word.strip(), parameter, ctx) for one in value for word in one.split(",")}
    if STRIP_NOTHING in words and len(words) > 1:
        message = f"{STRIP_NOTHING} stands alone: leave it out, or the others"
        raise click.BadParameter(message, ctx, parameter)
    return frozenset(kind for kind in STRIP_KINDS if kind in words)


def compile_options(function: Function) -> Function:
    """Add `--compile` and `--optimize`, and what `text_options` adds."""
    levels = click.Choice(("0", "1", "2"))
    level = "With --compile: for python, python -O or python -OO [default: 0]."
    function = text_options(click.option("--optimize", type=levels, help=level)(function))
    compiles = "Compile the modules of the result, too (layout site)."
    return click.option("--compile", "compiles", is_flag=True, help=compiles)(function)


def form_of(ctx: click.Context, chosen: dict[str, Any]) -> dict[str, Any]:
    """Take what these options say out of all that were given, under the names that a request has."""
    compiles, optimize = chosen.pop("compiles", False), chosen.pop("optimize", None)
    if optimize is not None and not compiles:
        message = "--optimize is about compiled modules: give --compile, too"
        raise click.UsageError(message, ctx)
    found = {name: chosen.pop(name) for name in ("fast_start", "strip_debug", "strip")}
    return {"bytecode": int(optimize or 0) if compiles else None, **found}


def text_options(function: Function) -> Function:
    """Add `--fast-start`, `--strip-debug` and `--strip`: a result without compiled modules has these too."""
    fast = "Take regular expressions along compiled, so that a start need not compile them."
    debug = "Take debugging information out of compiled code, by objcopy (layout site)."
    text = (
        f"Take text that does not run out of vendored code: {', '.join(STRIP_KINDS[:-1])} or {STRIP_KINDS[-1]} "
        "(then None, as with python -OO); repeatable, or several with commas; none: none of those configured for all."
    )
    function = click.option("--strip", multiple=True, metavar="KIND", callback=_kinds, help=text)(function)
    function = click.option("--strip-debug", is_flag=True, help=debug)(function)
    return click.option("--fast-start", is_flag=True, help=fast)(function)
