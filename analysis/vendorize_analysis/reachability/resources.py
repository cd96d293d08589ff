"""Helpers that read data files of a package which they are handed, and whose files these may be (VZ501)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from vendorize_analysis.model.hazards.modules import ComputedImport
from vendorize_analysis.reachability.loading import keep_data
from vendorize_analysis.reachability.own_names import says_where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.reachability.dependents import Dependents
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


class ResourceHelpers:
    """Knows who reads files of packages that are handed in, and who may hand one in.

    That is a module of the helper's distribution, or one of a distribution that needs it and imports something of it.
    What it may hand over is itself, a package that it names in a text, or one that it has as a value. Where the
    helper's distribution imports by computed names, it gets the packages that texts of the distributions name which
    need it, without an import of the helper: settings do that.
    """

    def __init__(self, state: State, dependents: Dependents) -> None:
        self._state = state
        self._dependents = dependents
        self._handed: dict[str, set[str]] = defaultdict(set)
        """For each module the modules that its code has as values."""
        self._helpers: set[str] = set()
        """Distributions with such a helper."""
        self._imported: dict[str, frozenset[str]] = {}
        """For each module the distributions that it imports from."""
        self._names: dict[str, tuple[set[int], set[str]]] = defaultdict(lambda: (set(), set()))
        """For each module the live parts that were looked at, and the modules that their texts name."""

    def listen(self, events: Events) -> None:
        """Look at modules that are used as values."""
        events.handed.append(self.on_handed)
        events.quiet.append(self.on_quiet)

    def add(self, helper: LinkedModule) -> None:
        """Note a module that reads files of a package which it is handed."""
        self._helpers.add(helper.distribution)

    def on_handed(self, _search: Search, module: str, _to: str, _loaded: bool) -> None:  # noqa: FBT001 (the event's form)
        """Note that code has a module as a value."""
        if self._state.current is not None:
            self._handed[self._state.current.module].add(module)

    def on_quiet(self, search: Search) -> None:
        """Keep the data of the packages that helpers may be handed."""
        if not self._helpers:
            return
        importers = self._importers()
        for user in sorted(self._state.executed):
            linked = self._state.program.module(user)
            if linked is None:
                continue
            offered: set[str] = set()
            if any(self._may_hand(linked, helper) for helper in self._helpers):
                offered.update(self._offered(linked))
            elif any(self._may_name(linked, helper) for helper in importers):
                offered.update(name for name in self._named(linked) if name in self._state.executed)
            for key in sorted(set(map(self._state.distribution, offered))):
                keep_data(search, self._state, key)

    def _package_of(self, text: str) -> str:
        """Return the module that a text names, or the package of which it names a folder without modules."""
        above = text.rpartition(".")[0]
        return text if self._state.program.exists(text) else above if self._state.program.exists(above) else ""

    def _importers(self) -> set[str]:
        """Return the helpers' distributions of which live code imports by computed names."""
        return {
            linked.distribution
            for module, met in self._state.hazards.items()
            if (linked := self._state.program.module(module)) is not None
            and linked.distribution in self._helpers
            and any(isinstance(one, ComputedImport) and one.form == "computed" for one in met)
        }

    def _may_name(self, user: LinkedModule, helper: str) -> bool:
        return user.distribution != helper and user.distribution in self._dependents.of(helper)

    def _may_hand(self, user: LinkedModule, helper: str) -> bool:
        if user.distribution == helper:
            return True
        return user.distribution in self._dependents.of(helper) and helper in self._imported_by(user)

    def _imported_by(self, user: LinkedModule) -> frozenset[str]:
        if user.name not in self._imported:
            targets = {target.module for found in user.imports.values() for target in found}
            self._imported[user.name] = frozenset(map(self._state.distribution, filter(None, targets)))
        return self._imported[user.name]

    def _offered(self, user: LinkedModule) -> Iterator[str]:
        yield from self._handed[user.name]
        yield from self._named(user)
        if any(says_where(user.parts[index]) for index in self._state.live[user.name]):
            yield user.name

    def _named(self, user: LinkedModule) -> set[str]:
        known, names = self._names[user.name]
        for index in self._state.live[user.name] - known:
            known.add(index)
            names.update(filter(None, map(self._package_of, user.parts[index].texts.strings)))
        return names
