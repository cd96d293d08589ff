"""The answer of `why --capability`: the ways to what code can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vendorize.report.explain import sign, step, step_objects
from vendorize.report.figures import plural
from vendorize.report.look import console_text, styled

if TYPE_CHECKING:
    from rich.console import Console

    from vendorize.model.ability import Ability, Way
    from vendorize.report.look import Look

SCHEMA = 1
MOST_OTHERS = 5


def ability_object(ability: Ability) -> dict[str, Any]:
    """Return the answer for JSON."""
    return {
        "schema": SCHEMA,
        "capability": ability.capability,
        "means": ability.means,
        "about": ability.about,
        "ways": [
            {
                "distribution": way.distribution,
                "steps": step_objects(way.steps),
                "others": step_objects(way.others),
            }
            for way in ability.ways
        ],
        "lost": list(ability.lost),
    }


def render(ability: Ability, look: Look, *, every: bool = False) -> str:
    """Return the text; with `every` all other uses too."""
    console = look.console()
    about = ability.about or "what is kept"
    verb = "can" if ability.ways else "cannot"
    console.print(styled((ability.capability, "bold"), (f": {about} {verb} {ability.means}", "")), soft_wrap=True)
    for each in ability.ways:
        console.print()
        way(console, each, look, every=every)
    if ability.lost:
        console.print()
        console.print(styled(("taken away from ", ""), (", ".join(ability.lost), "green")), soft_wrap=True)
    if any(not one.certain for each in ability.ways for one in (*each.steps, *each.others)):
        console.print()
        console.print(f"{sign(look, certain=False)} may be: the name was enough, the object is not known", style="dim")
    return console_text(console)


def way(console: Console, each: Way, look: Look, *, every: bool) -> None:
    """Print the way of one distribution, and where else it has uses."""
    console.print(each.distribution, style="bold")
    for index, one in enumerate(each.steps):
        step(console, one, look, first=index == 0)
    shown = each.others if every else each.others[:MOST_OTHERS]
    if shown:
        more = len(each.others) - len(shown)
        console.print(f"  {plural(len(each.others), 'other use')}{f', {more} not shown (--all)' if more else ''}:")
    for one in shown:
        mark = "" if one.certain else f"{sign(look, certain=False)} "
        console.print(
            styled((f"    {mark}{one.detail}", ""), (f" in {one.symbol}  {one.path}:{one.line}", "dim")), soft_wrap=True
        )
