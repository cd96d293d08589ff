"""Whether anybody can see a name of a module with another value than its last one.

A module that is being loaded may be asked for a name by one that it loads meanwhile. A name that is bound twice has
another value then, unless nothing that could ask runs between the two: overloads of one function, both branches of an
`if`, the ways of a `try`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.deferral.expressions import ANY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize_analysis.deferral.surroundings import Searched
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.summary import Chain, Part

_BINDING: Final = frozenset({"annotation", "assign", "class", "def", "import"})


class Settling:
    """Judges names; remembers its judgements."""

    def __init__(self, around: Searched) -> None:
        self._around = around
        self._program = around.program
        self._known: dict[tuple[str, str], bool] = {}
        self._alone: dict[tuple[str, int], bool] = {}

    def is_settled(self, linked: LinkedModule, name: str) -> bool:
        """Tell whether a name is bound once, or nothing runs between that could ask the module for it."""
        key = (linked.name, name)
        if key not in self._known:
            self._known[key] = self._judge(linked, linked.names.get(name, ()))
        return self._known[key]

    def _judge(self, linked: LinkedModule, bound: tuple[int, ...]) -> bool:
        if len(bound) < 2:  # noqa: PLR2004 - only one value
            return True
        if any(linked.parts[index].kind not in _BINDING for index in bound):
            return False
        first = linked.parts[min(bound)]
        # What the first one runs, it runs before the name is bound; but a statement may import several modules.
        several = len({one.module for one in linked.imports.get(first.index, ())}) > 1
        between = linked.parts[first.index + (not several) : max(bound) + 1]
        live = self._around.liveness.parts.get(linked.name, frozenset())
        running = (part for part in between if part.index in live and not part.dead)
        return all(self._runs_alone(linked, part) for part in running)

    def _runs_alone(self, linked: LinkedModule, part: Part) -> bool:
        key = (linked.name, part.index)
        if key not in self._alone:
            self._alone[key] = self._judge_part(linked, part)
        return self._alone[key]

    def _judge_part(self, linked: LinkedModule, part: Part) -> bool:
        """Tell whether a part runs nothing of any module of the program, this one's functions included."""
        if part.kind == "import":
            kinds = {self._program.kind(one.module) for one in linked.imports.get(part.index, ())}
            return kinds <= {"stdlib", "missing"}
        if self._around.effects.has_effect(linked, part):
            return False
        if not all(self._is_elsewhere(linked, callee) for callee in _called(part)):
            return False
        members = linked.inside[part.index] if part.kind == "class" else ()
        if not all(self._runs_alone(linked, linked.parts[index]) for index in members):
            return False
        facts = self._around.facts(linked.name)
        lines = range(part.span.line, part.span.end_line + 1)
        return facts is not None and all(self._is_at_hand(linked, chain) for chain, at in facts.reads if at in lines)

    def _is_elsewhere(self, linked: LinkedModule, callee: Chain) -> bool:
        """Tell whether what is called, or derived from, is of the standard library or built in."""
        found, _ = self._program.follow(linked.name, callee)
        if not found:
            return bool(callee) and callee[0] not in linked.names
        return all(one.kind in {"stdlib", "missing"} for one in found)

    def _is_at_hand(self, linked: LinkedModule, chain: Chain) -> bool:
        """Tell whether reading a name asks no module of the program for anything."""
        if chain[0] == ANY:
            return True  # an import statement, which is judged itself
        found, _ = self._program.follow(linked.name, chain)
        return len(chain) == 1 or all(
            one.kind in {"stdlib", "missing"} or (one.kind in {"class", "function"} and one.module == linked.name)
            for one in found
        )


def _called(part: Part) -> Iterable[Chain]:
    return (*part.execution.calls, *part.definition.decorators, *part.definition.bases)
