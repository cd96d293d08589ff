"""The events of the search: for each a list of who listens.

A rule adds its methods to the lists of the events that concern it, and takes the search as the first argument of each.
Who listens to nothing costs nothing. Listeners are called in the order in which the rules are composed
(`composition.py`). There are four forms:

- listeners: something has happened;
- vetoes (`may_mark`, `may_read_strings`): what answers False stops it, for now;
- refiners (`refine_*`): what answers True has done something narrower instead;
- sources (`pending_*`): names that wait until somebody uses them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable

    from vendorize_analysis.linking import Entity, ImportTarget, LinkedModule
    from vendorize_analysis.model.analysis import Node
    from vendorize_analysis.model.hazards import SiteHazard
    from vendorize_analysis.model.summary import Chain, Part
    from vendorize_analysis.reachability.edges import Edge
    from vendorize_analysis.reachability.modes import Mode
    from vendorize_analysis.reachability.search import Search

    OnModule = Callable[[Search, LinkedModule], None]
    OnPart = Callable[[Search, LinkedModule, Part], None]
    OnName = Callable[[Search, str, Node | None], None]
    OnValue = Callable[[Search, LinkedModule, str, Node | None], None]
    OnText = Callable[[Search, str], None]
    OnStrings = Callable[[Search, LinkedModule, Part], bool]
    Refiner = Callable[[Search, LinkedModule, Chain], bool]


@dataclass(slots=True)
class Events:
    """Who listens to what."""

    # -- modules ------------------------------------------------------------------------------------------------
    execute: list[OnText] = field(default_factory=list)
    """A module begins to run."""
    module: list[OnModule] = field(default_factory=list)
    """A module runs whose source was read."""
    cut_module: list[OnModule] = field(default_factory=list)
    """As `module`, where not all of it is kept anyway."""
    unread: list[OnText] = field(default_factory=list)
    """A module runs that has no source, or none that could be read."""
    all_names: list[OnModule] = field(default_factory=list)
    """All names of a module are asked for, those of its `__getattr__` included."""
    escape: list[Callable[[Search, LinkedModule, Node | None], None]] = field(default_factory=list)
    """A module is a value from now on; the node says where that was seen."""
    handed: list[Callable[[Search, str, str, bool], None]] = field(default_factory=list)
    """Code of a distribution has a module as a value; True where it has loaded it by a computed name."""
    named: list[Callable[[Search, str, str, bool], None]] = field(default_factory=list)
    """As `handed`, where code of a distribution only has a text that names the module, for whoever imports by names."""
    placed: list[Callable[[Search, str, str], None]] = field(default_factory=list)
    """Code of a distribution asks for the place of a module in the file system."""

    # -- parts --------------------------------------------------------------------------------------------------
    part: list[OnPart] = field(default_factory=list)
    """A live part is looked at."""
    telling: dict[str, list[OnPart]] = field(default_factory=lambda: defaultdict(list))
    """A live part that binds this name is looked at."""
    class_: list[OnPart] = field(default_factory=list)
    """A live class is looked at that something refers to."""
    class_for_effects: list[OnPart] = field(default_factory=list)
    """A live class is looked at that is kept for its side effects alone."""
    instantiated: list[OnPart] = field(default_factory=list)
    """Something refers to a class that was kept for its side effects alone; queued."""
    hazard: dict[type[SiteHazard], Callable[[Search, LinkedModule, Part, Any], None]] = field(default_factory=dict)
    """For each kind of hazard who treats it, where a live part with one is looked at."""

    # -- names --------------------------------------------------------------------------------------------------
    binding: list[Callable[[Search, LinkedModule, int, str], None]] = field(default_factory=list)
    """A part binds a name that somebody requires."""
    awaited_value: list[tuple[Container[tuple[str, str]], OnValue]] = field(default_factory=list)
    """A name of a module is required, or what binds it has become live, and somebody waits for that: the modules and
    names that are waited for, and who is told."""
    unbound_name: list[Callable[[Search, LinkedModule, str], None]] = field(default_factory=list)
    """A name that a module does not bind is required, and a mere name has led to it."""
    reached_table: list[Callable[[Search, LinkedModule, int], None]] = field(default_factory=list)
    """A table of what is imported late may be had by others than code that spells its name."""
    value: list[Callable[[Search, Entity, str], None]] = field(default_factory=list)
    """The part that is looked at reads a value by a name."""
    awaited_name: list[tuple[Container[str], OnName]] = field(default_factory=list)
    """An attribute name is used on an unknown receiver for the first time, and somebody waits for it: the names that
    are waited for, and who is told."""
    attribute_name: list[OnName] = field(default_factory=list)
    """As `awaited_name`, for who has to see every name."""
    forced: list[OnText] = field(default_factory=list)
    """An attribute name is used that no filter may refuse."""
    standard: dict[str, list[OnText]] = field(default_factory=lambda: defaultdict(list))
    """Code of a distribution refers to this dotted name of the standard library."""
    new_standard: list[OnText] = field(default_factory=list)
    """A dotted name of the standard library is referred to for the first time."""

    # -- strings and the end ------------------------------------------------------------------------------------
    read_as: dict[Mode, OnPart] = field(default_factory=dict)
    """For each mode who reads the strings of a live part in it."""
    quiet: list[Callable[[Search], None]] = field(default_factory=list)
    """Nothing is left to look at; what is found now goes on."""

    # -- vetoes, refiners, sources ------------------------------------------------------------------------------
    may_mark: list[Callable[[LinkedModule, Part, Edge], bool]] = field(default_factory=list)
    may_read_strings: list[OnStrings] = field(default_factory=list)
    """Tells whether the strings of a table count as they stand."""
    late_imports: list[Callable[[Search, LinkedModule, Part], tuple[ImportTarget, ...]]] = field(default_factory=list)
    """Tells which imports of a function wait."""
    refine_base: list[Refiner] = field(default_factory=list)
    """Takes over the reference to a base of a class that is kept for its side effects alone."""
    refine_reference: list[Refiner] = field(default_factory=list)
    """Takes over a reference to the first two names of a chain."""
    pending_names: list[Iterable[str]] = field(default_factory=list)
    """Names of members and of escaped modules that wait."""
    pending_keys: list[Iterable[str]] = field(default_factory=list)
    """Keys of tables that wait."""


class Rule(Protocol):
    """What the search follows, and what it may leave out; a rule never knows another one."""

    def listen(self, events: Events) -> None:
        """Add what this rule does to the events that concern it."""
