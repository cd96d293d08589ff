"""Attributes that are asked for by a name that is a value (VZ201, VZ302), and strings that name attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never, get_args

from vendorize_analysis.model.hazards import AttributeHazard
from vendorize_analysis.model.hazards.attributes import AttributeGetter, ComputedAttribute
from vendorize_analysis.reachability.modes import ATTRIBUTES, DEFINITIONS, PIECES, SPELLINGS
from vendorize_analysis.reachability.strings import spelled

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.analysis import Node
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.receivers import Receivers
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State

_LONGEST_NAME: Final = 200
"""Longer strings are no names in another spelling."""


class AttributeTreatment:
    """Uses the names that patterns and strings say."""

    def __init__(self, state: State, receivers: Receivers) -> None:
        self._state = state
        self._program = state.program
        self._used = state.attribute_names
        self._receivers = receivers
        self._filtered = bool(state.boundaries.never_entered)
        """A name that is used already may still be refused to some member."""
        self._pieces: set[str] = set()
        self._spellings: dict[str, Node | None] = {}
        """What strings have in common with all ways to write them, with who asks for them first."""

    def listen(self, events: Events) -> None:
        """Treat the hazards of attributes, and read strings as names of attributes."""
        events.hazard.update(dict.fromkeys(get_args(AttributeHazard), self.treat))
        events.read_as[ATTRIBUTES] = self._read_attributes
        events.read_as[PIECES] = self._read_pieces
        events.read_as[SPELLINGS] = self._read_spellings
        events.read_as[DEFINITIONS] = self._read_definitions
        events.quiet.append(self.on_quiet)

    def treat(self, search: Search, linked: LinkedModule, part: Part, hazard: AttributeHazard) -> None:
        """Keep what a hazard may need."""
        match hazard:
            case ComputedAttribute():
                self._computed_attribute(search, linked, part, hazard)
            case AttributeGetter():
                search.read_strings(ATTRIBUTES, linked.distribution)
                if hazard.respelled:
                    search.read_strings(SPELLINGS, linked.distribution)
            case _:
                assert_never(hazard)

    def _computed_attribute(self, search: Search, linked: LinkedModule, part: Part, hazard: ComputedAttribute) -> None:
        around, name = linked.around[part.index], hazard.name
        if not name.useful:
            if hazard.unbounded and around >= 0:
                self._receivers.ask_all(search, (linked.name, around))
            elif hazard.receiver:
                self._ask_class(search, linked, hazard.receiver)
            search.read_strings(ATTRIBUTES, linked.distribution)
            if hazard.definition:
                search.read_strings(DEFINITIONS, linked.distribution)
            if hazard.joined:
                search.read_strings(PIECES, linked.distribution)
            if hazard.respelled:
                search.read_strings(SPELLINGS, linked.distribution)
        elif hazard.own and around >= 0:
            self._receivers.ask_pattern(search, (linked.name, around), name.prefix, name.suffix)
        else:
            search.use_name_pattern(name.prefix, name.suffix)

    def _ask_class(self, search: Search, linked: LinkedModule, dotted: str) -> None:
        """Keep all members of a class that is asked by a name of which nothing is known."""
        found, rest = self._program.follow(linked.name, tuple(dotted.split(".")))
        for entity in found if not rest else ():
            if entity.kind == "class":
                self._receivers.ask_all(search, (entity.module, entity.part))

    def _read_attributes(self, search: Search, _linked: LinkedModule, part: Part) -> None:
        for text in part.texts.strings:
            if self._filtered or text not in self._used:
                for name in spelled(text):
                    search.force_attribute_name(name)

    def _read_definitions(self, search: Search, _linked: LinkedModule, part: Part) -> None:
        if part.name and (self._filtered or part.name not in self._used):
            search.force_attribute_name(part.name)

    def _read_pieces(self, _search: Search, _linked: LinkedModule, part: Part) -> None:
        self._pieces.update(text for text in part.texts.strings if text.isidentifier())

    def _read_spellings(self, _search: Search, _linked: LinkedModule, part: Part) -> None:
        for text in part.texts.strings:
            if len(text) <= _LONGEST_NAME:
                self._spellings.setdefault(_spelling(text), self._state.current)

    def on_quiet(self, search: Search) -> None:
        """Use every name that can be made from the strings of who joins or respells names: all strings are known."""
        for name in sorted(search.pending_names()) if self._pieces or self._spellings else ():
            if self._is_joined(name):
                search.force_attribute_name(name)
            elif (spelling := _spelling(name)) in self._spellings:
                search.force_attribute_name(name, self._spellings[spelling])

    def _is_joined(self, name: str) -> bool:
        return bool(self._pieces) and "_" in name.strip("_") and self._pieces.issuperset(name.split("_"))


def _spelling(name: str) -> str:
    """Return what a name has in common with all ways to write it: letters in one case, without what joins words."""
    return name.casefold() if name.isalnum() else "".join(filter(str.isalnum, name)).casefold()
