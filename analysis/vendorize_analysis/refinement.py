"""Value-flow refinement: a second search leaves out members of classes that no value leads to.

The first search follows names: a member of a live class stays as soon as its name is used. The call graph, open
places followed as well, tells which functions may run. A member that it never enters, and that no known object is asked
for, does not answer to a mere use of its name. What anything else reaches stays: references, hazards, keep rules,
what the language or the standard library calls.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from math import inf
from time import monotonic
from typing import TYPE_CHECKING

from vendorize_analysis.graphing import enter_all
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.model.symbols import class_around, part_at
from vendorize_analysis.reachability import reach
from vendorize_analysis.scanning import Answers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vendorize_analysis.linking import Program
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.callgraph import Entered
    from vendorize_analysis.model.events import Listener
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability import Boundaries
    from vendorize_analysis.scanning import Scanner

MOST_STEPS = 30_000_000
"""Of the call graph; a program that takes more is left to names."""


class Clock:
    """Tells a listener of the steps that were taken, and ends them after some seconds (0: never)."""

    def __init__(self, seconds: float, progress: Listener) -> None:
        self._end = monotonic() + seconds if seconds else inf
        self._progress = progress
        self.is_over = False

    def goes_on(self, steps: int) -> bool:
        """Tell whether there is time for more."""
        self._progress.progressed(steps, 0, "steps")
        self.is_over = monotonic() > self._end
        return not self.is_over


def refine(
    found: Analysis, program: Program, asked: tuple[Boundaries, Scanner], progress: Listener, *, seconds: float = 0.0
) -> Analysis:
    """Return an analysis without members that no value leads to; as it is where following values is too much.

    With `seconds` that is also where it takes longer.
    """
    boundaries, scanner = asked
    clock = Clock(seconds, progress)
    progress.stage_started("follow values")
    # The call graph reads literals and lines of first-party code too: any other byte is another question.
    own = [(name, module.digest) for name, module in found.modules.items() if not module.distribution]
    answers = Answers(scanner, ("values", boundaries, own))
    liveness = answers.recall()
    if liveness is None:
        entered = enter_all(found, MOST_STEPS, clock.goes_on)
        if not entered.complete:
            why = (
                f"could not be followed within {seconds:g} seconds" if clock.is_over else "were too much to follow here"
            )
            progress.warned(f"values {why}: as with --precision names, names decide what is kept")
            return found
        unseen = never_entered(found, entered)
        narrowed = replace(boundaries, never_entered=members_of(found, entered, unseen), unseen=unseen)
        liveness = reach(program, narrowed, progress)
        answers.remember(liveness)
    return replace(found, liveness=liveness)


def never_entered(analysis: Analysis, entered: Entered) -> Mapping[str, frozenset[int]]:
    """Return the functions and methods in each third-party module that no value leads to."""
    found: dict[str, frozenset[int]] = {}
    for name, module in sorted(analysis.modules.items()):
        if module.distribution and isinstance(module.summary, ModuleSummary):
            lines = entered.bodies.get(name, ())
            parts = module.summary.parts
            found[name] = frozenset(part.index for part in parts if part.kind == "def" and not _holds(part, lines))
    return found


def members_of(
    analysis: Analysis, entered: Entered, unseen: Mapping[str, frozenset[int]]
) -> Mapping[str, frozenset[int]]:
    """Return the methods among functions that no value leads to, without those that a known object is asked for."""
    asked: dict[str, list[tuple[int, str]]] = {}
    for module, line, name in sorted(entered.asked):
        asked.setdefault(module, []).append((line, name))
    found: dict[str, frozenset[int]] = {}
    for module, functions in unseen.items():
        summary = analysis.modules[module].summary
        # What the graph has not seen run at all is left to names.
        if isinstance(summary, ModuleSummary) and module in entered.bodies:
            parts = summary.parts
            known = {(_class_at(parts, line), name) for line, name in asked.get(module, ())}
            around = ((index, class_around(parts, index)) for index in functions)
            found[module] = frozenset(
                index for index, cls in around if cls >= 0 and (cls, parts[index].name) not in known
            )
    return found


def _holds(part: Part, lines: Sequence[int]) -> bool:
    place = bisect_left(lines, part.span.line)
    return place < len(lines) and lines[place] <= part.span.end_line


def _class_at(parts: Sequence[Part], line: int) -> int:
    """Return the index of the class that begins on a line; `MODULE` for one inside a function."""
    holder = part_at(parts, line)
    return holder if holder < 0 or parts[holder].kind == "class" else class_around(parts, holder)
