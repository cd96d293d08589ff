"""The verbs: all that rules and treatments of hazards may do to the search.

Each verb does its work once for each argument, remembers the first reason as the witness, and raises the events that
stand in `events.py`. Rules are handed the search with each event and never keep it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from vendorize_analysis.linking import Entity, LinkedModule
    from vendorize_analysis.model.analysis import Node
    from vendorize_analysis.model.summary import Chain, Part
    from vendorize_analysis.reachability.edges import Edge
    from vendorize_analysis.reachability.modes import Mode


class Search(Protocol):
    """From roots along every reference until nothing new is found."""

    # -- modules ------------------------------------------------------------------------------------------------

    def execute(self, module: str, edge: Edge) -> None:
        """Run a module: the packages around it first, then every part of it that has an effect."""

    def run_as_program(self, module: str, edge: Edge) -> None:
        """Run a module with the name `__main__`."""

    def keep_whole(self, module: str, edge: Edge) -> None:
        """Keep every part and name of a module."""

    def escape(self, module: str, to: str | None = None, *, loaded: bool = False, named: bool = False) -> None:
        """Note that a module is used as a value: any attribute name that is used anywhere may be asked of it.

        `to` is the distribution whose code has it, `loaded` tells that this code loads it by a computed name,
        `named` that it only has a text which names it, for whoever imports by names.
        """

    # -- parts --------------------------------------------------------------------------------------------------

    def mark_live(self, linked: LinkedModule, index: int, edge: Edge, source: Node | None = None) -> None:
        """Make a part live, with the containers around it."""

    def keep_for_effects(self, linked: LinkedModule, part: Part, edge: Edge, source: Node | None = None) -> None:
        """Keep a class for the side effects of its body; nobody has the class itself, so far."""

    def instantiate(self, linked: LinkedModule, part: Part) -> None:
        """Note that something refers to a class that was only kept for its side effects."""

    # -- names --------------------------------------------------------------------------------------------------

    def require_name(self, module: str, name: str, edge: Edge, source: Node | None = None) -> None:
        """Make a name of a module live: everything that binds it."""

    def require_exports(self, module: str, edge: Edge) -> None:
        """Make everything live that `from module import *` gives."""

    def follow(self, linked: LinkedModule, chain: Chain) -> None:
        """Follow a dotted name as a module reads it."""

    def follow_from(self, found: tuple[Entity, ...], rest: Chain, distribution: str, root: str = "") -> None:
        """Follow attributes from where a name has led; `root` is that name as it stands in code."""

    def use_attribute_name(self, name: str, source: Node | None = None) -> None:
        """Note an attribute of an unknown receiver: all members and names that are called so become live."""

    def force_attribute_name(self, name: str, source: Node | None = None) -> None:
        """Use an attribute name that no followed code asks for (of a string, of the language): no filter may refuse."""

    def use_name_pattern(self, prefix: str, suffix: str) -> None:
        """Use every attribute name that begins and ends in a certain way."""

    def use_standard(self, dotted: str, distribution: str) -> None:
        """Note a use of the standard library: it may call on our objects whatever it names itself."""

    def read_strings(self, mode: Mode, distribution: str) -> None:
        """Read the strings of a distribution in a certain way, and those of all that need it."""

    # -- questions ----------------------------------------------------------------------------------------------

    def is_used(self, name: str) -> bool:
        """Tell whether live code uses an attribute name, by itself or by a pattern."""

    def pending_names(self) -> set[str]:
        """Return the names of members and of escaped modules that nobody has used yet."""
