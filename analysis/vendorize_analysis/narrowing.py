"""What a second search may leave out: members of classes that no value leads to.

The first search follows names: a member of a live class stays as soon as its name is mentioned. The call graph, open
places followed as well, tells which functions may run. A member that it never enters, and that no known object is asked
for, does not answer to a mere mention of its name. What anything else reaches stays: references, hazards, keep rules,
what the language or the standard library calls.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize_analysis.graphing import enter_all
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.reachability import reach
from vendorize_analysis.scanning import Answers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from vendorize_analysis.linking import Program
    from vendorize_analysis.model.analysis import Analysis, LoadedModule
    from vendorize_analysis.model.callgraph import Entered
    from vendorize_analysis.model.events import Listener
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability import Boundaries
    from vendorize_analysis.scanning import Scanner

MOST_STEPS = 30_000_000
"""Of the call graph; a program that takes more is left to names."""


def narrow(found: Analysis, program: Program, asked: tuple[Boundaries, Scanner], tell: Listener) -> Analysis:
    """Give an analysis without members that no value leads to; as it is where following values is too much."""
    boundaries, scanner = asked
    tell.stage_started("follow values")
    # The call graph reads literals and lines of first-party code too: any other byte is another question.
    own = [(name, module.digest) for name, module in found.modules.items() if not module.distribution]
    answers = Answers(scanner, ("values", boundaries, own))
    liveness = answers.recall()
    if liveness is None:
        members = never_entered(found)
        if members is None:
            tell.warned("values were too much to follow here: as with --precision names, names decide what is kept")
            return found
        liveness = reach(program, replace(boundaries, never_entered=members))
        answers.remember(liveness)
    return replace(found, liveness=liveness)


def never_entered(analysis: Analysis, most_steps: int = MOST_STEPS) -> Mapping[str, frozenset[int]] | None:
    """Give the members in each third-party module that no value leads to; None where following them is too much."""
    entered = enter_all(analysis, most_steps)
    if not entered.complete:
        return None
    found = {
        name: frozenset(_members(module, entered))
        for name, module in sorted(analysis.modules.items())
        # What the graph has not seen run is left to names.
        if module.distribution and name in entered.bodies
    }
    return {name: members for name, members in found.items() if members}


def _members(module: LoadedModule, entered: Entered) -> Iterator[int]:
    """Give the methods that are neither entered nor asked for."""
    if not isinstance(module.summary, ModuleSummary):
        return
    parts = module.summary.parts
    lines = entered.bodies[module.name]
    asked = {(_class_at(parts, line), name) for owner, line, name in entered.asked if owner == module.name}
    for part in parts:
        around = _class_around(parts, part)
        if part.kind == "def" and around >= 0 and not _holds(part, lines) and (around, part.name) not in asked:
            yield part.index


def _holds(part: Part, lines: Sequence[int]) -> bool:
    place = bisect_left(lines, part.span.line)
    return place < len(lines) and lines[place] <= part.span.end_line


def _class_around(parts: Sequence[Part], part: Part) -> int:
    index = part.parent
    while index >= 0 and parts[index].kind != "class":
        index = parts[index].parent
    return index


def _class_at(parts: Sequence[Part], line: int) -> int:
    """Give the class that begins on a line; -1 for one inside a function."""
    holder = -1
    for part in parts:
        if part.span.line <= line <= part.span.end_line:
            holder = part.index  # a container comes before its children
    if holder < 0 or parts[holder].kind == "class":
        return holder
    return _class_around(parts, parts[holder])
