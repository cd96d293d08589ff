"""The second search: members that no value leads to do not answer to code that only names them.

Code that the call graph has followed is believed where it asks objects for a name. What hazards, strings and the
language ask for is not code, and what the graph has not entered it cannot speak for: both are insisted on.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from vendorize_analysis.reachability.state import Edge

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.engine import Engine
    from vendorize_analysis.reachability.state import ClassId

_BY_NAME: Final = frozenset({"attribute", "own"})
"""Kinds of edges that ask an object for a member of a name, whatever the object is."""


class Narrowed:
    """Knows which members wait for more than their name."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._members = engine.state.boundaries.never_entered
        self._unseen = engine.state.boundaries.unseen
        self.active = bool(self._members)
        self._refused: dict[str, list[ClassId]] = defaultdict(list)
        self._insisted: set[str] = set()

    def refuses(self, linked: LinkedModule, part: Part, edge: Edge) -> bool:
        """Tell whether an edge is not enough to make a member alive."""
        if not self.active or edge.kind not in _BY_NAME or part.index not in self._members.get(linked.name, ()):
            return False
        if part.name in self._insisted:
            return False
        self._refused[part.name].append((linked.name, part.index))
        return True

    def names(self) -> tuple[str, ...]:
        """Give the names of members that were refused so far."""
        return tuple(self._refused)

    def insist(self, name: str) -> None:
        """Give all members of a name after all, now and later."""
        if not self.active or name in self._insisted:
            return
        self._insisted.add(name)
        for module, index in self._refused.pop(name, ()):
            linked = self.engine.program.module(module)
            if linked is not None:
                self.engine.enliven(linked, index, Edge("attribute", name, certain=False))

    def read(self, linked: LinkedModule, part: Part) -> None:
        """Insist on all that a function asks for which is alive, though the call graph has not entered it."""
        if not self.active or part.index not in self._unseen.get(linked.name, ()):
            return
        for name, _line in (*part.reads.attributes, *part.reads.own):
            self.insist(name)
        for chain, _line in part.reads.refs:
            for name in chain[1:]:
                self.insist(name)
