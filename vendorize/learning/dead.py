"""Which lines of the installed third-party files are not in the result."""

from __future__ import annotations

import os
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vendorize.model.plan import ModulePlan, Plan
    from vendorize.model.trace import Ranges
    from vendorize_analysis.model.environment import Environment

_END = 1 << 30
_WHOLE: Ranges = ((0, _END),)


def dead_code(plan: Plan, environment: Environment) -> dict[str, Ranges]:
    """Return for each source file that the program's distributions install the ranges of lines that extraction drops.

    Files are named without symbolic links; distributions that stay as they are lose nothing.
    """
    cut = {one.key: one for one in plan.distributions if not one.stays}
    found: dict[str, Ranges] = {}
    for distribution in environment.distributions:
        if distribution.key not in cut:
            continue
        planned = {module.path: module for module in cut[distribution.key].modules}
        for module in distribution.modules:
            if module.kind != "extension":
                kept = planned.get(module.path)
                found[os.path.realpath(module.path)] = _WHOLE if kept is None else tuple(_dropped(kept))
    return found


class CutCode:
    """Looks up single lines."""

    def __init__(self, ranges: Mapping[str, Ranges]) -> None:
        self._ranges = ranges
        self._starts = {file: [first for first, _ in found] for file, found in ranges.items()}

    def is_dead(self, file: str, line: int) -> bool:
        """Tell whether a line is dropped; line 0 is the module as such."""
        return self.first(file, line) is not None

    def first(self, file: str, line: int) -> int | None:
        """Find where the dropped range begins that a line is in; None for a line that stays."""
        place = bisect_right(self._starts.get(file, ()), line) - 1
        if place < 0 or line > self._ranges[file][place][1]:
            return None
        return self._ranges[file][place][0]


def _dropped(module: ModulePlan) -> Iterator[tuple[int, int]]:
    """Yield the lines of parts that go; what is inside such a part goes with it."""
    if module.keep is None or module.summary is None:
        return
    for part in module.summary.parts:
        if part.index not in module.keep and (part.parent < 0 or part.parent in module.keep):
            yield part.span.line, part.span.end_line
