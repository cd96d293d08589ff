"""What code lists at run time: the members of modules that it has as values, what lies below, plugins."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.analysis import Node
from vendorize_analysis.model.hazards.modules import ModuleListing
from vendorize_analysis.reachability.import_graph import uses
from vendorize_analysis.reachability.loading import asking, computed, load

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.reachability.dependents import Dependents
    from vendorize_analysis.reachability.edges import Edge
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.import_graph import ImportGraph
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State

_PLACES: Final = frozenset({"__file__", "__path__", "__spec__", "submodule_search_locations"})
"""Attributes of a package that say where it lies."""
_SHORTEST: Final = 3
"""Letters of a text that may be the beginning of plugins' names."""


class ModuleListings:
    """Modules that are values, and distributions whose code lists the members of such."""

    def __init__(self, dependents: Dependents) -> None:
        self._dependents = dependents
        self._handed: dict[str, set[str]] = defaultdict(set)
        """For each distribution the modules that its code has as values, by reference or by a computed import."""
        self._loaded: dict[str, set[str]] = defaultdict(set)
        """For each distribution the modules that its code loads by a computed name."""
        self._named: dict[str, set[str]] = defaultdict(set)
        """For each distribution the modules that its texts name: who imports by names may list what they have."""
        self._listing: dict[tuple[str, bool], Edge] = {}
        """Distributions whose code lists the members of modules: of those it has loaded, or of others' values too."""

    def listen(self, events: Events) -> None:
        """Look at modules that are used as values, and at those that texts name for an import."""
        events.handed.append(self.on_handed)
        events.named.append(self.on_named)

    def on_named(self, search: Search, module: str, by: str, _loaded: bool) -> None:  # noqa: FBT001 (the event's form)
        """Note that a text names a module: it may be listed by who is handed the text, or what was imported by it."""
        if module not in self._named[by]:
            self._named[by].add(module)
            for (key, _by_others), edge in list(self._listing.items()):
                if by == key or by in self._dependents.of(key):
                    search.keep_whole(module, edge)

    def on_handed(self, search: Search, module: str, to: str, loaded: bool) -> None:  # noqa: FBT001 (the event's form)
        """Note that code of a distribution has a module as a value, and may pass it on to what it depends on.

        One that it has loaded by a computed name is what it may look at where it has imported it.
        """
        if loaded and module not in self._loaded[to]:
            self._loaded[to].add(module)
            if (to, False) in self._listing:
                search.keep_whole(module, self._listing[to, False])
        if module in self._handed[to]:
            return
        self._handed[to].add(module)
        for (key, by_others), edge in list(self._listing.items()):
            if by_others and (to == key or to in self._dependents.of(key)):
                search.keep_whole(module, edge)

    def add(self, search: Search, distribution: str, edge: Edge, *, by_others: bool) -> None:
        """Keep modules whole that code of a distribution, or of those that need it, has as values or names in texts.

        Without `by_others` the values are the modules that it has loaded by a computed name.
        """
        if (distribution, by_others) in self._listing:
            return
        self._listing[distribution, by_others] = edge
        found = set() if by_others else set(self._loaded[distribution])
        for key in {distribution, *self._dependents.of(distribution)}:
            found |= self._named.get(key, set()) | (self._handed.get(key, set()) if by_others else set())
        for module in sorted(found):
            search.keep_whole(module, edge)


class PackageListings:
    """Packages that are values, and modules that list what lies below a package which they are handed.

    Any code that has one as a value may hand it over: that of the lister's users, or of somebody whom these give the
    lister to. Inside of its distribution that code imports the lister, by however many modules in between. A lister
    that imports by names may be handed the name instead, by a distribution that needs its own, or by such code. One
    that is given the path of a folder gets it from a distribution that needs its own, or from who imports it.
    """

    def __init__(self, state: State, dependents: Dependents, imports: ImportGraph) -> None:
        self._state = state
        self._dependents = dependents
        self._imports = imports
        self._handed: set[tuple[str, str, str]] = set()
        """Packages that are values, with the distribution and the module whose code has them."""
        self._placed: set[tuple[str, str, str]] = set()
        """As `_handed`, packages whose folder is asked for."""
        self._listers: dict[str, LinkedModule] = {}
        self._folders: set[str] = set()
        """Listers that may only be handed the path of a folder."""
        self._importing: dict[str, str] = {}
        """Modules that import by names of which nothing is known, with their distributions."""
        self._listed: set[str] = set()

    def listen(self, events: Events) -> None:
        """Look at modules that are used as values."""
        events.handed.append(self.on_handed)
        events.placed.append(self.on_placed)
        events.quiet.append(self.on_quiet)

    def add(self, lister: LinkedModule, *, folder: bool) -> None:
        """Note a module that lists what lies below packages, or below a folder of which it has the path.

        One that asks for `__file__` or the like may have made the path of a package that it was handed.
        """
        if not folder or any(name in _PLACES for part in lister.parts for name, _ in part.reads.attributes):
            self._folders.discard(lister.name)
        elif lister.name not in self._listers:
            self._folders.add(lister.name)
        self._listers[lister.name] = lister

    def add_importing(self, linked: LinkedModule) -> None:
        """Note a module that imports by names of which nothing is known."""
        self._importing[linked.name] = linked.distribution

    def on_handed(self, _search: Search, module: str, to: str, _loaded: bool) -> None:  # noqa: FBT001 (the event's form)
        """Note that code has a module as a value."""
        if self._state.current is not None and self._state.program.catalogue.submodules(module):
            self._handed.add((module, to, self._state.current.module))

    def on_placed(self, _search: Search, module: str, to: str) -> None:
        """Note that code asks for the folder of a package."""
        if self._state.current is not None and self._state.program.catalogue.submodules(module):
            self._placed.add((module, to, self._state.current.module))

    def on_quiet(self, search: Search) -> None:
        """Load what lies below packages that are handed to listers."""
        for lister in sorted(self._listers.values(), key=lambda each: each.name):
            for package in sorted(self._offered(lister) - self._listed):
                self._listed.add(package)
                by = asking(self._state, lister, ModuleListing)
                for module in self._state.program.catalogue.matching(f"{package}."):
                    load(search, self._state, module, lister.distribution, computed(module, by))

    def _offered(self, lister: LinkedModule) -> set[str]:
        """Return the packages that a lister may be handed."""
        dependents, own = self._dependents.of(lister.distribution), lister.distribution
        by_path = lister.name in self._folders
        callers = frozenset[str]() if by_path else self._beside(lister)
        offered = {
            package
            for package, to, user in (self._placed if by_path else self._placed | self._handed)
            if package not in self._listed
            and (to in dependents or (to == own and uses(self._state.program, user, lister.name)))
        }
        if by_path:
            return offered
        offered |= {
            package
            for package, to, user in self._handed
            if (to != own or user in callers) and not lister.name.startswith(f"{package}.")
        }
        importing = (user for user, by in self._importing.items() if by == own)
        if any(uses(self._state.program, user, lister.name) for user in importing):
            offered |= {name for name, by in self._state.named.items() if not by.isdisjoint(dependents)}
            offered |= {text for user in callers for text in self._state.strings[user] & self._state.named.keys()}
        return offered

    def _beside(self, lister: LinkedModule) -> frozenset[str]:
        """Return the modules that import a lister, by others in between, and those may get it from these."""
        callers = self._imports.callers_of(lister)
        return callers.union(*map(self._imports.of, callers))


class TopListings:
    """Modules that list all there is on the search path, to find plugins by the beginning of their names.

    Of what the project needs, a plugin is what says that it needs the lister's distribution, or imports it itself, or
    begins as a text of the module does that ends with an underscore (`"flask_"`, `"^pyexcel_.+$"`), or as any name in
    the part that lists.
    """

    def __init__(self, state: State, dependents: Dependents) -> None:
        self._state = state
        self._dependents = dependents
        self._listers: dict[str, tuple[LinkedModule, set[int]]] = {}
        self._listed: set[tuple[str, str]] = set()

    def listen(self, events: Events) -> None:
        """Look who needs whom when all else is known."""
        events.quiet.append(self.on_quiet)

    def add(self, lister: LinkedModule, part: int) -> None:
        """Note a part of a module that lists the search path."""
        self._listers.setdefault(lister.name, (lister, set()))[1].add(part)

    def on_quiet(self, search: Search) -> None:
        """Load what listers may find."""
        known = self._state.boundaries.listed
        for _, (lister, parts) in sorted(self._listers.items()):
            by = Node(lister.name, min(parts))
            for module in sorted(self._found(lister, parts)):
                if (found := (lister.distribution, module)) not in self._listed:
                    self._listed.add(found)
                    if not lister.distribution or known is None or module in known:
                        # What the tests' tools list is not what the program lists.
                        self._state.listed.add(module)
                    load(search, self._state, module, lister.distribution, computed(module, by))

    def _may_extend(self, user: str, used: str) -> bool:
        return self._dependents.declares(user, used) or (user, used) in self._state.imported

    def _found(self, lister: LinkedModule, parts: set[int]) -> set[str]:
        beginnings = tuple(
            text
            for part in lister.parts
            for text in part.texts.all
            if text.isidentifier() and len(text) >= _SHORTEST and (text.endswith("_") or part.index in parts)
        )
        return {
            module
            for key, modules in self._state.boundaries.modules_of.items()
            if key != lister.distribution and (not key or self._dependents.has("", key))
            for module in modules
            if "." not in module and (self._may_extend(key, lister.distribution) or module.startswith(beginnings))
        }
