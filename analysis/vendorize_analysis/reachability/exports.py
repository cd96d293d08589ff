"""What star imports give of a module: all of it is required at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.reachability.edges import Edge
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


class StarExports:
    """Requires the exports of each module once for each kind of edge: in a long chain all ask for those of the last."""

    def __init__(self, state: State, events: Events) -> None:
        self._state = state
        self._program = state.program
        self._events = events
        self._required: set[tuple[str, str]] = set()

    def require(self, search: Search, module: str, edge: Edge) -> None:
        """Make everything live that `from module import *` gives."""
        self._state.point(module, "*", edge)
        linked = self._program.module(module)
        if linked is None or (module, edge.kind) in self._required:
            return
        self._required.add((module, edge.kind))
        for listener in self._events.all_names:
            listener(search, linked)
        if linked.open_exports:  # what is listed is known only when it runs
            search.require_name(module, "__all__", edge)
        names, inner = _given(linked)
        if linked.open_exports:
            names = sorted({*names, *self._private(linked)})
        if edge.kind == "hazard":
            self._state.exports[module] = (*((module, name) for name in names), *((star, "*") for star in inner))
        for star in inner:
            self.require(search, star, edge)
        for name in names:
            search.require_name(module, name, edge)
            if name not in linked.names and self._program.exists(f"{module}.{name}"):
                search.execute(f"{module}.{name}", edge)

    def _private(self, linked: LinkedModule) -> set[str]:
        """Return private names that a computed `__all__` may have: those in texts of the module, or of who lists some.

        That is any module from which it takes an `__all__`, or imports anything where it makes its own.
        """
        listing = {target.module for targets in linked.imports.values() for target in targets}
        others = [found for name in sorted(listing) if (found := self._program.module(name)) is not None]
        texts = {text for one in (linked, *others) for part in one.parts for text in part.texts.all}
        texts.update(name for one in others for name in one.exports or ())
        return {name for name in linked.names if name.startswith("_") and name[:2] != "__" and name in texts}


def _given(linked: LinkedModule) -> tuple[list[str], list[str]]:
    """Return the names of its own that a star import of a module gives, and the modules that it passes on by stars."""
    names = set(linked.exports or ())
    if linked.exports is not None and not linked.open_exports:
        return sorted(names), []
    names.update(name for name in linked.names if not name.startswith("_"))
    return sorted(names), [star for star, _ in linked.stars]
