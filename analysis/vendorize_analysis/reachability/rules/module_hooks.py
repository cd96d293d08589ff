"""Functions that the interpreter calls on a module (PEP 562)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.reachability.edges import Edge

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.search import Search

_HOOKS: Final = frozenset({"__getattr__", "__dir__"})


class ModuleHooks:
    """Requires the hooks of modules that run."""

    def listen(self, events: Events) -> None:
        """Look at modules that run."""
        events.cut_module.append(self.on_module)

    def on_module(self, search: Search, linked: LinkedModule) -> None:
        """Require the hooks that a module has."""
        for name in sorted(_HOOKS & linked.names.keys()):
            search.require_name(linked.name, name, Edge("protocol", name))
