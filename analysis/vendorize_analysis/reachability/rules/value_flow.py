"""Members that no value leads to: they do not answer to code that only names them (`--precision values`).

Code that the call graph has followed is believed where it asks objects for a name. What hazards, strings and the
language ask for is not code, and what the graph has not entered it cannot speak for: both are forced.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from vendorize_analysis.reachability.edges import Edge

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.edges import ClassId
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State

_BY_NAME: Final = frozenset({"attribute", "own"})
"""Kinds of edges that ask an object for a member of a name, whatever the object is."""


class ValueFlow:
    """Knows which members wait for more than their name."""

    def __init__(self, state: State) -> None:
        self._program = state.program
        self._members = state.boundaries.never_entered
        self._unseen = state.boundaries.unseen
        self._refused: dict[str, list[ClassId]] = defaultdict(list)
        """By name the members that were refused so far."""
        self._forced: set[str] = set()

    def listen(self, events: Events) -> None:
        """Refuse members, and say which wait."""
        events.may_mark.append(self.may_mark)
        events.forced.append(self.on_forced)
        events.part.append(self.on_part)
        events.pending_names.append(self._refused)

    def may_mark(self, linked: LinkedModule, part: Part, edge: Edge) -> bool:
        """Tell whether an edge is enough to make a member live."""
        if edge.kind not in _BY_NAME or part.index not in self._members.get(linked.name, ()):
            return True
        if part.name in self._forced:
            return True
        self._refused[part.name].append((linked.name, part.index))
        return False

    def on_forced(self, search: Search, name: str) -> None:
        """Mark all members of a name after all, now and later."""
        if name in self._forced:
            return
        self._forced.add(name)
        for module, index in self._refused.pop(name, ()):
            linked = self._program.module(module)
            if linked is not None:
                search.mark_live(linked, index, Edge("attribute", name, certain=False))

    def on_part(self, search: Search, linked: LinkedModule, part: Part) -> None:
        """Force all that a function asks for which is live, though the call graph has not entered it."""
        if part.index not in self._unseen.get(linked.name, ()):
            return
        for name, _line in (*part.reads.attributes, *part.reads.own):
            self.on_forced(search, name)
        for chain, _line in part.reads.refs:
            for name in chain[1:]:
                self.on_forced(search, name)
