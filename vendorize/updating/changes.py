"""Say what differs between an earlier result and the one that extraction gives now."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from vendorize.comparing import Snapshot, compare_symbols, places_of, snapshot
from vendorize.emit.merge import digest
from vendorize.layouts import layout_named
from vendorize.lock.cold import with_cold
from vendorize.mapping.retracing import original_place
from vendorize.model.report import Before
from vendorize.model.update import DistributionChange, HazardChange
from vendorize.patching import files_of
from vendorize.planning.ability import explain_capability
from vendorize.updating.earlier import Extent
from vendorize_analysis.abilities import authority_of
from vendorize_analysis.model.options import combine
from vendorize_analysis.policy import target_of
from vendorize_analysis.summarizing import Target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vendorize.model.ability import Way
    from vendorize.model.bundle import BundleFile
    from vendorize.model.extracted import Extracted
    from vendorize.model.lock import Lock, LockedDistribution
    from vendorize.model.plan import DistributionPlan
    from vendorize.model.update import SymbolChange
    from vendorize.updating.earlier import EarlierResult

_NONE = Extent()


@dataclass(frozen=True)
class Comparison:
    """Two results, the earlier one on the disk and the later one in memory."""

    earlier: EarlierResult
    made: Extracted
    lock: Lock
    """Of the later one."""
    root: Path
    """The project, of which the later result may be made from a copy."""

    def distributions(self) -> Iterator[DistributionChange]:
        """Yield what became of each distribution that is not as it was, sorted by key."""
        for key in sorted(self.known):
            before, after = self._then.get(key), self._now.get(key)
            if _essence(before) != _essence(after):
                yield self._change(key, before, after)

    @cached_property
    def known(self) -> frozenset[str]:
        """Return the keys of the distributions in either result."""
        return frozenset(self._then.keys() | self._now.keys())

    def bytes(self) -> Before:
        """Return the size of all that is from distributions."""
        before = sum(extent.bytes for extent in self.earlier.extents.values())
        return Before(before, sum(self._extent(key).bytes for key in self._now))

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield what happens to the files of the result, sorted by path; map and lock left out."""
        then = {one.path: one.sha256 for one in self.earlier.place.lock.written()}
        now = {one.path: one.sha256 for one in self.lock.written()}
        for path in sorted((then.keys() | now.keys()) - set(self.made.own)):
            if then.get(path) != now.get(path):
                yield ("added" if path not in then else "removed" if path not in now else "changed"), path

    def inputs(self) -> tuple[str, ...]:
        """Return the first-party modules that are not as they were."""
        then, now = (
            {one.source: one.source_sha256 for one in (*lock.project.files, *lock.project.inputs) if one.source}
            for lock in (self.earlier.place.lock, self.lock)
        )
        changed = {path for path in then.keys() | now.keys() if then.get(path) != now.get(path)}
        return tuple(sorted(path for path in changed if path.endswith((".py", ".pyw"))))

    @cached_property
    def _then(self) -> dict[str, LockedDistribution]:
        return {one.key: one for one in self.earlier.place.lock.distributions}

    @cached_property
    def _now(self) -> dict[str, LockedDistribution]:
        return {one.key: one for one in self.lock.distributions}

    @cached_property
    def _planned(self) -> dict[str, DistributionPlan]:
        return {one.key: one for one in self.made.plan.distributions}

    @cached_property
    def _files(self) -> dict[str, list[BundleFile]]:
        found: dict[str, list[BundleFile]] = {}
        for file in self.made.bundle.parts():
            found.setdefault(file.distribution, []).append(file)
        return found

    @cached_property
    def _places(self) -> dict[str, tuple[str, ...]]:
        root = self.made.analysis.project.root
        modules = [one.path for one in self.made.plan.first_party if one.path.is_relative_to(root)]
        return dict(places_of((path.relative_to(root).as_posix(), path.read_bytes()) for path in sorted(modules)))

    def _extent(self, key: str) -> Extent:
        files = self._files.get(key, [])
        return Extent(len(files), sum(digest(file)[1] for file in files))

    def _modules(self, key: str) -> dict[str, BundleFile]:
        """Return the modules of a distribution as they will be written, by the paths of their sources."""
        return files_of(self._planned[key], self.made.bundle) if key in self._planned else {}

    def _change(
        self, key: str, before: LockedDistribution | None, after: LockedDistribution | None
    ) -> DistributionChange:
        old, new = self.earlier.extents.get(key, _NONE), self._extent(key)
        pair = (before, after)
        change = DistributionChange(
            name=next(one.name for one in (after, before) if one is not None),
            key=key,
            versions=_pair("" if one is None else one.version for one in pair),
            verdicts=_pair("" if one is None else one.verdict for one in pair),
            licenses=(before.licenses if before else (), after.licenses if after else ()),
            bytes=Before(old.bytes, new.bytes),
            files=Before(old.files, new.files),
            capabilities_gained=tuple(self._gained(before, after)),
            capabilities_lost=tuple(name for name in _able(before) if name not in _able(after)),
            is_new_code=before is None or after is None or _is_other(before, after),
        )
        return self._with_symbols(change)

    def _gained(
        self, before: LockedDistribution | None, after: LockedDistribution | None
    ) -> Iterator[tuple[str, Way | None]]:
        if before is not None and before.capabilities is None:
            return
        analysis = self.made.analysis
        for name in _able(after):
            if after is not None and name not in _able(before):
                ways = explain_capability(analysis, name, after.key, authority_of(analysis)).ways
                yield name, next(map(self._in_project, ways), None)

    def _in_project(self, way: Way) -> Way:
        """Return a way whose places in first-party code are those of the project itself."""
        copy = self.made.analysis.project.root
        return replace(way, steps=tuple(one.moved(copy, self.root) for one in way.steps))

    def _with_symbols(self, change: DistributionChange) -> DistributionChange:
        """Add what changes in the code of a distribution."""
        key, analysis, plan = change.key, self.made.analysis, self.made.plan
        layout, modules = layout_named(plan.layout), self._modules(change.key)
        options = combine(self.made.settings.analysis, self.made.asked)
        target = target_of(analysis.project, analysis.environment.interpreter, options)
        then, now = (
            snapshot(texts, target, namespace=layout.namespace(plan), support=layout.support(plan))
            for texts in (self.earlier.texts.get(key, {}), {path: with_cold(file) for path, file in modules.items()})
        )
        used = analysis.liveness.used.get(key, frozenset())
        symbols: tuple[SymbolChange, ...] = ()
        if "extract" in change.verdicts:
            exists = _Installed(self._planned.get(key)).has
            symbols = compare_symbols(then, now, used=used, places=self._places, exists=exists)
        counts = [Counter((one.path, one.code, one.message) for one in each.hazards) for each in (then, now)]
        new = tuple(_new_hazards(now, counts[0], modules))
        return replace(change, symbols=symbols, hazards=new, hazards_gone=(counts[0] - counts[1]).total())


@dataclass(frozen=True)
class _Installed:
    """What a distribution defines as it is installed."""

    planned: DistributionPlan | None

    def has(self, symbol: str) -> bool:
        """Tell whether a symbol is defined anywhere in it."""
        return bool(self._known.resolve(symbol))

    @cached_property
    def _known(self) -> Snapshot:
        """Read all of it: only for who has lost something."""
        if self.planned is None:
            return snapshot({}, Target())
        paths = {one: self.planned.location / one for one in self.planned.files if one.endswith(".py")}
        return snapshot({one: path.read_bytes() for one, path in paths.items() if path.is_file()}, Target())


def _new_hazards(
    now: Snapshot, then: Counter[tuple[str, str, str]], files: dict[str, BundleFile]
) -> Iterator[HazardChange]:
    """Yield the hazards that were not there, each with its line in the original where it is from there."""
    left = then.copy()
    for one in now.hazards:
        kind = (one.path, one.code, one.message)
        if left[kind]:
            left[kind] -= 1
            continue
        source = files[one.path].source
        line = original_place(source, one.line)[1] if source is not None else 0
        yield replace(one, line=line or one.line)


def _essence(one: LockedDistribution | None) -> object:
    """Return what makes a distribution another one."""
    if one is None:
        return None
    return (*_origin(one), one.verdict, one.licenses, one.files, _able(one))


def _is_other(before: LockedDistribution, after: LockedDistribution) -> bool:
    """Tell whether something else is installed; without a RECORD, that is told by the files that both results have."""
    then = {file.source: file.source_sha256 for file in before.files if file.source}
    return _origin(before) != _origin(after) or any(
        then.get(file.source, file.source_sha256) != file.source_sha256 for file in after.files if file.source
    )


def _origin(one: LockedDistribution) -> tuple[str, str]:
    return one.version, one.contents


def _able(one: LockedDistribution | None) -> tuple[str, ...]:
    return tuple(each.name for each in one.capabilities or ()) if one is not None else ()


def _pair(texts: Iterator[str]) -> tuple[str, str]:
    before, after = texts
    return before, after
