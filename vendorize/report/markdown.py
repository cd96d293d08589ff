"""The answer of `analyze` as Markdown, for pull requests and wikis."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from vendorize.report.costs import cost_lines
from vendorize.report.figures import percent, plural, size, some
from vendorize.report.lines import printable
from vendorize.report.owners import hazards_by_folder

if TYPE_CHECKING:
    from vendorize.model.report import Before, DistributionReport, Report

MOST_SYMBOLS = 8
SPECIAL = str.maketrans({character: f"\\{character}" for character in "\\`*_[]<>|#"})


def render(report: Report) -> str:
    """Return one table of distributions, the totals and the hazards."""
    lines = [
        f"# What {escape(report.project)} uses of its dependencies",
        "",
        f"Python {escape(report.python)}, {plural(len(report.roots), 'root')}.",
        "",
        "| distribution | verdict | functions | bytes | uses |",
        "| --- | --- | ---: | ---: | --- |",
        *(row(each) for each in report.distributions),
        "",
        "| in all | before | after | share |",
        "| --- | ---: | ---: | ---: |",
        *totals(report),
        *capabilities(report),
        *hazards(report),
        *costs(report),
        *mechanisms(report),
    ]
    return "\n".join(lines) + "\n"


def escape(text: str) -> str:
    """Return text that Markdown shows as it is, in one line; control characters are shown as `?`."""
    return printable(" ".join(text.split())).translate(SPECIAL)


def row(report: DistributionReport) -> str:
    """Return the table row of one distribution."""
    name = f"{escape(report.name)} {escape(report.version)}"
    if report.verdict == "extract":
        functions = f"{report.functions.kept:,} of {report.functions.total:,} ({percent(report.functions.percent)})"
        weight = f"{size(report.bytes.kept)} of {size(report.bytes.total)}"
    else:
        functions, weight = f"{report.functions.total:,}", size(report.bytes.total)
    uses = escape(some(report.used_symbols, MOST_SYMBOLS))
    if not uses:
        uses = escape(f"needed by {some(report.required_by, 4)}" if report.required_by else report.why)
    title = f"**{name}**" if report.direct else name
    return f"| {title} | {report.verdict} | {functions} | {weight} | {uses} |"


def totals(report: Report) -> list[str]:
    """Return the rows of the sums."""
    sums = report.totals

    def line(name: str, figure: Before, *, weight: bool = False) -> str:
        before, after = (size(value) if weight else f"{value:,}" for value in (figure.total, figure.after))
        return f"| {name} | {before} | {after} | {percent(figure.percent)} |"

    return [
        line("distributions", sums.distributions),
        line("modules", sums.modules),
        line("functions", sums.functions),
        line("lines", sums.lines),
        line("bytes of all files", sums.bytes, weight=True),
    ]


def capabilities(report: Report) -> list[str]:
    """Return what the third-party code can do, before and after."""
    rows = [
        f"| {each.capability}{' (gone)' if not each.distributions.after else ''} "
        f"| {each.distributions.total:,} | {each.distributions.after:,} "
        f"| {each.modules.total:,} | {each.modules.after:,} |"
        for each in report.capabilities
    ]
    head = ["", "## What the code can do", "", "| capability | distributions | after | modules | after |"]
    return [*head, "| --- | ---: | ---: | ---: | ---: |", *rows] if rows else []


def hazards(report: Report) -> list[str]:
    """Return the hazards, collapsed by owner and code."""
    own = ((folder or report.project, found) for folder, found in hazards_by_folder(report))
    owners = (*own, *((each.name, each.hazards) for each in report.distributions))
    lines = [
        f"- {escape(name)}: " + ", ".join(f"{code} ({count})" for code, count in sorted(counted.items()))
        for name, found in owners
        if (counted := Counter(each.code for each in found))
    ]
    return ["", "## Hazards", "", *lines, "", "`vendorize rule CODE` explains a code."] if lines else []


def costs(report: Report) -> list[str]:
    """Return what is kept because of hazards alone, if somebody asked."""
    lines = [f"- {escape(line)}" for line in cost_lines(report, times="\N{MULTIPLICATION SIGN}", every=False)]
    return ["", "## What hazards keep alone", "", *lines] if report.hazard_costs else []


def mechanisms(report: Report) -> list[str]:
    """Return which kinds of edges keep how much, if somebody asked."""
    if report.mechanisms is None:
        return []
    from vendorize.report.mechanisms import TITLE, mechanism_lines  # noqa: PLC0415 - seldom asked for

    return ["", f"## {TITLE}", "", *(f"- {escape(line.strip())}" for line in mechanism_lines(report))]
