"""The answer of `diff` as text, JSON, Markdown for a comment, and GitHub annotations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vendorize.report.advice import known_objects, named
from vendorize.report.figures import plural, size, some
from vendorize.report.findings import annotation
from vendorize.report.look import console_text, note, styled
from vendorize.report.markdown import escape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize.model.reportdiff import DistributionShift, NewHazard, ReportDiff, Shift
    from vendorize.report.look import Look

SCHEMA = 1
SAME = "Nothing changes for the dependencies."
MOST = 8
COLORS = {"added": "yellow", "removed": "green", "changed": ""}


def render(diff: ReportDiff, look: Look) -> str:
    """Return the text."""
    console = look.console()
    if diff.is_empty:
        console.print(SAME)
        return console_text(console)
    console.print(f"{'after extraction':16} {'old':>12} {'new':>12} {'change':>12}", style="dim")
    for name, _, after in diff.totals:
        console.print(f"{name:16} {figure(name, after.old):>12} {figure(name, after.new):>12} {grown(name, after):>12}")
    console.print()
    for each in diff.distributions:
        console.print(styled((f"{each.fate:8} ", COLORS[each.fate]), (title(each, look.arrow), "bold")), soft_wrap=True)
        for line in details(each, len(each.symbols[0]) if look.verbose else MOST):
            note(console, line, look, indent=9)
    for line in (*abilities(diff), *known(diff), *(hazard_line(each) for each in diff.hazards)):
        note(console, line, look, indent=0, style="yellow")
    return console_text(console)


def figure(name: str, value: int) -> str:
    """Return a figure of the totals with its unit."""
    return size(value) if name == "bytes" else f"{value:,}"


def grown(name: str, shift: Shift) -> str:
    """Return a growth with its sign: `+1.2 kB`, `-3`, `0`."""
    if not shift.growth:
        return "0"
    return f"{'+' if shift.growth > 0 else '-'}{figure(name, abs(shift.growth))}"


def title(each: DistributionShift, arrow: str) -> str:
    """Return name, versions and verdicts of a distribution."""
    said = [f" {arrow} ".join(dict.fromkeys(filter(None, pair))) for pair in (each.versions, each.verdicts)]
    return f"{each.name} {said[0]} ({'direct, ' if each.direct else ''}{said[1]})"


def details(each: DistributionShift, most: int) -> list[str]:
    """Return what else changes with a distribution, a line each."""
    lines = [f"functions {grown('functions', each.functions)}, bytes {grown('bytes', each.bytes)}"]
    pairs = (("can now use", each.gained), ("no longer uses", each.lost))
    lines += [f"{said} {', '.join(names)}" for said, names in pairs if names]
    pairs = (("you now use", each.symbols[0]), ("you no longer use", each.symbols[1]))
    return lines + [f"{said} {some(names, most)}" for said, names in pairs if names]


def abilities(diff: ReportDiff) -> list[str]:
    """Return what the dependencies together can do now, and could not before."""
    pairs = (("new capability", diff.gained), ("capability gone", diff.lost))
    return [f"{said}: {', '.join(names)}" for said, names in pairs if names]


def known(diff: ReportDiff) -> list[str]:
    """Return which advisories there are now, or are no more, a line each."""
    pairs = zip(("new advisory", "advisory gone"), diff.advisories or (), strict=False)
    return [
        f"{said}: {named(each)}{f': {each.summary}' if each.summary else ''}" for said, two in pairs for each in two
    ]


def hazard_line(each: NewHazard) -> str:
    """Return a hazard that is new, with its place."""
    owner = f" ({each.owner})" if each.owner else f" (copies in {each.folder})" if each.folder else ""
    times = f", {each.count} times" if each.count > 1 else ""
    return f"new hazard: {each.code} {each.path}:{each.line}{owner}: {each.message}{times}"


def diff_object(diff: ReportDiff, broken: Iterable[str]) -> dict[str, Any]:
    """Return the answer for JSON, with the budgets that are passed."""
    return {
        "schema": SCHEMA,
        "projects": {"old": diff.projects[0], "new": diff.projects[1]},
        "totals": {
            name: {"installed": shift_object(installed), "after": shift_object(after)}
            for name, installed, after in diff.totals
        },
        "distributions": [distribution_object(each) for each in diff.distributions],
        "capabilities": {"gained": list(diff.gained), "lost": list(diff.lost)},
        "hazards": [
            {
                "code": each.code,
                "path": each.path,
                "line": each.line,
                "message": each.message,
                "count": each.count,
                "distribution": each.owner,
                "vendored": each.folder,
            }
            for each in diff.hazards
        ],
        "advisories": known_shift_object(diff),
        "budgets_passed": list(broken),
        "same": diff.is_empty,
    }


def known_shift_object(diff: ReportDiff) -> dict[str, Any] | None:
    """Return the advisories that are new, and those that are gone; None where not both reports have them."""
    if diff.advisories is None:
        return None
    return {name: known_objects(found) for name, found in zip(("gained", "lost"), diff.advisories, strict=True)}


def shift_object(shift: Shift) -> dict[str, int]:
    """Return a figure of both reports."""
    return {"old": shift.old, "new": shift.new, "growth": shift.growth}


def distribution_object(each: DistributionShift) -> dict[str, Any]:
    """Return one entry of `distributions`."""
    return {
        "name": each.name,
        "fate": each.fate,
        "version": {"old": each.versions[0], "new": each.versions[1]},
        "verdict": {"old": each.verdicts[0], "new": each.verdicts[1]},
        "direct": each.direct,
        "functions": shift_object(each.functions),
        "bytes": shift_object(each.bytes),
        "capabilities": {"gained": list(each.gained), "lost": list(each.lost)},
        "used_symbols": {"gained": list(each.symbols[0]), "lost": list(each.symbols[1])},
    }


def markdown(diff: ReportDiff, broken: tuple[str, ...]) -> str:
    """Return a comment for a pull request: a sentence, a table, details folded away."""
    if diff.is_empty:
        return f"### Dependencies\n\n{SAME}\n"
    lines = ["### What this change costs in dependencies", "", f"**{escape(sentence(diff))}**", ""]
    lines += [f"- budget passed: {escape(each)}" for each in broken]
    lines += ["", "| after extraction | old | new | change |", "| --- | ---: | ---: | ---: |"]
    lines += [
        f"| {name} | {figure(name, after.old)} | {figure(name, after.new)} | {grown(name, after)} |"
        for name, _, after in diff.totals
    ]
    told = (*abilities(diff), *known(diff), *map(hazard_line, diff.hazards))
    lines += ["", *(f"- {escape(line)}" for line in told)]
    if diff.distributions:
        count = plural(len(diff.distributions), "distribution")
        lines += ["", f"<details><summary>{count}</summary>", "", *map(item, diff.distributions), "", "</details>"]
    return "\n".join(lines) + "\n"


def item(each: DistributionShift) -> str:
    """Return one distribution as an item of a list."""
    told = f"{each.fate} **{escape(title(each, '→'))}**"
    return f"- {told}: {escape('; '.join(details(each, MOST)))}"


def sentence(diff: ReportDiff) -> str:
    """Return the change in one line."""
    shifts = {name: after for name, _, after in diff.totals}
    figures = ", ".join(f"{grown(name, shifts[name])} {name}" for name in ("distributions", "functions"))
    return f"{figures}, {grown('bytes', shifts['bytes'])} after extraction"


def github(diff: ReportDiff, broken: tuple[str, ...]) -> str:
    """Return workflow commands: an error for each budget, a warning at each new hazard of one's own code, the sentence.

    Hazards of distributions, and of copies of them in the project, stand at no line: no author of the change wrote it.
    """
    lines = [annotation("error", each, title="budget passed") for each in broken]
    for each in diff.hazards:
        where = (each.path, each.line) if not (each.owner or each.folder) else None
        level = "notice" if each.folder else "warning"
        lines.append(annotation(level, hazard_line(each), title=f"new hazard {each.code}", place=where))
    lines += [annotation("warning", each, title="capabilities") for each in abilities(diff)]
    lines += [annotation("warning", each, title="advisories") for each in known(diff)]
    return "\n".join([*lines, annotation("notice", SAME if diff.is_empty else sentence(diff), title="dependencies")])
