"""Programs with star imports and every way to write `__all__`: each does what it did, in both layouts."""

from __future__ import annotations

from tests.attack.series import Attack, Tally, series
from tests.traps.runner import LAYOUTS, TRAPS, read_traps, try_trap


@series("stars")
def stars(attack: Attack) -> Tally:
    """Extract the programs with star imports of the traps in both layouts: each prints what it printed."""
    tally = Tally()
    programs = read_traps(*(path for path in TRAPS if path.stem == "stars"))
    for index in attack.choose(programs):
        tally.strikes += 1
        for layout in LAYOUTS:
            outcome = try_trap(programs[index].name, layout, attack.folder / str(index) / layout)
            if outcome.status == "crash":
                tally.find("tracebacks", f"{outcome.trap} ({layout}): {outcome.tool}")
            elif outcome.status != "same":
                tally.find("wrong", f"{outcome.trap} ({layout}): {outcome.expected} became {outcome.got}")
    return tally
