"""The answer of `analyze` for people: a table, the totals, what to be careful about and what to do next."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from vendorize.report.advice import worth_doing
from vendorize.report.capabilities import print_changes
from vendorize.report.costs import cost_lines
from vendorize.report.figures import bar, effort_line, percent, plural, size, size_of, some
from vendorize.report.look import console_text, note, styled
from vendorize.report.owners import hazards_by_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console
    from rich.text import Text

    from vendorize.model.advice import Suggested
    from vendorize.model.report import DistributionReport, Report, ReportedHazard
    from vendorize.report.look import Look

NO_ADVICE: Suggested = ((), None)
BAR = 8
COUNTS = 13
SIZES = 11
VERDICT = 8
NAME = 26
MOST_SYMBOLS = 6
INSTALL = "install what is missing where the program runs, and name that environment with --python if it is another one"
VERDICTS = {"extract": "green", "external": "yellow", "unused": "red"}
"""In the order of the table, each with its colour."""


def render(
    report: Report,
    look: Look,
    *,
    target: str = "",
    suggestions: Suggested = NO_ADVICE,
    as_given: bool = False,
) -> str:
    """Return the text; `target` is the project as the user names it in the next command.

    The distributions are sorted by prominence, or stay `as_given`.
    """
    console = look.console()
    heading(console, report, look)
    if report.distributions:
        table(console, report, look, as_given=as_given)
        totals(console, report, look)
        print_changes(console, report.capabilities, look)
    else:
        console.print("No third-party distribution is needed at run time.\n")
    costs(console, report, look)
    mechanisms(console, report, look)
    cautions(console, report, look)
    worth_doing(console, suggestions, look)
    advice(console, report, target)
    return console_text(console)


def heading(console: Console, report: Report, look: Look) -> None:
    """Print what was analysed."""
    facts = [f"Python {report.python}", plural(len(report.roots), "root")]
    if report.layout:
        facts.append(f"layout {report.layout}")
    console.print(styled((report.project, "bold"), (f"  {look.dot}  " + f"  {look.dot}  ".join(facts), "dim")))
    if report.taken_as:
        note(console, f"taken as the project: {report.taken_as} in {report.root.name}", look, indent=2)
    if look.verbose:
        for root in report.roots:
            note(console, f"root {root}", look, indent=2)
    console.print()


def table(console: Console, report: Report, look: Look, *, as_given: bool = False) -> None:
    """Print each distribution: one line of figures, and below it what is notable."""
    width = min(NAME, max(len(f"{each.name} {each.version}") for each in report.distributions))
    console.print(
        f"{'':{width}}  {'':{VERDICT}}  {'functions kept':{BAR + COUNTS + 6}}  {'bytes kept':>{SIZES}}", style="dim"
    )
    for each in report.distributions if as_given else sorted(report.distributions, key=prominence):
        console.print(row(each, look, width), no_wrap=True, overflow="crop")
        for line in remarks(each, look):
            note(console, line, look, indent=2)
    console.print()


def prominence(report: DistributionReport) -> tuple[int, bool, int, str]:
    """Return the place in the table: by verdict, direct ones first, the large ones before the small."""
    return list(VERDICTS).index(report.verdict), not report.direct, -report.bytes.total, report.name


def row(report: DistributionReport, look: Look, width: int) -> Text:
    """Return the line of figures."""
    name, version = clip(report.name, width, look), ""
    if len(report.name) + 2 <= width:
        version = clip(f" {report.version}", width - len(name), look)
    functions, sizes = report.functions, report.bytes
    if report.verdict == "extract":
        counts = f"{percent(functions.percent):>4}  {f'{functions.kept:,}/{functions.total:,}':<{COUNTS - 1}}"
        figures = (bar(functions.percent, BAR, unicode=look.unicode), f" {counts}")
        weight = size_of(sizes.kept, sizes.total)
    else:
        figures = (" " * BAR, f" {'whole' if report.verdict == 'external' else 'none':>4} {'':{COUNTS}}")
        weight = size(sizes.total)
    return styled(
        (name, "bold" if report.direct else ""),
        (f"{version:{width - len(name)}}  ", "dim"),
        (f"{report.verdict:{VERDICT}}  ", VERDICTS[report.verdict]),
        (figures[0], "cyan"),
        (f"{figures[1]:{COUNTS + 6}}  {weight:>{SIZES}}", ""),
    )


def clip(text: str, width: int, look: Look) -> str:
    """Return a text that is no wider than this."""
    return text if len(text) <= width else text[: width - len(look.ellipsis)] + look.ellipsis


def remarks(report: DistributionReport, look: Look) -> list[str]:
    """Return what is notable about a distribution."""
    lines = []
    if not report.direct and report.required_by:
        lines.append(f"needed by {some(report.required_by, 4)}")
    if report.verdict != "extract" and report.why:
        lines.append(report.why)
    if report.used_symbols:
        most = len(report.used_symbols) if look.verbose else MOST_SYMBOLS
        lines.append(f"uses {some(report.used_symbols, most)}")
    if report.cold:
        counts = report.functions
        lines.append(
            f"functions {counts.kept - report.cold:,} hot, {report.cold:,} cold, {counts.total - counts.kept:,} gone"
        )
    if report.dropped:
        lines.append(f"without {', '.join(f'{kind} ({size(amount)})' for kind, amount in report.dropped)}")
    if report.hazards and not look.verbose:
        lines.append(f"hazards {collapsed(report.hazards, look)}")
    if look.verbose and report.capabilities_before:
        gone = tuple(name for name in report.capabilities_before if name not in report.capabilities)
        lines.append(
            f"can use {', '.join(report.capabilities) or 'nothing'}{f'; no longer {some(gone, 12)}' if gone else ''}"
        )
    short = f" {look.dot} ".join(lines)
    expanded = [hazard_line(each) for each in sorted(report.hazards)] if look.verbose else []
    return [*([short] if len(short) <= look.width - 2 and short else lines), *expanded]


def collapsed(hazards: Iterable[ReportedHazard], look: Look) -> str:
    """Return the codes, each with how often it occurs: `VZ101 x2, VZ203`."""
    counted = sorted(Counter(each.code for each in hazards).items())
    return ", ".join(code if count == 1 else f"{code} {look.times}{count}" for code, count in counted)


def hazard_line(hazard: ReportedHazard) -> str:
    """Return a hazard with its place."""
    return f"{hazard.code} {hazard.place} {hazard.message}"


def totals(console: Console, report: Report, look: Look) -> None:
    """Print the sums before and after."""
    sums = report.totals
    lines = (
        ("distributions", f"{sums.distributions.total:,}", f"{sums.distributions.after:,}", sums.distributions.percent),
        ("modules", f"{sums.modules.total:,}", f"{sums.modules.after:,}", sums.modules.percent),
        ("functions", f"{sums.functions.total:,}", f"{sums.functions.after:,}", sums.functions.percent),
        ("all files", size(sums.bytes.total), size(sums.bytes.after), sums.bytes.percent),
    )
    console.print("In all", style="bold")
    for name, before, after, share in lines:
        figures = f"{before:>9} {look.arrow} {after:<9}"
        strip = bar(share, 2 * BAR, unicode=look.unicode)
        console.print(styled((f"  {name:13} {figures} ", ""), (strip, "cyan"), (f" {percent(share):>4}", "bold")))
    console.print()


def costs(console: Console, report: Report, look: Look) -> None:
    """Print what is kept because of hazards alone, if somebody asked."""
    if report.hazard_costs:
        console.print("What hazards keep alone", style="bold")
        for line in cost_lines(report, times=look.times, every=look.verbose):
            note(console, line, look, indent=2, style="")
        console.print()


def mechanisms(console: Console, report: Report, look: Look) -> None:
    """Print which kinds of edges keep how much, if somebody asked."""
    if report.mechanisms is not None:
        from vendorize.report.mechanisms import TITLE, mechanism_lines  # noqa: PLC0415 - seldom asked for

        console.print(TITLE, style="bold")
        for line in mechanism_lines(report):
            note(console, line, look, indent=2, style="")
        console.print()


def cautions(console: Console, report: Report, look: Look) -> None:
    """Print what the figures do not say."""
    for requirement in report.missing:
        note(console, f"missing: {requirement} is required but not installed", look, indent=0, style="yellow")
    if report.missing:
        note(console, INSTALL, look, indent=0)
    for name, count in sorted(Counter(each.name for each in report.absent).items()):
        places = [f" ({each.path}:{each.line})" for each in report.absent if each.name == name and look.verbose]
        line = f"absent by configuration: {name}, imported at {plural(count, 'place')}{''.join(places)}"
        note(console, line, look, indent=0)
    for folder, hazards in hazards_by_folder(report):
        shown = [hazard_line(each) for each in hazards]
        where = f"code that the project vendors ({folder})" if folder else "your own code"
        lines = shown if look.verbose else [f"hazards in {where}: {collapsed(hazards, look)}"]
        for line in lines:
            note(console, line, look, indent=0, style="dim" if folder else "yellow")
    if report.missing or report.hazards or report.absent:
        console.print()


def advice(console: Console, report: Report, target: str) -> None:
    """Print how long it took and which commands come next."""
    console.print(effort_line(report.files_read, report.files_cached, report.seconds.total), style="dim")
    project = f"{target} " if target else ""
    hints = []
    if any(each.verdict == "extract" for each in report.distributions):
        hints.append(f"vendorize extract {project}--out build/site --layout site")
    codes = {each.code for found in (report.hazards, *(d.hazards for d in report.distributions)) for each in found}
    if codes:
        hints.append(f"vendorize rule {min(codes)}")
    for title, hint in zip(("Next:", "     "), hints, strict=False):
        console.print(styled((f"{title} ", "dim"), (hint, "")), soft_wrap=True)
