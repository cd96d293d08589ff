"""Strings that may name things: read where some hazard asks for it, and no further."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from vendorize_analysis.reachability.modes import ANNOTATIONS, CODE, MODULES, NAMES_OF_CODE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.analysis import Node
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.dependents import Dependents
    from vendorize_analysis.reachability.events import OnPart
    from vendorize_analysis.reachability.modes import Mode
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


def spelled(text: str) -> Sequence[str]:
    """Return the names that a text gives code to ask for, one after the other, as in `a`, `a.b` and `a:b.c`."""
    return (text,) if text.isidentifier() else [name for name in text.replace(":", ".").split(".") if name]


class StringPool:
    """The strings of live parts by distribution, and the modes in which each distribution's are read."""

    def __init__(self, state: State, dependents: Dependents, readers: Mapping[Mode, OnPart]) -> None:
        self._state = state
        self._dependents = dependents
        self._readers = readers
        self._modes: dict[str, dict[Mode, Node | None]] = defaultdict(dict)
        self._demanded: dict[str, set[Mode]] = defaultdict(set)
        self._pool: dict[str, list[tuple[LinkedModule, Part]]] = defaultdict(list)

    def demand(self, search: Search, mode: Mode, distribution: str) -> None:
        """Read the strings of a distribution in a certain way, and those of all that need it.

        Code that a distribution runs is put together from its own strings and from names that others hand in; what
        they hand in as code would be any text at all, and is left to keep rules. Whose annotations are evaluated may
        also be from what the distribution needs: it imports classes and functions from there.
        """
        if mode in self._demanded[distribution]:
            return
        self._demanded[distribution].add(mode)
        self._set(search, mode, distribution)
        for key in sorted(self._dependents.of(distribution)):
            self._set(search, NAMES_OF_CODE if mode == CODE else mode, key)
        for key in self._dependents.used_by(distribution) if mode == ANNOTATIONS else ():
            self._set(search, mode, key)

    def _set(self, search: Search, mode: Mode, distribution: str) -> None:
        if mode not in self._modes[distribution]:
            self._modes[distribution][mode] = self._state.current
            if mode == ANNOTATIONS:
                self._state.annotated.add(distribution)
            for linked, part in list(self._pool[distribution]):
                self._readers[mode](search, linked, part)

    def users_of(self, distribution: str) -> set[str]:
        """Return the keys of the distributions that need one."""
        return self._dependents.of(distribution)

    def relate(self, search: Search, user: str, used: str) -> None:
        """Note that a distribution imports another one, whatever its metadata says."""
        self._state.imported.add((user, used))
        if self._dependents.has(user, used):
            return
        for key, fresh in self._dependents.relate(user, used):
            for mode in sorted(self._demanded[key]):
                for other in fresh:
                    self._set(search, NAMES_OF_CODE if mode == CODE else mode, other)
            if any(ANNOTATIONS in self._demanded[other] for other in fresh):
                self._set(search, ANNOTATIONS, key)

    def take(self, search: Search, linked: LinkedModule, part: Part) -> None:
        """Take up the strings of a part that has become live."""
        self._pool[linked.distribution].append((linked, part))
        if linked.name in self._state.first_party:
            self._readers[MODULES](search, linked, part)
        for mode in list(self._modes[linked.distribution]):
            self._readers[mode](search, linked, part)
