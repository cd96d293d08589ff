"""What of an analysis is shown, and in which order."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vendorize.cli.options import Function, option
from vendorize.cli.sections import SectionedCommand
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.names import distribution_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize.cli.options import Common
    from vendorize.model.advice import KnownAdvisory
    from vendorize.model.report import DistributionReport, Report
    from vendorize_analysis.model.events import Listener

ORDERS: dict[str, Callable[[DistributionReport], tuple[object, ...]]] = {
    "name": lambda each: (distribution_key(each.name),),
    "bytes": lambda each: (-each.bytes.total, each.name),
    "kept-bytes": lambda each: (-each.bytes.kept, each.name),
    "functions": lambda each: (-each.functions.total, each.name),
    "kept-functions": lambda each: (-each.functions.kept, each.name),
    "share": lambda each: (each.functions.percent, each.name),
    "hazards": lambda each: (-len(each.hazards), each.name),
}
"""What a table can be sorted by: the largest first, shares the smallest first."""


VIEWS = (
    option("--hazard-costs", is_flag=True, help="Say what is kept because of each hazard alone; takes longer."),
    option("--mechanisms", is_flag=True, help="Say which kinds of edges keep how much."),
    option("--advise", is_flag=True, help="Show what is worth doing, the largest gain first, with commands."),
    option(
        "--osv",
        "advisories",
        type=click.Path(exists=True, path_type=Path),
        metavar="PATH",
        help="Folder or zip of OSV records: advice says which advisories go with a dependency.",
    ),
    option("--tree", is_flag=True, help="Show who requires whom, with the share of each that stays."),
    option("--sort", type=click.Choice(tuple(ORDERS)), help="Order of the distributions [default: by verdict]."),
    option("--only", multiple=True, metavar="DIST", help="Show this distribution, not all of them; repeatable."),
)


_FORMS_OF_ADVICE = frozenset({"json", "markdown", "html"})


class AdvisingCommand(SectionedCommand):
    """A command of which `--advise FORM` is short for `--advise --output-format FORM`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments; a project that has the name of a form is the project."""
        written = [args[:1]] if args else []
        for before, word in pairwise(args):
            is_form = before == "--advise" and word in _FORMS_OF_ADVICE and not Path(word).exists()
            written.append(["--output-format", word] if is_form else [word])
        return super().parse_args(ctx, [word for words in written for word in words])


def view_options(function: Function) -> Function:
    """Add the options that say what is shown."""
    for add in reversed(VIEWS):
        function = add(function)
    return function


def check_view(options: Common) -> None:
    """Refuse views that do not go together."""
    others = ["--advise"] * options.advise + [f"--output-format {options.output_format}"] * (
        options.output_format != "text"
    )
    others += ["--osv"] * (options.advisories is not None)
    if options.tree and others:
        message = f"--tree is a text of its own: leave out {' and '.join(others)}"
        raise click.UsageError(message)


def known_advisories(options: Common, progress: Listener) -> Callable[[Report], tuple[KnownAdvisory, ...] | None]:
    """Read the advisories that were asked for, and return what tells those about the releases of a report.

    Raises `UserError` for records that cannot be read. What is told is None where nobody asked.
    """
    if options.advisories is None:
        return lambda _: None
    from vendorize.audit import about_releases, read_advisories  # noqa: PLC0415 - few ask

    progress.stage_started("advisories")
    found = read_advisories(options.advisories)
    return lambda report: about_releases(found, ((each.name, each.version) for each in report.distributions))


def viewed(report: Report, view: Common) -> Report:
    """Return a report with the distributions that are asked for, in the order asked for; the sums are as they were.

    Raises `UserError` for a distribution that it does not have.
    """
    shown = report.distributions
    if view.only:
        keys: dict[str, DistributionReport] = {distribution_key(each.name): each for each in shown}
        shown = tuple(each for key, each in keys.items() if key in {_known(name, keys) for name in view.only})
    if view.sort:
        shown = tuple(sorted(shown, key=ORDERS[view.sort]))
    return replace(report, distributions=shown)


def _known(name: str, keys: dict[str, DistributionReport]) -> str:
    """Return the normalised name of a distribution of a report."""
    key = distribution_key(name)
    if key not in keys:
        import difflib  # noqa: PLC0415 - hopefully never needed

        near = difflib.get_close_matches(key, keys, n=1)
        hint = f"did you mean {keys[near[0]].name}?" if near else f"there are {', '.join(sorted(keys)) or 'none'}"
        raise UserError(f"the project needs no distribution {name!r}", hint=hint)
    return key
