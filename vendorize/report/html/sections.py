"""The sections of a page that are there without its script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.report.advice import advisory_text, gain_text, known_text
from vendorize.report.costs import amount
from vendorize.report.figures import percent, plural, size, some
from vendorize.report.html.elements import element, section, table
from vendorize.report.html.treemap import Tile, treemap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize.model.advice import Advice, KnownAdvisory
    from vendorize.model.report import Before, CapabilityChange, DistributionReport, Report, Totals
    from vendorize.report.html.elements import Element

MOST_NAMES = 24
MOST_HAZARDS = 12


def sections(report: Report, advice: tuple[Advice, ...], known: tuple[KnownAdvisory, ...] | None) -> Iterator[Element]:
    """Yield what the page says of a report, the sums first."""
    yield totals(report)
    if advice or known is not None:
        yield worth_doing(advice, known)
    if report.distributions:
        yield pictures(report)
        yield distributions(report)
        yield section(
            "details", "Each distribution", *map(details, range(1, 1 + len(report.distributions)), report.distributions)
        )
    yield from capability_table(report.capabilities)


def totals(report: Report) -> Element:
    """Return the figures before and after."""
    sums = report.totals
    facts = f"Python {report.python}, {plural(len(report.roots), 'root')}, {plural(report.files_read, 'file')} read."
    roots = element(
        "details",
        {},
        element("summary", {}, "Roots"),
        element("ul", {}, *(element("li", {}, each) for each in report.roots)),
    )

    missing = [
        element("p", {"class": "warning"}, f"missing: {each} is required but not installed") for each in report.missing
    ]
    return section("totals", "In all", element("p", {}, facts), sum_table(sums), *missing, roots)


def sum_table(sums: Totals) -> Element:
    """Return the table of the sums, before and after."""

    def row(name: str, figure: Before, *, weight: bool = False) -> tuple[str, ...]:
        before, after = (size(value) if weight else f"{value:,}" for value in (figure.total, figure.after))
        return name, before, after, percent(figure.percent)

    rows = (
        row("distributions", sums.distributions),
        row("modules", sums.modules),
        row("functions", sums.functions),
        row("lines", sums.lines),
        row("bytes of all files", sums.bytes, weight=True),
    )
    return table(
        "Third-party code as installed, and after extraction", ("figure", "before", "after", "stays"), rows, numbers=1
    )


def worth_doing(advice: tuple[Advice, ...], known: tuple[KnownAdvisory, ...] | None) -> Element:
    """Return what is worth doing, the largest gain first, and the advisories about what is installed."""
    items = [
        element(
            "li",
            {},
            element("strong", {}, f"{each.kind} {each.distribution}"),
            f"{gain_text(each.gain)}: {each.text}",
            f"; {said}" if (said := advisory_text(each)) else "",
            element("br"),
            element("code", {}, each.command),
        )
        for each in advice
    ]
    told = () if known is None else (element("p", {}, known_text(advice, known)),)
    return section("advice", "Worth doing", element("ol", {}, *items) if items else "", *told)


def pictures(report: Report) -> Element:
    """Return the treemaps of the distributions, by bytes and by functions."""
    return section(
        "map",
        "Kept and dropped",
        legend(),
        *_pictures(report),
    )


def legend() -> Element:
    """Return what the colours of a picture mean."""
    return element(
        "p",
        {"class": "legend"},
        element("span", {"class": "key kept"}, "kept"),
        " ",
        element("span", {"class": "key dropped"}, "dropped"),
        " Each area is a distribution; the figures are below, too.",
    )


def _pictures(report: Report) -> Iterator[Element]:
    for name in ("bytes", "functions"):
        tiles = [_tile(number, each, name) for number, each in enumerate(report.distributions, 1)]
        yield element("h3", {}, f"By {name} of Python source" if name == "bytes" else f"By {name}")
        yield treemap(f"Distributions by {name}, kept and dropped", tiles)


def _tile(number: int, each: DistributionReport, name: str) -> Tile:
    figure = each.bytes if name == "bytes" else each.functions
    kept = 0 if each.verdict == "unused" else figure.kept
    shown = size_or_count(name, kept), size_or_count(name, figure.total)
    return Tile(each.name, f"{each.name}: {shown[0]} of {shown[1]} {name} kept", figure.total, kept, f"#d-{number}")


def size_or_count(name: str, value: int) -> str:
    """Return a figure with its unit; bytes as a size without the word."""
    return size(value) if name == "bytes" else f"{value:,}"


def distributions(report: Report) -> Element:
    """Return the table of distributions."""
    rows = []
    for number, each in enumerate(report.distributions, 1):
        whole = each.verdict == "unused"
        rows.append(
            (
                element("a", {"href": f"#d-{number}"}, f"{each.name} {each.version}"),
                each.verdict,
                "direct" if each.direct else "",
                f"{0 if whole else each.functions.kept:,}",
                f"{each.functions.total:,}",
                size(0 if whole else each.bytes.kept),
                size(each.bytes.total),
                f"{len(each.hazards)}",
            )
        )
    heads = ("distribution", "verdict", "required", "functions kept", "functions", "bytes kept", "bytes", "hazards")
    return section(
        "distributions", "Distributions", table("Each distribution, before and after", heads, rows, numbers=3)
    )


def details(number: int, each: DistributionReport) -> Element:
    """Return what is known of one distribution, folded."""
    gone = tuple(name for name in each.capabilities_before if name not in each.capabilities)
    facts = (
        ("verdict", f"{each.verdict}{f': {each.why}' if each.why else ''}"),
        ("licences", ", ".join(each.licenses)),
        ("needed by", some(each.required_by, MOST_NAMES)),
        ("imported at", some(each.usage.places, MOST_NAMES)),
        ("you use", some(each.used_symbols, MOST_NAMES)),
        ("can use", ", ".join(each.capabilities)),
        ("no longer uses", ", ".join(gone)),
        ("compiled code", "" if each.native == "none" else each.native),
    )
    pairs = [pair for name, said in facts if said for pair in (element("dt", {}, name), element("dd", {}, said))]
    return element(
        "details",
        {"id": f"d-{number}", "class": "distribution", "data-name": each.name},
        element("summary", {}, f"{each.name} {each.version}"),
        element("dl", {}, *pairs),
        *_hazards(each),
        element("div", {"class": "modules"}),
    )


def _hazards(each: DistributionReport) -> Iterator[Element]:
    if not each.hazards:
        return
    heads = ("code", "place", "what", "kept for it alone")
    priced = any(one.cost is not None for one in each.hazards)
    rows = [
        (one.code, one.place, one.message, *(["" if one.cost is None else amount(one.cost)] if priced else []))
        for one in sorted(each.hazards, key=lambda one: (one.code, one))[:MOST_HAZARDS]
    ]
    yield table(f"Hazards of {each.name}", heads if priced else heads[:-1], rows)
    if len(each.hazards) > MOST_HAZARDS:
        yield element("p", {}, f"{len(each.hazards) - MOST_HAZARDS} more: vendorize analyze --only {each.name} -v")


def capability_table(changes: Iterable[CapabilityChange]) -> Iterator[Element]:
    """Yield what the third-party code can do, before and after."""
    rows = [
        (
            each.capability,
            f"{each.distributions.total:,}",
            f"{each.distributions.after:,}",
            f"{each.modules.total:,}",
            f"{each.modules.after:,}",
        )
        for each in changes
    ]
    if rows:
        heads = ("capability", "distributions", "after", "modules", "after")
        shown = table("Capabilities before and after", heads, rows, numbers=1)
        yield section("capabilities", "What the third-party code can do", shown)
