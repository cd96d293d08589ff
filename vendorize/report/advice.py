"""What is worth doing, as text, JSON and Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vendorize.report.figures import plural, size, some
from vendorize.report.lines import printable
from vendorize.report.look import console_text, note, styled
from vendorize.report.markdown import escape

if TYPE_CHECKING:
    from collections.abc import Collection

    from rich.console import Console

    from vendorize.model.advice import Advice, Gain, KnownAdvisory, Suggested
    from vendorize.report.look import Look

SHORT = 3
"""How much advice stands at the end of a report; the option --advise shows all."""
MOST_PLACES = 3
STAYING = frozenset({"extract", "inline"})
"""Kinds of advice after which some of the code is still there, and may be what an advisory is about."""
NONE = "Nothing is worth doing: every dependency is declared, used, and used in full."


def render(advice: tuple[Advice, ...], look: Look, known: Collection[KnownAdvisory] | None = None) -> str:
    """Return all advice as text, largest gain first; `known` are the advisories about what is installed."""
    console = look.console()
    if not advice:
        console.print(NONE)
    for number, each in enumerate(advice, 1):
        gained = gain_text(each.gain)
        console.print(styled((f"{number}. ", "dim"), (f"{each.kind} {each.distribution}", "bold"), (gained, "green")))
        note(console, each.text, look, indent=3, style="")
        if each.places and each.kind != "narrow":
            note(
                console,
                f"imported at {some(each.places, len(each.places) if look.verbose else MOST_PLACES)}",
                look,
                indent=3,
            )
        others = each.gain.distributions[1:]
        if others:
            note(console, f"with it {some(others, len(others) if look.verbose else MOST_PLACES)}", look, indent=3)
        if said := advisory_text(each, len(each.gain.advisories or ()) if look.verbose else MOST_PLACES):
            note(console, said, look, indent=3, style="yellow")
        console.print(styled(("   $ ", "dim"), (each.command, "cyan")), soft_wrap=True)
    if known is not None:
        note(console, known_text(advice, known), look, indent=0, style="")
    return console_text(console)


def worth_doing(console: Console, suggested: Suggested, look: Look) -> None:
    """Print the first few at the end of a report."""
    advice, known = suggested
    if not advice and known is None:
        return
    console.print("Worth doing", style="bold")
    for each in advice[:SHORT]:
        note(console, f"{each.kind} {each.distribution}{gain_text(each.gain)}: {each.text}", look, indent=2, style="")
    if len(advice) > SHORT:
        note(console, f"{len(advice) - SHORT} more: --advise shows all, with commands", look, indent=2)
    if known is not None:
        note(console, known_text(advice, known), look, indent=2)
    console.print()


def gain_text(gain: Gain) -> str:
    """Return what one gains, ready to stand behind a name; empty for nothing."""
    if not gain.distributions:
        return ""
    whole = plural(len(gain.distributions), "distribution")
    known = f", {plural(len(gain.advisories), 'advisory', 'advisories')}" if gain.advisories else ""
    return f"  (-{size(gain.bytes)}, {plural(gain.functions, 'function')}, {whole}{known})"


def advisory_text(one: Advice, most: int = MOST_PLACES) -> str:
    """Return which advisories are about what would go; empty where there are none, or nobody asked."""
    if not one.gain.advisories:
        return ""
    listed = some(tuple(map(named, one.gain.advisories)), most)
    if one.kind in STAYING:
        return f"advisories about it: {listed}; `vendorize audit` says which of them reach what stays"
    return f"advisories that go with it: {listed}"


def named(known: KnownAdvisory) -> str:
    """Return an advisory with the release that it is about."""
    fixed = f", fixed in {known.fixed}" if known.fixed else ""
    return f"{known.id} ({known.distribution} {known.version}{fixed})"


def known_text(advice: tuple[Advice, ...], known: Collection[KnownAdvisory]) -> str:
    """Return how many advisories there are, and which of them no single dependency brings along."""
    if not known:
        return "No advisory is about an installed release."
    placed = {each for one in advice for each in one.gain.advisories or ()}
    alone = tuple(named(each) for each in known if each not in placed)
    rest = f"; with no advice above: {some(alone, MOST_PLACES)}" if alone else ""
    return (
        f"{plural(len(known), 'advisory is', 'advisories are')} about installed releases{rest}. "
        f"`vendorize audit` says {'whether it is' if len(known) == 1 else 'which of them are'} reachable."
    )


def advice_objects(advice: tuple[Advice, ...]) -> list[dict[str, Any]]:
    """Return all advice for JSON, largest gain first."""
    return [
        {
            "kind": each.kind,
            "distribution": each.distribution,
            "text": each.text,
            "command": each.command,
            "gain": {
                "distributions": list(each.gain.distributions),
                "functions": each.gain.functions,
                "bytes": each.gain.bytes,
                "advisories": known_objects(each.gain.advisories),
            },
            "places": list(each.places),
        }
        for each in advice
    ]


def known_objects(known: Collection[KnownAdvisory] | None) -> list[dict[str, Any]] | None:
    """Return advisories for JSON; None: nobody asked."""
    return None if known is None else [one._asdict() for one in known]


def markdown(advice: tuple[Advice, ...], known: Collection[KnownAdvisory] | None = None) -> str:
    """Return all advice as a section of Markdown; empty without any."""
    import html  # noqa: PLC0415 - a table of all entities

    lines = [
        f"{number}. **{each.kind} {escape(each.distribution)}**{gain_text(each.gain)}: {escape(each.text)}"
        f"{_sentence(advisory_text(each))}  \n   <code>{html.escape(printable(each.command))}</code>"
        for number, each in enumerate(advice, 1)
    ]
    if known is not None:
        lines += ["", escape(known_text(advice, known))]
    return "\n## Worth doing\n\n" + "\n".join(lines) + "\n" if lines else ""


def _sentence(text: str) -> str:
    return f"; {escape(text)}" if text else ""
