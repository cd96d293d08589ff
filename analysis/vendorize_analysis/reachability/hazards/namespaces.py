"""Namespaces that are used as dictionaries (VZ202), and modules that are put in the place of others (VZ40x)."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never, get_args

from vendorize_analysis.model.hazards import NamespaceHazard
from vendorize_analysis.model.hazards.namespaces import ModuleGetattr, NamespaceRead, ReplacedModule
from vendorize_analysis.reachability.edges import Edge
from vendorize_analysis.reachability.modes import ANNOTATIONS

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.search import Search


class NamespaceTreatment:
    """Keeps what may be looked up in a namespace."""

    def listen(self, events: Events) -> None:
        """Treat the hazards of namespaces."""
        events.hazard.update(dict.fromkeys(get_args(NamespaceHazard), self.treat))

    def treat(self, search: Search, linked: LinkedModule, _part: Part, hazard: NamespaceHazard) -> None:
        """Keep what a hazard may need."""
        match hazard:
            case NamespaceRead(elsewhere=True):
                # Whoever needs the namespace of code that it was given, evaluates names in that code's annotations.
                search.read_strings(ANNOTATIONS, linked.distribution)
            case NamespaceRead(form="loaded"):
                search.escape(linked.name)
            case NamespaceRead(names=names) if names.useful:
                edge = Edge("hazard", "asked for by a computed name")
                for name in filter(names.matches, linked.names):
                    search.require_name(linked.name, name, edge)
            case NamespaceRead():
                search.keep_whole(linked.name, Edge("hazard", "its namespace is read as a dictionary"))
            case ReplacedModule() | ModuleGetattr():
                pass
            case _:
                assert_never(hazard)
