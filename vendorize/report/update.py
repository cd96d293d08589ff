"""The answer of `update`: text for people; JSON and Markdown are beside it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from vendorize.report.figures import plural, size
from vendorize.report.look import console_text, note, styled
from vendorize.report.signatures import parameters_changed
from vendorize_analysis.errors import first_of

if TYPE_CHECKING:
    from rich.console import Console

    from vendorize.model.ability import Way
    from vendorize.model.report import Before
    from vendorize.model.update import DistributionChange, SymbolChange, Update
    from vendorize.report.look import Look

MOST = 12
"""Symbols of a kind that are shown without --verbose."""
_LONG = 160
"""Characters of two signatures; of longer ones only what differs is shown, where that says all."""
COLORS = {"gained": "green", "lost": "red", "changed": "yellow", "code": ""}
WORDS = {"code": "other code"}
ORDER = ("lost", "changed", "gained", "code")


def render(update: Update, look: Look, *, target: str = "") -> str:
    """Return the text; `target` is what the next command is to be about, as the user would name it."""
    console = look.console()
    for each in update.distributions:
        _distribution(console, each, look)
    if update.patches:
        console.print("Patches", style="bold")
        for patch in update.patches:
            console.print(styled((f"  {patch.name}", ""), (f"  {patch.fate}", "dim")), soft_wrap=True)
        console.print()
    if update.inputs:
        note(
            console,
            f"{plural(len(update.inputs), 'module')} of the project changed too: {first_of(update.inputs, 5)}",
            look,
            indent=0,
        )
    if update.is_reconfigured:
        note(console, "The configuration is not that of the last extraction.", look, indent=0)
    if look.verbose:
        for fate, path in update.files:
            console.print(styled((f"  {fate:9}", "dim"), (path, "")), soft_wrap=True)
    console.print(styled((summary(update, look.arrow), "bold")), soft_wrap=True)
    if update.files and not update.dry_run:
        console.print(styled(("Next: ", ""), (next_step(update, target), "bold")), soft_wrap=True)
    return console_text(console)


def summary(update: Update, arrow: str) -> str:
    """Return what happened, in one line."""
    if not update.files:
        return f"Nothing changes in {update.result}."
    verb = "Would change" if update.dry_run else "Changed"
    rest = f", {update.unchanged} as before" if update.unchanged else ""
    what = plural(len(update.distributions), "distribution")
    return (
        f"{verb} {plural(len(update.files), 'file')} in {update.result}: {what}{rest}, "
        f"{weight(update.bytes, arrow)} of vendored files, their metadata included."
    )


def next_step(update: Update, target: str) -> str:
    """Return the command to go on with."""
    command = f"vendorize verify {target}".rstrip()
    return command if update.in_place else f"{command} --result {shlex.quote(update.result.as_posix())}"


def weight(figure: Before, arrow: str) -> str:
    """Return a size before and after."""
    return f"{size(figure.total)} {arrow} {size(figure.after)}"


def title(change: DistributionChange, arrow: str) -> str:
    """Return name and versions."""
    before, after = change.versions
    if before == after:
        return f"{change.name} {after}"
    return f"{change.name} {before or 'none'} {arrow} {after or 'none'}"


def facts(change: DistributionChange, arrow: str) -> list[str]:
    """Return what is to be said of a distribution as a whole."""
    found = [f"{weight(change.bytes, arrow)}, files {change.files.total} {arrow} {change.files.after}"]
    if change.versions[0] == change.versions[1]:
        found.append("installed anew, with other contents" if change.is_new_code else "the same is installed")
    if change.verdicts[0] != change.verdicts[1]:
        found.append(f"{change.verdicts[0] or 'not there'} {arrow} {change.verdicts[1] or 'not there'}")
    if change.licenses[0] != change.licenses[1]:
        texts = [", ".join(one) or "not stated" for one in change.licenses]
        found.append(f"licence: {texts[0]} {arrow} {texts[1]}")
    return found


def symbol_text(one: SymbolChange, arrow: str) -> str:
    """Return what became of a symbol."""
    known = f", used as {one.used_as}" if one.used_as and one.used_as != one.symbol else ""
    if one.fate == "changed":
        said = f"{declared(one.symbol, one.before)} {arrow} {one.after}"
        if len(said) > _LONG and (differing := parameters_changed(one.before, one.after)):
            said = f"{one.symbol}: {differing}"
    elif one.fate == "lost":
        why = "not in it any more" if one.is_gone else "nothing reaches it"
        said = f"{declared(one.symbol, one.before)} ({why})"
    else:
        said = declared(one.symbol, one.after)
    return f"{said}{known}"


def declared(symbol: str, signature: str) -> str:
    """Return a signature with the name in it."""
    before, sign, after = signature.partition("(")
    return f"{f'{before.strip()} ' if before.strip() else ''}{symbol}{sign}{after}"


def _distribution(console: Console, change: DistributionChange, look: Look) -> None:
    console.print(
        styled((title(change, look.arrow), "bold"), (f"  {'; '.join(facts(change, look.arrow))}", "")), soft_wrap=True
    )
    used = [one for one in change.symbols if one.used_as]
    inner = [one for one in change.symbols if not one.used_as]
    if used:
        console.print("  what this project uses")
        _symbols(console, used, look)
    if inner and look.verbose:
        console.print("  below that")
        _symbols(console, inner, look)
    elif inner:
        console.print(styled((f"  below that: {counts(inner)}", ""), ("  (-v names them)", "dim")), soft_wrap=True)
    for name, way in change.capabilities_gained:
        console.print(styled((f"  can now: {name}", "bold red")), soft_wrap=True)
        _way(console, way, look)
    for name in change.capabilities_lost:
        console.print(styled((f"  no longer: {name}", "green")), soft_wrap=True)
    for hazard in change.hazards if look.verbose else change.hazards[:MOST]:
        console.print(
            styled((f"  new hazard {hazard.code}", "yellow"), (f"  {hazard.path}:{hazard.line}: {hazard.message}", "")),
            soft_wrap=True,
        )
    if not look.verbose and len(change.hazards) > MOST:
        console.print(f"  and {len(change.hazards) - MOST} more new hazards", style="dim")
    console.print()


def counts(symbols: list[SymbolChange]) -> str:
    """Return how many symbols there are of each kind."""
    numbers = [(fate, sum(one.fate == fate for one in symbols)) for fate in ORDER]
    return ", ".join(f"{number} {WORDS.get(fate, fate)}" for fate, number in numbers if number)


def _symbols(console: Console, symbols: list[SymbolChange], look: Look) -> None:
    for fate in ORDER:
        found = [one for one in symbols if one.fate == fate]
        for one in found if look.verbose else found[:MOST]:
            place = f"  {', '.join(one.places)}" if one.places else ""
            head = (f"    {WORDS.get(fate, fate):11}", COLORS[fate])
            console.print(styled(head, (symbol_text(one, look.arrow), ""), (place, "dim")), soft_wrap=True)
        if not look.verbose and len(found) > MOST:
            console.print(f"    and {len(found) - MOST} more {WORDS.get(fate, fate)}", style="dim")


def _way(console: Console, way: Way | None, look: Look) -> None:
    for index, step in enumerate(way.steps if way is not None else ()):
        sign = "  " if index == 0 else f"{look.arrow} "
        console.print(styled((f"    {sign}{step.symbol}", ""), (f"  {step.path}:{step.line}", "dim")), soft_wrap=True)
