"""The answer of `extract`: what was written, and what it replaces."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from vendorize.report.capabilities import print_changes
from vendorize.report.figures import bar, percent, plural, size
from vendorize.report.json import before_object, totals_object
from vendorize.report.look import console_text, note, styled
from vendorize.report.text import clip

if TYPE_CHECKING:
    from rich.console import Console

    from vendorize.model.cold import ColdCode
    from vendorize.model.hoisted import Hoisted
    from vendorize.model.report import ExtractedDistribution, Extraction
    from vendorize.model.takenback import TakenBack
    from vendorize.report.look import Look

SCHEMA = 1
BAR = 16
NAME = 26
FIGURES = 37
"""Columns beside name and bar: margins, verdict, both sizes and the share."""
COLORS = {"extract": "green", "external": "yellow", "unused": "red"}


def extraction_object(extraction: Extraction) -> dict[str, Any]:
    """Return the answer for JSON."""
    return {
        "schema": SCHEMA,
        "out": extraction.out.resolve().as_posix(),
        "layout": extraction.layout,
        "in_place": extraction.in_place,
        "written": not extraction.dry_run,
        "distributions": [distribution_object(each) for each in extraction.distributions],
        "totals": totals_object(extraction.totals, extraction.capabilities),
        "files": sorted(extraction.files),
        "warnings": list(extraction.warnings),
        "diff": extraction.diff,
        "cold": [cold_object(each) for each in extraction.cold],
        "hoisted": [{"module": one.module, "into": one.into, "reason": one.why} for one in extraction.hoisted],
        "stripped": extraction.stripped,
        "fates": dict(zip(("hot", "cold", "gone"), fates(extraction), strict=True)),
    }


def fates(extraction: Extraction) -> tuple[int, int, int]:
    """Return how many third-party functions are hot, cold and gone; those that stay installed are hot."""
    functions, cold = extraction.totals.functions, sum(each.defined for each in extraction.cold)
    return functions.after - cold, cold, functions.total - functions.after


def cold_object(each: ColdCode) -> dict[str, Any]:
    """Return one entry of `cold`."""
    return {
        "distribution": each.distribution,
        "policy": each.policy,
        "modules": each.modules,
        "functions": each.functions,
        "hot": each.hot,
        "defined": each.defined,
        "bytes": each.bytes,
        "stays": [{"why": why, "functions": count} for why, count in each.stays],
    }


def distribution_object(each: ExtractedDistribution) -> dict[str, Any]:
    """Return one entry of `distributions`."""
    return {
        "name": each.name,
        "version": each.version,
        "verdict": each.verdict,
        "why": each.why,
        "modules": before_object(each.modules),
        "functions": before_object(each.functions),
        "bytes": before_object(each.bytes),
        "capabilities": list(each.capabilities),
        "capabilities_before": list(each.capabilities_before),
        "dropped": [{"kind": kind, "bytes": size} for kind, size in each.dropped],
    }


def taken_back_object(taken: TakenBack) -> dict[str, Any]:
    """Return the answer of `--undo` for JSON."""
    return {
        "schema": SCHEMA,
        "root": taken.root.as_posix(),
        "taken_back": True,
        "written": not taken.dry_run,
        "files": sorted(taken.files),
    }


def render_taken_back(taken: TakenBack, look: Look) -> str:
    """Return the text for `--undo`."""
    console = look.console()
    verb = "Would take back" if taken.dry_run else "Took back"
    console.print(styled((f"{verb} {plural(len(taken.files), 'file')} in {taken.root}.", "bold")), soft_wrap=True)
    if look.verbose:
        for path in sorted(taken.files):
            console.print(styled((f"  {path}", "dim")), soft_wrap=True)
    return console_text(console)


def render(extraction: Extraction, look: Look, *, target: str = "") -> str:
    """Return the text; `target` is the project as the user names it in the next command.

    Warnings are not in it: standard error has had them by now.
    """
    console = look.console()
    if extraction.diff:
        return extraction.diff
    width = min(NAME, max((len(f"{each.name} {each.version}") for each in extraction.distributions), default=0))
    for each in extraction.distributions:
        distribution(console, each, look, width)
    if extraction.distributions:
        console.print()
    print_changes(console, extraction.capabilities, look)
    cold(console, extraction.cold, look)
    hoisted(console, extraction.hoisted, look)
    summary(console, extraction, look)
    if look.verbose:
        for path in sorted(extraction.files):
            console.print(styled((f"  {path}", "dim")), soft_wrap=True)
    if not extraction.dry_run and not extraction.in_place:
        command = f"vendorize verify {target + ' ' if target else ''}--result {shlex.quote(extraction.out.as_posix())}"
        console.print(styled(("Next: ", "dim"), (command, "")), soft_wrap=True)
    return console_text(console)


def distribution(console: Console, each: ExtractedDistribution, look: Look, width: int) -> None:
    """Print one distribution on a line."""
    title = clip(f"{each.name} {each.version}", width, look)
    weight = f"{size(each.bytes.total):>7} {look.arrow} {size(each.bytes.after):<7}"
    pieces = [(f"  {title:{width}}  ", ""), (f"{each.verdict:8}", COLORS[each.verdict]), (f" {weight} ", "")]
    if each.verdict == "extract":
        columns = min(BAR, look.width - width - FIGURES)
        pieces.append((bar(each.bytes.percent, columns, unicode=look.unicode) if columns > 0 else "", "cyan"))
        pieces.append((f" {percent(each.bytes.percent):>4}", ""))
    console.print(styled(*pieces), no_wrap=True, overflow="crop")
    if each.verdict != "extract" and each.why:
        note(console, each.why, look, indent=4)


def cold(console: Console, found: tuple[ColdCode, ...], look: Look) -> None:
    """Print what is cold of each distribution, and with `--verbose` why functions stay that might be."""
    if not found:
        return
    console.print("Cold code", style="bold")
    for each in found:
        said = f"{each.distribution}: {each.functions:,} of {each.functions + each.hot:,} functions, {size(each.bytes)}"
        said += f", {plural(each.modules, 'module')} whole" if each.modules else ""
        note(console, f"{said} ({each.policy})", look, indent=2, style="")
        for why, count in each.stays if look.verbose else ():
            note(console, f"{count:,} stay: {why}", look, indent=4)
    console.print()


def hoisted(console: Console, found: tuple[Hoisted, ...], look: Look) -> None:
    """Print how many modules share the scope of another, and with `--verbose` which, and why others do not."""
    if not found:
        return
    merged = sum(bool(one.into) for one in found)
    more = "" if look.verbose else " (why others do not: -v)"
    console.print(f"{merged:,} of {plural(len(found), 'module')} share the scope of their importer{more}.")
    reasons = {one.why for one in found if not one.into}
    is_one = len(reasons) == 1 and len(found) - merged > 1
    for one in found if look.verbose else ():
        if one.into or not is_one:
            note(console, f"{one.module}: {f'in {one.into}' if one.into else f'stays, {one.why}'}", look, indent=2)
    if is_one and look.verbose:
        note(console, f"{'all others' if merged else 'all'} stay: {reasons.pop()}", look, indent=2)
    console.print()


def _cold_share(extraction: Extraction) -> str:
    """Return how much of the files is cold code that can come back, and how much is denied, which is not there."""
    denied = sum(each.bytes for each in extraction.cold if each.policy == "deny")
    can_return = sum(each.bytes for each in extraction.cold) - denied
    said = f", {size(can_return)} of that cold" if can_return or not denied else ""
    return f"{said}, {size(denied)} of that denied and not there" if denied else said


def summary(console: Console, extraction: Extraction, look: Look) -> None:
    """Print what was written and how much smaller it is."""
    verb = "Would write" if extraction.dry_run else "Wrote"
    files = plural(len(extraction.files), "file")
    where = "in place" if extraction.in_place else f"to {extraction.out}"
    first = f"{verb} {files} {where} (layout {extraction.layout})."
    console.print(styled((first, "bold")), soft_wrap=True)
    sums = extraction.totals
    functions = f"functions {sums.functions.total:,} {look.arrow} {sums.functions.after:,}"
    files_share = f"{size(sums.bytes.total)} {look.arrow} {size(sums.bytes.after)} ({percent(sums.bytes.percent)})"
    if extraction.stripped:
        files_share += f", {size(extraction.stripped)} less by strip"
    if extraction.cold:
        hot, cold, gone = fates(extraction)
        functions = f"functions {sums.functions.total:,} {look.arrow} {hot:,} hot, {cold:,} cold ({gone:,} gone)"
        files_share += _cold_share(extraction)
    console.print(f"Third-party code: {functions}, files {files_share}.")
