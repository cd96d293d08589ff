"""Decide which shared libraries stay in the layout `site`, each with the reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize.layouts import layout_named
from vendorize.model.plan import DataFile, DroppedFile
from vendorize.planning.globs import fits
from vendorize.planning.libraries.elf import opened_by
from vendorize.planning.libraries.files import Library, Shelf
from vendorize.planning.libraries.opening import Opening, stem_of
from vendorize_analysis.model.closure import closure
from vendorize_analysis.model.names import is_library

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize.model.plan import DistributionPlan, Plan
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.environment import Distribution

UNLOADED = "unloaded libraries"
"""The kind of those that go."""
_LONGEST = 3
"""Letters of a name that say too little (`lib`)."""


def with_loaded_libraries(analysis: Analysis, plan: Plan, keep: tuple[str, ...]) -> Plan:
    """Return the plan with the shared libraries that may be loaded, and without the others; `keep` are user's patterns.

    Modules with the tag of an interpreter are decided by who imports them, and what stays as installed stays whole.
    """
    inside = [analysis.environment.distribution(one.key) for one in plan.distributions]
    shelf = Shelf(inside)
    denied = any(one.denied for one in plan.distributions)
    if not layout_named(plan.layout).lies_on_path or (not denied and all(one.only_imported for one in shelf.all)):
        return plan
    reasons = _Kept(analysis, plan, shelf).decide(keep)
    return replace(plan, distributions=tuple(_edited(one, shelf.of[one.key], reasons) for one in plan.distributions))


class _Kept:
    """What is known to stay; it only grows."""

    def __init__(self, analysis: Analysis, plan: Plan, shelf: Shelf) -> None:
        self._analysis = analysis
        self._plan = plan
        self._shelf = shelf
        self._reasons: dict[Library, str] = {}
        self._waiting: list[Library] = []
        self._needs = {one.key: one.requires for one in analysis.environment.distributions}
        self._opening = Opening(analysis)
        self._denied = {(one.key, each.relative) for one in plan.distributions for each in one.denied}

    def decide(self, keep: tuple[str, ...]) -> dict[Library, str]:
        """Return what stays, with the reasons."""
        for planned in self._plan.distributions:
            found = self._analysis.environment.distribution(planned.key)
            self._take(self._first(planned, found, keep))
        own = (file for file in self._plan.first_party_data if is_library(file.relative))
        self._take((Library("", file.relative, file.path, ""), "the project has it") for file in own)
        while self._waiting:
            library = self._waiting.pop()
            self._take(self._by(library))
        return self._reasons

    def _take(self, found: Iterable[tuple[Library, str]]) -> None:
        for library, reason in found:
            if library not in self._reasons:
                self._reasons[library] = reason
                self._waiting.append(library)

    def _first(
        self, planned: DistributionPlan, found: Distribution, keep: tuple[str, ...]
    ) -> Iterator[tuple[Library, str]]:
        """Yield what stays in a distribution whatever other files load."""
        executed, served = self._analysis.liveness.executed, tuple(f"{folder}/" for folder in found.served)
        there = {file.relative for file in planned.data}
        for library in self._shelf.of[planned.key]:
            if planned.verdict == "external":
                yield library, "its distribution stays as installed"
            elif library.module in executed and library.relative in there:
                yield library, f"{library.module} is imported"
            elif library.relative.startswith(served):
                yield library, "its folder is searched for modules"
            elif fits(library.relative, keep):
                yield library, "data.keep says so"
            elif not library.only_imported and (
                reason := self._opening.by_whom(library, named=planned.verdict == "extract")
            ):
                yield library, reason

    def _by(self, library: Library) -> Iterator[tuple[Library, str]]:
        """Yield what a library that stays loads or may open."""
        links = self._shelf.links(library)
        below = closure([library.key], self._needs)
        if links.problem:
            for one in self._near(below):
                yield one, f"{library.relative} may load it: {links.problem}"
            return
        for one in self._shelf.loaded(library):
            yield one, f"{library.relative} loads it"
        near = self._near(self._opening.related(library.key))
        openers = opened_by(library.path, frozenset(stem_of(one.relative) for one in near)) if near else None
        if openers is not None and (openers.computed or openers.names):
            for one in near:
                if openers.computed and one.key in below:
                    yield one, f"{library.relative} opens libraries by computed names"
                elif (stem := stem_of(one.relative)) in openers.names and len(stem) > _LONGEST:
                    yield one, f"{library.relative} opens libraries, and has its name"

    def _near(self, keys: Iterable[str]) -> list[Library]:
        """Return the libraries of some distributions that do not stay by now."""
        return [
            one
            for key in sorted(keys)
            for one in self._shelf.of.get(key, ())
            if one not in self._reasons and (not one.only_imported or (one.key, one.relative) in self._denied)
        ]


def _edited(one: DistributionPlan, libraries: Iterable[Library], reasons: dict[Library, str]) -> DistributionPlan:
    """Return what is planned for a distribution with the libraries that stay, and without those that do not."""
    denied = {each.relative for each in one.denied}
    decided = {
        library.relative: reasons.get(library, "")
        for library in libraries
        if not library.only_imported or library.relative in denied
    }
    stay = {relative: reason for relative, reason in decided.items() if reason}
    if one.verdict == "external" or (one.verdict == "unused" and not stay):
        return one
    kept = [file for file in one.data if file.relative not in decided]
    kept += [DataFile(one.location / relative, relative, one.key) for relative in stay]
    gone = [relative for relative, reason in decided.items() if not reason]
    dropped = (DroppedFile(path, UNLOADED, (one.location / path).stat().st_size) for path in gone)
    verdict, why = (one.verdict, one.why) if one.verdict == "extract" else ("extract", next(iter(stay.values())))
    loaded = tuple((path, why) for path, why in sorted(stay.items()))
    data = tuple(sorted(kept, key=lambda file: file.relative))
    return replace(one, verdict=verdict, why=why, data=data, dropped=(*one.dropped, *dropped), loaded=loaded)
