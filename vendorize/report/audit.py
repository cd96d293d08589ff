"""The answer of `audit` as text for people: what is reachable with the way to it, and why the rest is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.report.explain import by_calls, step
from vendorize.report.figures import plural
from vendorize.report.look import console_text, note, styled

if TYPE_CHECKING:
    from rich.console import Console

    from vendorize.model.audit import AffectedSymbol, Audit, AuditedAdvisory
    from vendorize.report.look import Look

MOST_SYMBOLS = 6
ORIGINS = {
    "record": "as the advisory names them",
    "user": "as the symbols file names them",
    "derived": "derived, over-approximate",
    "none": "",
}


def render(found: Audit, look: Look) -> str:
    """Return the text."""
    console = look.console()
    for one in found.advisories:
        _advisory(console, one, look)
        console.print()
    for text in found.notes:
        note(console, f"note: {text}", look, indent=0)
    console.print(styled((summary(found), "bold")), soft_wrap=True)
    return console_text(console)


def verdict(one: AuditedAdvisory) -> str:
    """Return in words what an advisory means."""
    match one.exposure:
        case "reachable":
            return "reachable" if one.certain else "may be reachable"
        case "unreachable":
            return "present, not reachable"
        case _:
            return "its code is not in the result" if one.component else "not in the result"


def certainty(way: AffectedSymbol) -> str:
    """Return in words how certain a way is."""
    if way.certain:
        return "every step is certain"
    sure = all(step.certain for step in way.steps)
    return "it is there for certain, and may never be called" if sure else "not every step is certain"


def summary(found: Audit) -> str:
    """Return how many there are of each kind, on one line."""
    kinds = [one.exposure for one in found.advisories]
    accepted = sum(bool(one.accepted) and one.exposure == "reachable" for one in found.advisories)
    certain = sum(one.certain for one in found.advisories if one.exposure == "reachable")
    doubtful = kinds.count("reachable") - certain
    counts = [f"{certain} reachable", f"{doubtful} that may be" + (f" ({accepted} accepted)" if accepted else "")]
    counts += [f"{kinds.count('unreachable')} present but not reachable", f"{kinds.count('absent')} absent"]
    return (
        f"{plural(len(kinds), 'advisory', 'advisories')} about installed releases: {', '.join(counts)}; "
        f"compared {plural(found.records, 'record')} with {plural(found.distributions, 'distribution')}"
    )


def _advisory(console: Console, one: AuditedAdvisory, look: Look) -> None:
    word = verdict(one)
    style = "green" if one.exposure != "reachable" else "bold red" if one.certain else "yellow"
    release = f"{one.distribution} {one.version}"
    console.print(styled((one.id, "bold"), (f"  {release}: ", ""), (word, style)), soft_wrap=True)
    if one.aliases:
        note(console, f"also {', '.join(one.aliases)}", look, indent=2)
    if one.summary:
        note(console, one.summary, look, indent=2, style="")
    note(console, f"{one.reason}{_named_by(one)}", look, indent=2, style="")
    if one.accepted:
        note(console, f"accepted: {one.accepted}", look, indent=2, style="")
    if one.fixed:
        note(console, f"fixed in {one.fixed}", look, indent=2)
    _symbols(console, one, look)
    if (way := one.way) is not None:
        _way(console, way, look)


def _named_by(one: AuditedAdvisory) -> str:
    origin = ORIGINS[one.origin]
    if one.origin == "derived":
        origin += f", from {one.derived_from}"
        if likely := sum(each.likely for each in one.symbols):
            origin += f"; {likely} likely: not as in {one.last_affected}, the last affected one"
    return f" ({origin})" if origin and one.component else ""


def _symbols(console: Console, one: AuditedAdvisory, look: Look) -> None:
    symbols = [symbol for symbol in one.symbols if symbol.path or symbol.state == "unknown"]
    most = len(symbols) if look.verbose else MOST_SYMBOLS
    for symbol in symbols[:most]:
        where = f"  {symbol.path}:{symbol.line}" if symbol.path else ""
        console.print(styled((f"  {symbol.name}", ""), (f"  {symbol.outcome}{where}", "dim")), soft_wrap=True)
    if len(symbols) > most:
        note(console, f"{look.ellipsis} {len(symbols) - most} more (--verbose shows them)", look, indent=2)


def _way(console: Console, way: AffectedSymbol, look: Look) -> None:
    console.print(styled((f"  the way to {way.name} ({certainty(way)}):", "")), soft_wrap=True)
    for index, each in enumerate(way.steps):
        step(console, each, look, first=index == 0)
    if way.calls is not None:
        by_calls(console, way.calls, look)
