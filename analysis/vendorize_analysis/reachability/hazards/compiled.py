"""Compiled modules whose text can be read (VZ601): what they name counts as imported, and as asked of anything."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from vendorize_analysis.model.analysis import Node
from vendorize_analysis.model.names import with_packages
from vendorize_analysis.reachability.edges import Edge
from vendorize_analysis.reachability.loading import load
from vendorize_analysis.reachability.modes import ATTRIBUTES, MODULES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from vendorize_analysis.reachability.compiled_names import CompiledNames
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
        self._texts: set[CompiledNames] = set()
        """The texts of these; all modules of a distribution have those of its libraries."""
        self._fresh: set[CompiledNames] = set()
        """Texts in which nothing was looked for yet."""
        self._waiting: set[str] = set()
        """The names that were looked for in all others."""

    @cached_property
    def _tops(self) -> frozenset[str]:
        """The modules of no package."""
        known = self._state.boundaries.modules_of.values()
        return frozenset(name.partition(".")[0] for names in known for name in names)

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
        texts = boundaries.compiled_text(distribution, module)
        if texts is None:
            return
        self._fresh.update(text for text in texts if text not in self._texts)
        self._texts.update(texts)
        names = self._reading[module] = _Inquiry(texts, distribution, self._tops)
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
        fresh, everything = sorted(waiting - self._waiting), sorted(waiting) if self._fresh else []
        self._waiting = waiting
        near = {one.distribution: self._near(one.distribution) for one in self._reading.values()}
        asked: set[CompiledNames] = set()
        for module, reading in list(self._reading.items()):  # some are found on the way
            self._state.current = Node(module, -1)
            for text in [each for each in reading.texts if each not in asked]:
                self._ask(search, text, everything if text in self._fresh else fresh)
            asked.update(reading.texts)
            self._import(search, module, reading, near[reading.distribution])
            if reading.has("__subclasses__"):
                self._list_subclasses(search, reading, near[reading.distribution])
        self._fresh -= asked
        self._state.current = None

    def _ask(self, search: Search, text: CompiledNames, names: list[str]) -> None:
        """Use the names that a text has; what one has is used for all that have it."""
        for name in names:
            if text.asks(name):
                search.force_attribute_name(name)

    def _import(self, search: Search, module: str, reading: _Inquiry, near: Iterable[str]) -> None:
        around, computes = set(with_packages(module)), reading.has("import_module")
        for key in near:
            if key not in reading.looked_for:
                reading.looked_for.add(key)
                for name in self._state.boundaries.modules_of[key]:
                    if name != module and reading.names(name, around, computes=computes):
                        edge = Edge("hazard", f"named in compiled code: {name}", certain=False)
                        load(search, self._state, name, reading.distribution, edge)

    def _list_subclasses(self, search: Search, reading: _Inquiry, near: Iterable[str]) -> None:
        """Keep the subclasses of whatever class may be handed to code that asks for them."""
        modules = {name for key in near for name in self._state.boundaries.modules_of[key]}
        for name in sorted((modules & self._state.executed) - reading.listed):
            reading.listed.add(name)
            linked = self._state.program.module(name)
            for part in linked.parts if linked is not None else ():
                if part.kind == "class" and not part.dead:
                    self._subclasses.add(search, (name, part.index))

    def _near(self, distribution: str) -> list[str]:
        """Return the keys of what a distribution requires, of itself, and of what needs it."""
        users = self._dependents.of(distribution)
        keys = self._state.boundaries.modules_of
        return sorted(key for key in keys if key in users or self._dependents.has(distribution, key))


class _Inquiry:
    """What one compiled module names, and what was looked for in it."""

    def __init__(self, texts: tuple[CompiledNames, ...], distribution: str, tops: frozenset[str]) -> None:
        self._tops = tops
        self._named: dict[str, bool] = {}
        """For modules of no package whether it names them."""
        self.texts = texts
        """Its own and those of the libraries beside it."""
        self.distribution = distribution
        self.looked_for: set[str] = set()
        """Distributions of whose modules it was asked."""
        self.listed: set[str] = set()
        """Modules of whose classes it may list the subclasses."""

    def has(self, name: str) -> bool:
        """Tell whether code may ask for a name."""
        return any(text.recall(name) for text in self.texts)

    def _has(self, module: str) -> bool:
        """Tell whether code may name a module; the first name of many is asked for again and again."""
        if "." in module:
            return self.has(module)
        if module not in self._named:
            self._named[module] = any(text.names_module(module, self._tops) for text in self.texts)
        return self._named[module]

    def names(self, module: str, around: Collection[str], *, computes: bool) -> bool:
        """Tell whether code may import a module by its dotted name, or by the last one beside the name of its package.

        For a module of the packages `around` the last name is enough; with `computes` names are put together, too.
        """
        package, _, last = module.rpartition(".")
        if self._has(module) or (self.has(last) and package and (package in around or self._has(package))):
            return True
        return computes and any(text.may_begin_module(module) for text in self.texts)
