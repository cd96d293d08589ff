"""The answer of `why --deferred`: which imports wait, and why others do not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vendorize.report.look import console_text, note, styled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vendorize.report.look import Look
    from vendorize_analysis.model.deferral import Deferral

SCHEMA = 1


def deferred_object(found: Sequence[Deferral]) -> dict[str, Any]:
    """Return the answer for JSON."""
    imports = [
        {"module": one.module, "line": one.line, "target": one.target, "waits": not one.why, "reason": one.why}
        for one in found
    ]
    return {"schema": SCHEMA, "waiting": sum(not one.why for one in found), "imports": imports}


def render(found: Sequence[Deferral], look: Look) -> str:
    """Return the answer as text, in the order of modules and lines."""
    console = look.console()
    for one in found:
        place = (f"{one.module}:{one.line}", "bold")
        console.print(styled(place, (f"  {one.target}", "")), soft_wrap=True)
        note(console, f"does not wait: {one.why}" if one.why else "waits", look, indent=4)
    waiting = sum(not one.why for one in found)
    console.print(f"{waiting} of {len(found)} imports at the top of modules wait for the first use of what they bind.")
    return console_text(console)
