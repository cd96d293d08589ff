"""`vendorize rule`: the page of a diagnostic code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from vendorize.cli.options import common, output_options
from vendorize.cli.output import look_of, show, show_json
from vendorize.cli.sections import SectionedCommand
from vendorize.model.findings import KINDS
from vendorize.report.rules import CODES, FINDINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from click.shell_completion import CompletionItem

    from vendorize.report.look import Look


def nearest(code: str) -> str:
    """Return the hint for a code that does not exist."""
    import difflib  # noqa: PLC0415 - for a message that is rarely needed

    begun = [each for each in CODES if len(code) > 2 and each.startswith(code)]  # noqa: PLR2004 - more than VZ
    near = begun or difflib.get_close_matches(code, CODES, n=1, cutoff=0.5)
    return f"did you mean {near[0]}?" if near else f"codes go from {min(CODES)} to {max(CODES)}"


def known(code: str) -> str:
    """Return a code as it is written in the list, or refuse it."""
    if (upper := code.strip().upper()) in CODES:
        return upper
    message = f"no rule has the code {code!r}; {nearest(upper)}"
    raise click.BadParameter(message)


def check_code(_: click.Context, parameter: click.Parameter, value: str | Sequence[str] | None) -> object:
    """Return the code, or the codes of a repeatable option, which are those of hazards."""
    if value is None:
        return None
    return tuple(map(known_hazard, value)) if parameter.multiple else known(str(value))


def known_hazard(code: str) -> str:
    """Return the code of a hazard; refuse that of another finding, which an analysis never has."""
    found = known(code)
    if found in FINDINGS:
        message = f"{found} is no hazard: `vendorize {KINDS[found].command}` finds it, and ends with 1 by itself"
        raise click.BadParameter(message)
    return found


def complete(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the codes to the shell, each with its title."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 - only a shell asks

    start = incomplete.upper()
    return [CompletionItem(code, help=title) for code, title in CODES.items() if code.startswith(start)]


@click.command(cls=SectionedCommand, short_help="Explain a diagnostic code.")
@click.argument("code", required=False, callback=check_code, shell_complete=complete)
@output_options("text", "json")
@click.pass_context
def rule(ctx: click.Context, code: str | None) -> None:
    """Print the page of the diagnostic CODE; without one, the list of codes.

    \b
    Examples:
      vendorize rule VZ101
      vendorize rule
    """  # noqa: D301 - \b is a backspace: click keeps the lines
    from vendorize.report.rules import page  # noqa: PLC0415

    options = common(ctx)
    match code, options.output_format:
        case None, "json":
            show_json(options, {"schema": 1, "rules": [{"code": each, "title": CODES[each]} for each in CODES]})
        case None, _:
            show(options, "\n".join(f"{each}  {title}" for each, title in CODES.items()))
        case str(), "json":
            show_json(options, {"schema": 1, "code": code, "title": CODES[code], "text": page(code)})
        case str(), _:
            show(options, readable(page(code), look_of(options)))


def readable(markdown: str, look: Look) -> str:
    """Return a page as it is, or set for a terminal."""
    if not look.color:
        return markdown
    from rich.markdown import Markdown  # noqa: PLC0415 - slow, and only for terminals

    from vendorize.report.look import console_text  # noqa: PLC0415

    console = look.console()
    console.print(Markdown(markdown))
    return console_text(console)
