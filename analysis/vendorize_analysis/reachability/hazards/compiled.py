"""Compiled modules whose text can be read (VZ601): what they name counts as imported, and as asked of anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.model.analysis import Node
from vendorize_analysis.model.names import with_packages
from vendorize_analysis.reachability.compiled_names import CompiledNames
from vendorize_analysis.reachability.edges import Edge
from vendorize_analysis.reachability.loading import load
from vendorize_analysis.reachability.modes import ATTRIBUTES, MODULES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from vendorize_analysis.reachability.dependents import Dependents
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State
    from vendorize_analysis.reachability.subclasses import SubclassListings


class CompiledTreatment:
    """Keeps what compiled modules name: in their own distribution, in what that requires, and in what needs it.

    Nothing tells an attribute from any other text, nor the receiver: each name that waits somewhere counts as asked
    for. A module is imported where its dotted name stands in the text, or its last name beside the name of its package;
    for a module of the packages around the compiled one the last name is enough.
    """

    def __init__(self, state: State, dependents: Dependents, subclasses: SubclassListings) -> None:
        self._state = state
        self._subclasses = subclasses
        self._dependents = dependents
        self._reading: dict[str, _Inquiry] = {}
        """What each compiled module that runs names."""

    def listen(self, events: Events) -> None:
        """Look at modules that run, and at what waits for a name when nothing is left to look at."""
        if self._state.boundaries.compiled:
            events.execute.append(self.on_module)
            events.quiet.append(self.on_quiet)

    def on_module(self, search: Search, module: str) -> None:
        """Take up the text of a compiled module; of a distribution that is opaque everything counts anyway.

        A readable twin may say something else, and it is not what runs.
        """
        boundaries = self._state.boundaries
        distribution = self._state.program.catalogue.owner(module)
        if distribution not in boundaries.compiled or distribution in boundaries.opaque:
            return
        text = boundaries.compiled_text(distribution, module)
        if text is None:
            return
        names = CompiledNames(*text)
        self._reading[module] = _Inquiry(names, distribution)
        self._state.data.add(distribution)
        self._state.metadata.add(distribution)
        search.read_strings(ATTRIBUTES, distribution)
        if names.has("import_module"):
            search.read_strings(MODULES, distribution)

    def on_quiet(self, search: Search) -> None:
        """Import what compiled modules name, and ask for the names that wait."""
        if not self._reading:
            return
        waiting = search.pending_names()
        near = {one.distribution: self._near(one.distribution) for one in self._reading.values()}
        for module, reading in list(self._reading.items()):  # some are found on the way
            self._state.current = Node(module, -1)
            for name in sorted(waiting - reading.asked):
                reading.asked.add(name)
                if reading.names.has(name) or reading.names.may_begin(name):
                    search.force_attribute_name(name)
            self._import(search, module, reading, near[reading.distribution])
            if reading.names.has("__subclasses__"):
                self._list_subclasses(search, reading, near[reading.distribution])
        self._state.current = None

    def _import(self, search: Search, module: str, reading: _Inquiry, near: Collection[str]) -> None:
        names, around = reading.names, set(with_packages(module))
        computes = names.has("import_module")
        for name in near:
            if name in reading.looked_for or name == module:
                continue
            reading.looked_for.add(name)
            package, _, last = name.rpartition(".")
            named = names.has(name) or (names.has(last) and package and (package in around or names.has(package)))
            if named or (computes and names.may_begin_module(name)):
                edge = Edge("hazard", f"named in compiled code: {name}", certain=False)
                load(search, self._state, name, reading.distribution, edge)

    def _list_subclasses(self, search: Search, reading: _Inquiry, near: Iterable[str]) -> None:
        """Keep the subclasses of whatever class may be handed to code that asks for them."""
        for name in sorted({name for name in near if name in self._state.executed} - reading.listed):
            reading.listed.add(name)
            linked = self._state.program.module(name)
            for part in linked.parts if linked is not None else ():
                if part.kind == "class" and not part.dead:
                    self._subclasses.add(search, (name, part.index))

    def _near(self, distribution: str) -> list[str]:
        """Return the modules of what a distribution requires, of itself, and of what needs it."""
        modules_of = self._state.boundaries.modules_of
        users = self._dependents.of(distribution)
        near = (key for key in modules_of if key in users or self._dependents.has(distribution, key))
        return [name for key in sorted(near) for name in modules_of[key]]


class _Inquiry:
    """What one compiled module names, and what was looked for in it."""

    def __init__(self, names: CompiledNames, distribution: str) -> None:
        self.names = names
        self.distribution = distribution
        self.asked: set[str] = set()
        self.looked_for: set[str] = set()
        """Modules."""
        self.listed: set[str] = set()
        """Modules of whose classes it may list the subclasses."""
