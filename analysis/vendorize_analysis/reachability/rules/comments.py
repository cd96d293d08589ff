"""Statements that a comment keeps (`# vendorize: keep[reason]`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.reachability.edges import Edge

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.search import Search


class Comments:
    """Keeps the statements of a running module that comments ask for, with all that is in them."""

    def listen(self, events: Events) -> None:
        """Look at modules that run."""
        events.module.append(self.on_module)

    def on_module(self, search: Search, linked: LinkedModule) -> None:
        """Mark what comments keep."""
        marked = dict(linked.keeps)
        for part in linked.parts if marked else ():
            reason = marked.get(part.index) or marked.get(part.parent)
            if reason is not None:
                marked[part.index] = reason
                edge = Edge("keep", reason)
                search.mark_live(linked, part.index, edge)
                for name in part.binds if linked.around[part.index] < 0 else ():
                    search.require_name(linked.name, name, edge)
