"""Modules that are values: who has them, and who looks at all that is in them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from vendorize_analysis.reachability.state import Edge

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.analysis import Node
    from vendorize_analysis.reachability.engine import Engine


class ModuleValues:
    """Modules that are passed around."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.state = engine.state
        self.handed: dict[str, set[str]] = defaultdict(set)
        """For each distribution the modules that its code has as values, by reference or by a computed import."""
        self.loaded: dict[str, set[str]] = defaultdict(set)
        """For each distribution the modules that its code loads by a computed name."""
        self.listing: dict[tuple[str, bool], Edge] = {}
        """Distributions whose code lists the members of modules: of those it has loaded, or of others' values too."""

    def escape(self, module: str) -> None:
        """Note that a module is a value: any attribute that is mentioned anywhere may be asked of it."""
        state = self.state
        if module in state.escaped:
            return
        state.escaped[module] = state.current
        self.engine.execute(module, Edge("reference", module))
        linked = self.engine.program.module(module)
        if linked is not None:
            self._offer(linked, state.current)

    def hand_out(self, module: str, distribution: str, *, loaded: bool = False) -> None:
        """Note that code of a distribution has a module as a value, and may pass it on to what it depends on.

        One that it has loaded by a computed name is what it may look at where it has imported it.
        """
        if loaded and module not in self.loaded[distribution]:
            self.loaded[distribution].add(module)
            if (distribution, False) in self.listing:
                self.engine.keep_whole(module, self.listing[distribution, False])
        if module in self.handed[distribution]:
            return
        self.handed[distribution].add(module)
        for (key, by_others), edge in list(self.listing.items()):
            if by_others and (distribution == key or distribution in self.engine.texts.dependents(key)):
                self.engine.keep_whole(module, edge)

    def list_modules(self, distribution: str, edge: Edge, *, by_others: bool = True) -> None:
        """Keep modules whole that code of a distribution, or of those that need it, has as values.

        Without `by_others` these are the modules that it has loaded by a computed name.
        """
        if (distribution, by_others) in self.listing:
            return
        self.listing[distribution, by_others] = edge
        for module in () if by_others else sorted(self.loaded[distribution]):
            self.engine.keep_whole(module, edge)
        for key in sorted({distribution, *self.engine.texts.dependents(distribution)}) if by_others else ():
            for module in sorted(self.handed.get(key, ())):
                self.engine.keep_whole(module, edge)

    def _offer(self, linked: LinkedModule, source: Node | None) -> None:
        """Give an escaped module's names to everybody who mentions them, now and later."""
        state = self.state
        module = linked.name
        if linked.stars:
            offered = state.starred[module] = self.engine.program.stars.offered(linked)
            for name in list(state.mentioned):
                if offered is None or name in offered:
                    edge = Edge("attribute", name, certain=False)
                    self.engine.ask_star(module, name, edge, state.mentioned[name] or source)
        names = {
            *linked.names,
            *(child.rpartition(".")[2] for child in self.engine.program.catalogue.submodules(module)),
        }
        for name in sorted(names):
            if self.engine.is_mentioned(name):
                self.engine.want(module, name, Edge("attribute", name, certain=False), state.mentioned[name] or source)
            else:
                state.offered[name].append(module)
