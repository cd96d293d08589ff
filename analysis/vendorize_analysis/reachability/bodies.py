"""Which class bodies must not be cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.reachability.edges import ClassId
    from vendorize_analysis.reachability.hierarchy import Hierarchy
    from vendorize_analysis.reachability.state import State


class Bodies:
    """Tells whether a class is kept with all its members."""

    def __init__(self, state: State, hierarchy: Hierarchy, *, cut: bool = True) -> None:
        self._state = state
        self._hierarchy = hierarchy
        self._cut = cut

    def is_whole(self, linked: LinkedModule, identity: ClassId) -> bool:
        """Tell whether somebody may see all of a class body, or the user wants it whole."""
        return (
            not self._cut
            or linked.name in self._state.whole
            or linked.distribution in self._state.boundaries.whole_classes
            or self._hierarchy.facts(identity).whole
        )
