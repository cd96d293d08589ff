"""Attributes that are asked for by a name that is a value (VZ201, VZ302), and strings that name attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never, get_args

from vendorize_analysis.model.hazards import AttributeHazard
from vendorize_analysis.model.hazards.attributes import AttributeGetter, ComputedAttribute
from vendorize_analysis.reachability.modes import ATTRIBUTES, PIECES

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.receivers import Receivers
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


class AttributeTreatment:
    """Uses the names that patterns and strings say."""

    def __init__(self, state: State, receivers: Receivers) -> None:
        self._used = state.attribute_names
        self._receivers = receivers
        self._filtered = bool(state.boundaries.never_entered)
        """A name that is used already may still be refused to some member."""
        self._pieces: set[str] = set()

    def listen(self, events: Events) -> None:
        """Treat the hazards of attributes, and read strings as names of attributes."""
        events.hazard.update(dict.fromkeys(get_args(AttributeHazard), self.treat))
        events.read_as[ATTRIBUTES] = self._read_attributes
        events.read_as[PIECES] = self._read_pieces
        events.quiet.append(self.on_quiet)

    def treat(self, search: Search, linked: LinkedModule, part: Part, hazard: AttributeHazard) -> None:
        """Keep what a hazard may need."""
        match hazard:
            case ComputedAttribute():
                self._computed_attribute(search, linked, part, hazard)
            case AttributeGetter():
                search.read_strings(ATTRIBUTES, linked.distribution)
            case _:
                assert_never(hazard)

    def _computed_attribute(self, search: Search, linked: LinkedModule, part: Part, hazard: ComputedAttribute) -> None:
        around, name = linked.around[part.index], hazard.name
        if not name.useful:
            search.read_strings(ATTRIBUTES, linked.distribution)
            if hazard.joined:
                search.read_strings(PIECES, linked.distribution)
        elif hazard.own and around >= 0:
            self._receivers.ask_pattern(search, (linked.name, around), name.prefix, name.suffix)
        else:
            search.use_name_pattern(name.prefix, name.suffix)

    def _read_attributes(self, search: Search, _linked: LinkedModule, part: Part) -> None:
        for text in part.texts.strings:
            if self._filtered or text not in self._used:
                for name in text.replace(":", ".").split("."):
                    if name:
                        search.force_attribute_name(name)

    def _read_pieces(self, _search: Search, _linked: LinkedModule, part: Part) -> None:
        self._pieces.update(text for text in part.texts.strings if text.isidentifier())

    def on_quiet(self, search: Search) -> None:
        """Use every name of a member that can be joined from the strings of who joins names: all pieces are known."""
        for name in sorted(search.pending_names()) if self._pieces else ():
            if "_" in name.strip("_") and self._pieces.issuperset(name.split("_")):
                search.force_attribute_name(name)
