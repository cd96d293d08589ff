"""Signatures beside a function: what follows `@overload def f` replaces it, and only `get_overloads` remembers it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.reachability.edges import Edge

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.purity import Purity
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State

_ASKING: Final = ("typing.get_overloads", "typing_extensions.get_overloads")
_MAKERS: Final = frozenset({"typing.overload", "typing_extensions.overload"})


class OverloadSignatures:
    """Leaves signatures out until somebody asks for them."""

    def __init__(self, state: State, purity: Purity) -> None:
        self._state = state
        self._purity = purity
        self._pending: list[tuple[LinkedModule, int]] = []
        self._asked = False

    def listen(self, events: Events) -> None:
        """Hold signatures back, and look for who asks for them."""
        events.may_mark.append(self.may_mark)
        for dotted in _ASKING:
            events.standard[dotted].append(self.on_standard)

    def may_mark(self, linked: LinkedModule, part: Part, _edge: Edge) -> bool:
        """Tell whether a part is no mere signature; if it is one, it comes back as soon as somebody asks for these."""
        if part.index not in linked.overloads or self._asked or self._stays(linked, part):
            return True
        self._pending.append((linked, part.index))
        return False

    def _stays(self, linked: LinkedModule, part: Part) -> bool:
        boundaries = self._state.boundaries
        return (
            linked.name in self._state.rooted
            or linked.distribution in boundaries.opaque
            or linked.distribution in boundaries.whole_modules
            or not self._is_plain(linked, part)
            or self._purity.has_effect(linked, part)
        )

    def _is_plain(self, linked: LinkedModule, part: Part) -> bool:
        """Tell whether the decorator is the one of `typing`, which has no other effect."""
        for decorator in part.definition.decorators:
            found, rest = self._state.program.follow(linked.name, decorator)
            if found and not all(".".join((entity.module, *rest)) in _MAKERS for entity in found):
                return False
            if not found and (len(decorator) > 1 or decorator[0] in linked.names):
                return False
        return True

    def on_standard(self, search: Search, _distribution: str) -> None:
        """Keep all signatures: something asks for them, and not only whether it could (`hasattr(typing, …)`)."""
        by = self._state.current_part()
        tested = by is not None and by.kind == "block" and "get_overloads" in by.texts.strings
        if not self._asked and not tested:
            self._asked = True
            pending, self._pending = self._pending, []
            for linked, index in pending:
                search.mark_live(linked, index, Edge("reference", "typing.get_overloads"))
