"""What code can do to the world around it, before extraction and after: the same table for `analyze` and `extract`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.report.look import styled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from vendorize.model.report import Before, CapabilityChange
    from vendorize.report.look import Look

NAME = 24
FIGURE = 15


def print_changes(console: Console, changes: Sequence[CapabilityChange], look: Look) -> None:
    """Print each capability with the distributions and modules that have it; those that are gone stand out."""
    if not changes:
        return
    gone = [each.capability for each in changes if not each.distributions.after]
    console.print("What the code can do", style="bold")
    if gone:
        console.print(styled(("  taken away altogether: ", ""), (", ".join(gone), "bold green")), soft_wrap=True)
    console.print(f"  {'':{NAME}}{'distributions':>{FIGURE}}  {'modules':>{FIGURE}}", style="dim")
    for each in changes:
        style = "green" if each.capability in gone else ""
        figures = f"{_figure(each.distributions, look):>{FIGURE}}  {_figure(each.modules, look):>{FIGURE}}"
        console.print(styled((f"  {each.capability:{NAME}}", style), (figures, style)))
    console.print()


def _figure(figure: Before, look: Look) -> str:
    return f"{figure.total:,} {look.arrow} {figure.after:>4,}"
