"""What is worth doing, as text, JSON and Markdown."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from vendorize.report.figures import plural, size, some
from vendorize.report.look import console_text, note, printable, styled
from vendorize.report.markdown import escape

if TYPE_CHECKING:
    from rich.console import Console

    from vendorize.model.advice import Advice, Gain
    from vendorize.report.look import Look

SHORT = 3
"""How much advice stands at the end of a report; the option --advise shows all."""
MOST_PLACES = 3
NONE = "Nothing is worth doing: every dependency is declared, used, and used in full."


def render(advice: tuple[Advice, ...], look: Look) -> str:
    """Return all advice as text, largest gain first."""
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
        console.print(styled(("   $ ", "dim"), (each.command, "cyan")), soft_wrap=True)
    return console_text(console)


def worth_doing(console: Console, advice: tuple[Advice, ...], look: Look) -> None:
    """Print the first few at the end of a report."""
    if not advice:
        return
    console.print("Worth doing", style="bold")
    for each in advice[:SHORT]:
        note(console, f"{each.kind} {each.distribution}{gain_text(each.gain)}: {each.text}", look, indent=2, style="")
    if len(advice) > SHORT:
        note(console, f"{len(advice) - SHORT} more: --advise shows all, with commands", look, indent=2)
    console.print()


def gain_text(gain: Gain) -> str:
    """Return what one gains, ready to stand behind a name; empty for nothing."""
    if not gain.distributions:
        return ""
    whole = plural(len(gain.distributions), "distribution")
    return f"  (-{size(gain.bytes)}, {plural(gain.functions, 'function')}, {whole})"


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
            },
            "places": list(each.places),
        }
        for each in advice
    ]


def markdown(advice: tuple[Advice, ...]) -> str:
    """Return all advice as a section of Markdown; empty without any."""
    lines = [
        f"{number}. **{each.kind} {escape(each.distribution)}**{escape(gain_text(each.gain))}: {escape(each.text)}  \n"
        f"   <code>{html.escape(printable(each.command))}</code>"
        for number, each in enumerate(advice, 1)
    ]
    return "\n## Worth doing\n\n" + "\n".join(lines) + "\n" if lines else ""
