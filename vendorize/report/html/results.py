"""What `extract` wrote and what `verify` found, as pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.report.evidence import ISOLATIONS, measurement_rows
from vendorize.report.figures import plural, size
from vendorize.report.html import paged
from vendorize.report.html.elements import element, section, table
from vendorize.report.html.modules import drilled, pictured, place_of
from vendorize.report.html.sections import capability_table, legend, sum_table
from vendorize.report.html.treemap import Tile, treemap
from vendorize.report.verdict import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.model.report import Extraction
    from vendorize.model.verdict import Difference, Verdict
    from vendorize.report.html.elements import Element

MOST = 300
"""Tests, leaks and modules that are listed; the record has all."""
LONGEST = 600
"""Characters of a message."""
HEADS = ("distribution", "verdict", "functions", "after", "bytes", "after")


def extraction_page(extraction: Extraction) -> str:
    """Return the page of an extraction: what went, and what the result can do."""
    verb = "Would write" if extraction.dry_run else "Wrote"
    said = f"{verb} {plural(len(extraction.files), 'file')} to {extraction.out} (layout {extraction.layout})."
    tiles = [
        Tile(each.name, f"{each.name}: {size(each.bytes.after)} of {size(each.bytes.total)} kept", each.bytes.total,
             0 if each.verdict == "unused" else each.bytes.after, place_of(each.name, extraction.modules))
        for each in extraction.distributions
    ]  # fmt: skip
    rows = [
        (
            f"{each.name} {each.version}",
            f"{each.verdict}{f': {each.why}' if each.why and each.verdict != 'extract' else ''}",
            f"{each.functions.total:,}",
            f"{each.functions.after:,}",
            size(each.bytes.total),
            size(each.bytes.after),
        )
        for each in extraction.distributions
    ]
    warnings = [element("p", {"class": "warning"}, f"warning: {each}") for each in extraction.warnings]
    picture = treemap("Distributions by bytes", tiles)
    sections = [
        section("totals", "In all", element("p", {}, said), sum_table(extraction.totals), *warnings),
        section("map", "Kept and dropped, by bytes of Python source", legend(), picture),
        section("distributions", "Distributions", table("Each distribution", HEADS, rows, numbers=2)),
        *drilled(extraction.modules),
        *capability_table(extraction.capabilities),
    ]
    return paged(f"{extraction.out.name}: what was extracted", sections, extraction.modules)


def verdict_page(verdict: Verdict) -> str:
    """Return the page of a verdict: whether the result behaves as the original, and what differs."""
    title = "The result behaves as the original" if verdict.same else "The result differs from the original"
    return paged(title, [*_verdict(verdict), *pictured(verdict.modules), *drilled(verdict.modules)], verdict.modules)


def _verdict(verdict: Verdict) -> Iterator[Element]:
    yield _runs(verdict)
    if rows := measurement_rows(verdict):
        heads = ("figure", "original", "result", "share")
        yield section("measured", "Size and start", table("What was measured on both", heads, rows, numbers=1))
    differential = verdict.differential.differences if verdict.differential is not None else ()
    yield from _differences("differences", "Differences", (*verdict.differences, *differential))
    if verdict.leaks:
        leaks = [
            (leak.symbol, element("ol", {}, *(element("li", {}, each) for each in leak.path)))
            for leak in verdict.leaks[:MOST]
        ]
        shown = table("Released code that reaches what only tests need", ("symbol", "way"), leaks)
        yield section("leaks", "Leaks", shown, *_more(len(verdict.leaks)))
    if foreign := sorted(verdict.result.foreign_imports):
        items = element("ul", {}, *(element("li", {}, each) for each in foreign[:MOST]))
        yield section("foreign", "Loaded from the original environment", items, *_more(len(foreign)))
    if verdict.flaky:
        flaky = [
            (each.test, ", ".join(each.baseline), ", ".join(each.result), _message(each.message))
            for each in verdict.flaky[:MOST]
        ]
        shown = table("Outcomes vary", ("test", "original", "result", "message"), flaky)
        yield section("flaky", "Flaky tests", shown, *_more(len(verdict.flaky)))


def _message(text: str) -> Element:
    return element("pre", {}, text if len(text) <= LONGEST else f"{text[:LONGEST]} …")


def _more(count: int) -> Iterator[Element]:
    """Yield what is said where not all are listed."""
    if count > MOST:
        yield element("p", {}, f"{count - MOST:,} more are in the record (--record).")


def _runs(verdict: Verdict) -> Element:
    runs = [
        (name, *(f"{count:,}" for count in counted(run).values()), f"{run.seconds:.1f} s")
        for name, run in (("original", verdict.baseline), ("result", verdict.result))
    ]
    said = ["No test goes another way, and released code reaches nothing that only tests need."] if verdict.same else []
    said.append(f"Not there in the environment of the result: {', '.join(sorted(verdict.absent)) or 'nothing'}.")
    said.append(f"Isolation: {ISOLATIONS[verdict.isolation.network]}.")
    shown = table("Both runs", ("run", "passed", "failed", "skipped", "time"), runs, numbers=1)
    return section("runs", "Tests", shown, *(element("p", {}, each) for each in said))


def _differences(name: str, title: str, found: tuple[Difference, ...]) -> Iterator[Element]:
    if not found:
        return
    rows = [(each.test, each.baseline, each.result, _message(each.message)) for each in sorted(found)[:MOST]]
    shown = table("Tests with another outcome", ("test", "original", "result", "message"), rows)
    yield section(name, title, shown, *_more(len(found)))
