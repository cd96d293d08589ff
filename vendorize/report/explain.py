"""The answer of `why`: the path from a root to a symbol, or what comes nearest to one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vendorize.report.look import console_text, note, styled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from vendorize.model.report import Explanation, Step
    from vendorize.report.look import Look

SCHEMA = 1
WORDS = {
    "root": "root",
    "import": "is imported",
    "reference": "is referred to",
    "attribute": "has the name of an attribute in use",
    "own": "is looked up on self, cls or super()",
    "protocol": "is called by the language itself",
    "override": "overrides what other code may call",
    "effect": "has an effect on import",
    "container": "holds what is kept",
    "hazard": "may be reached by code that cannot be read off",
    "keep": "a keep rule",
    "call": "is called",
    "run": "runs",
    "start": "what was asked about",
    "capability": "is used",
}
"""What an edge of each kind says about its target; other kinds are shown as they are."""


def explanation_object(explanation: Explanation) -> dict[str, Any]:
    """Return the answer for JSON."""
    return {
        "schema": SCHEMA,
        "symbol": explanation.symbol,
        "kept": explanation.kept,
        "reason": explanation.reason,
        "steps": step_objects(explanation.steps),
        "edges": step_objects(explanation.edges),
        "nearest": step_objects(explanation.nearest),
        "calls": None if explanation.calls is None else step_objects(explanation.calls),
    }


def step_objects(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Return steps in their order."""
    return [
        {
            "symbol": step.symbol,
            "path": step.path,
            "line": step.line,
            "kind": step.kind,
            "certain": step.certain,
            "text": step.text,
            "detail": step.detail,
        }
        for step in steps
    ]


def render(explanation: Explanation, look: Look) -> str:
    """Return the text."""
    console = look.console()
    if explanation.kept:
        kept(console, explanation, look)
    else:
        not_kept(console, explanation, look)
    if explanation.calls is not None:
        by_calls(console, explanation.calls, look)
    return console_text(console)


def kept(console: Console, explanation: Explanation, look: Look) -> None:
    """Print the path, root first, and every edge if there are some."""
    console.print(styled((explanation.symbol, "bold"), (" is kept:", "")))
    console.print()
    for index, each in enumerate(explanation.steps):
        step(console, each, look, first=index == 0)
    if explanation.edges:
        console.print()
        console.print(f"Every edge into it ({len(explanation.edges)}):", style="bold")
        for each in explanation.edges:
            step(console, each, look, first=False)
    if any(not each.certain for each in (*explanation.steps, *explanation.edges)):
        console.print()
        console.print(f"{sign(look, certain=False)} may be: the name was enough, the object is not known", style="dim")


def not_kept(console: Console, explanation: Explanation, look: Look) -> None:
    """Print the reason, and the references that are not alive themselves."""
    console.print(styled((explanation.symbol, "bold"), (" is not kept", "")))
    if explanation.reason:
        note(console, explanation.reason, look, indent=2, style="")
    console.print()
    if not explanation.nearest:
        console.print("Nothing that was read refers to it.")
        return
    console.print("Nearest references, none of them in kept code:")
    for each in explanation.nearest:
        step(console, each, look, first=False)


def by_calls(console: Console, steps: Sequence[Step], look: Look) -> None:
    """Print the way by calls, and how much of it is only possible."""
    console.print()
    if not steps:
        console.print("No calls lead to it that the call graph knows.")
        return
    doubts = sum(not each.certain for each in steps)
    certain = "all of them certain" if not doubts else f"{doubts} of {len(steps) - 1} only possible"
    console.print(f"By calls ({certain}):", style="bold")
    for index, each in enumerate(steps):
        step(console, each, look, first=index == 0)


def sign(look: Look, *, certain: bool) -> str:
    """Return the arrow of an edge."""
    if look.unicode:
        return "→" if certain else "⇢"
    return "->" if certain else "~>"


def step(console: Console, each: Step, look: Look, *, first: bool) -> None:
    """Print one step on two lines: what is reached and how, then where and the source."""
    lead = "" if first else f"{sign(look, certain=each.certain)} "
    how = WORDS.get(each.kind, each.kind)
    if each.detail and each.detail != each.symbol:
        how = f"{how}: {each.detail}"
    line = styled((f"  {lead}", "cyan" if each.certain else "yellow"), (each.symbol, "bold"), (f"  {how}", "dim"))
    console.print(line, soft_wrap=True)
    if each.path:
        source = f"  {each.text.strip()}" if each.text.strip() else ""
        where = f"      {look.place(each.path)}:{each.line}"
        place = styled((where, "dim"), (source, ""))
        place.truncate(max(look.width, len(where)), overflow="crop")
        console.print(place, soft_wrap=True)
