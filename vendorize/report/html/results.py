"""What `extract` wrote and what `verify` found, as pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.report.evidence import ISOLATIONS, measurement_rows
from vendorize.report.figures import plural, size
from vendorize.report.html import document
from vendorize.report.html.elements import element, section, table, written
from vendorize.report.html.sections import capability_table, legend, sum_table
from vendorize.report.html.treemap import Tile, treemap
from vendorize.report.verdict import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.model.report import Extraction
    from vendorize.model.verdict import Difference, Verdict
    from vendorize.report.html.elements import Element

MOST = 500
"""Tests that are listed; the record has all."""
HEADS = ("distribution", "verdict", "functions", "after", "bytes", "after")


def extraction_page(extraction: Extraction) -> str:
    """Return the page of an extraction: what went, and what the result can do."""
    verb = "Would write" if extraction.dry_run else "Wrote"
    said = f"{verb} {plural(len(extraction.files), 'file')} to {extraction.out} (layout {extraction.layout})."
    tiles = [
        Tile(each.name, f"{each.name}: {size(each.bytes.after)} of {size(each.bytes.total)} kept", each.bytes.total,
             0 if each.verdict == "unused" else each.bytes.after, "#distributions")
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
        *capability_table(extraction.capabilities),
    ]
    return written(document(f"{extraction.out.name}: what was extracted", sections))


def verdict_page(verdict: Verdict) -> str:
    """Return the page of a verdict: whether the result behaves as the original, and what differs."""
    title = "The result behaves as the original" if verdict.same else "The result differs from the original"
    return written(document(title, list(_verdict(verdict))))


def _verdict(verdict: Verdict) -> Iterator[Element]:
    yield _runs(verdict)
    if rows := measurement_rows(verdict):
        heads = ("figure", "original", "result", "share")
        yield section("measured", "Size and start", table("What was measured on both", heads, rows, numbers=1))
    differential = verdict.differential.differences if verdict.differential is not None else ()
    yield from _differences("differences", "Differences", (*verdict.differences, *differential))
    if verdict.leaks:
        leaks = [
            (leak.symbol, element("ol", {}, *(element("li", {}, each) for each in leak.path))) for leak in verdict.leaks
        ]
        yield section(
            "leaks", "Leaks", table("Released code that reaches what only tests need", ("symbol", "way"), leaks)
        )
    if verdict.result.foreign_imports:
        items = [element("li", {}, each) for each in sorted(verdict.result.foreign_imports)]
        yield section("foreign", "Loaded from the original environment", element("ul", {}, *items))
    if verdict.flaky:
        flaky = [
            (each.test, ", ".join(each.baseline), ", ".join(each.result), element("pre", {}, each.message))
            for each in verdict.flaky
        ]
        yield section("flaky", "Flaky tests", table("Outcomes vary", ("test", "original", "result", "message"), flaky))


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
    rows = [(each.test, each.baseline, each.result, element("pre", {}, each.message)) for each in sorted(found)[:MOST]]
    more = [element("p", {}, f"{len(found) - MOST} more are in the record (--record).")] if len(found) > MOST else []
    yield section(
        name, title, table("Tests with another outcome", ("test", "original", "result", "message"), rows), *more
    )
