"""Compiled modules whose text can be read (VZ601): what they name counts as imported, and as asked of anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.model.analysis import Node
from vendorize_analysis.model.names import with_packages
from vendorize_analysis.reachability.compiled_names import CompiledNames
from vendorize_analysis.reachability.loading import load
from vendorize_analysis.reachability.modes import ATTRIBUTES, MODULES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize_analysis.reachability.dependents import Dependents
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


class CompiledTreatment:
    """Keeps what compiled modules name: in their own distribution, in what that requires, and in what needs it.

    Nothing tells an attribute from any other text, nor the receiver: each name that waits somewhere counts as asked
    for. A module is imported where its dotted name stands in the text, or its last name beside the name of its package;
    for a module of the packages around the compiled one the last name is enough.
    """

    def __init__(self, state: State, dependents: Dependents) -> None:
        self._state = state
        self._dependents = dependents
        self._reading: dict[str, CompiledNames] = {}
        """What each compiled module that runs names."""
        self._asked: dict[str, set[str]] = {}
        """For each the names, and modules behind a colon, that were looked for in its text."""

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
        self._reading[module], self._asked[module] = CompiledNames(*text), set()
        self._state.data.add(distribution)
        self._state.metadata.add(distribution)
        search.read_strings(ATTRIBUTES, distribution)
        if self._reading[module].has("import_module"):
            search.read_strings(MODULES, distribution)

    def on_quiet(self, search: Search) -> None:
        """Import what compiled modules name, and ask for the names that wait."""
        if not self._reading:
            return
        waiting = search.pending_names()
        for module, mentions in list(self._reading.items()):  # some are found on the way
            self._state.current = Node(module, -1)
            asked = self._asked[module]
            for name in sorted(waiting - asked):
                asked.add(name)
                if mentions.has(name):
                    search.force_attribute_name(name)
            self._import(search, module, mentions)
        self._state.current = None

    def _import(self, search: Search, module: str, mentions: CompiledNames) -> None:
        asked, around = self._asked[module], set(with_packages(module))
        distribution = self._state.program.catalogue.owner(module)
        for name in self._near(distribution):
            if f":{name}" in asked or name == module:
                continue
            asked.add(f":{name}")
            package, _, last = name.rpartition(".")
            if mentions.has(name) or (mentions.has(last) and package and (package in around or mentions.has(package))):
                load(search, self._state, name, distribution, how="named in compiled code")

    def _near(self, distribution: str) -> Iterable[str]:
        """Return the modules of what a distribution requires, of itself, and of what needs it."""
        modules_of = self._state.boundaries.modules_of
        users = self._dependents.of(distribution)
        near = (key for key in modules_of if key in users or self._dependents.has(distribution, key))
        return [name for key in sorted(near) for name in modules_of[key]]
