"""Signatures beside a function: what follows `@overload def f` replaces it, and only `get_overloads` remembers it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.rules import OVERLOADS
from vendorize_analysis.reachability.state import Edge

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.engine import Engine

GIVE_OVERLOADS: Final = frozenset({"typing.get_overloads", "typing_extensions.get_overloads"})
_MAKERS: Final = frozenset({"typing.overload", "typing_extensions.overload"})


class Overloads:
    """Leaves signatures out until somebody asks for them."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._waiting: list[tuple[LinkedModule, int]] = []
        self._asked = False

    def needs(self, linked: LinkedModule, index: int) -> bool:
        """Tell whether a signature has to stay; if not, it comes back as soon as somebody asks for signatures."""
        state = self.engine.state
        if OVERLOADS in state.boundaries.without:
            return True
        if self._asked or linked.name in state.first_party or linked.distribution in state.boundaries.external:
            return True
        if linked.distribution in state.boundaries.whole_modules or not self._is_plain(linked, index):
            return True
        if self.engine.purity.has_effect(linked, linked.parts[index]):
            return True
        self._waiting.append((linked, index))
        return False

    def _is_plain(self, linked: LinkedModule, index: int) -> bool:
        """Tell whether the decorator is the one of `typing`, which has no other effect."""
        for decorator in linked.parts[index].definition.decorators:
            found, rest = self.engine.program.follow(linked.name, decorator)
            if found and not all(".".join((entity.module, *rest)) in _MAKERS for entity in found):
                return False
            if not found and (len(decorator) > 1 or decorator[0] in linked.names):
                return False
        return True

    def ask(self, by: Part | None) -> None:
        """Keep all signatures: something asks for them, and not only whether it could (`hasattr(typing, …)`)."""
        tested = by is not None and by.kind == "block" and "get_overloads" in by.texts.strings
        if not self._asked and not tested:
            self._asked = True
            waiting, self._waiting = self._waiting, []
            for linked, index in waiting:
                self.engine.enliven(linked, index, Edge("reference", "typing.get_overloads"))
