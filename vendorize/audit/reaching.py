"""What became of a place in source: gone from the result, there and led to by nothing, or reached, and by which way."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from vendorize.audit.hazards import hazard_to
from vendorize.model.audit import AffectedSymbol
from vendorize.planning import path_to
from vendorize_analysis.model.analysis import Node
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.model.symbols import qualified_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vendorize.audit.locating import SourcePlace
    from vendorize.model.plan import DistributionPlan
    from vendorize.model.report import Step
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.environment import Distribution
    from vendorize_analysis.model.summary import Part

_WHOLE = -1


@dataclass(frozen=True)
class HeldCode:
    """The code of one distribution in a result, and what is known of how it runs."""

    found: Distribution
    plan: DistributionPlan
    analysis: Analysis
    """The one that asks for no more than the program does: nothing is kept whole that need not be."""

    @property
    def is_there(self) -> bool:
        """Tell whether the result has anything of the distribution that is code, or may be read as such."""
        return self.plan.verdict == "external" or bool(self.plan.modules or self.plan.data)

    @property
    def written(self) -> frozenset[str]:
        """Return the paths of the distribution that the result has, as they are installed."""
        if self.plan.verdict == "external":
            return frozenset(self.found.files)
        return frozenset({one.relative for one in self.plan.modules} | {one.relative for one in self.plan.data})

    def judge(self, place: SourcePlace) -> AffectedSymbol:
        """Return what became of a place."""
        if not self._holds(place):
            return AffectedSymbol(place.symbol, "absent", place.path, place.line, reason=self._why_absent(place))
        ways = [tuple(path_to(self.analysis, node)) for node in self._live(place)]
        known = [way for way in ways if way]
        if known:
            steps = min(known, key=lambda way: (sum(not step.certain for step in way), len(way)))
            return AffectedSymbol(place.symbol, "reachable", place.path, place.line, steps)
        if ways:
            return AffectedSymbol(place.symbol, "reachable", place.path, place.line, reason="it runs; no way is known")
        if place.path in self._data:
            return AffectedSymbol(
                place.symbol, "reachable", place.path, place.line, reason="its file is kept as data, which code may run"
            )
        if hazard := hazard_to(self.analysis, place, self.found):
            reason = f"no way to it is known, but {hazard} may lead there"
            return AffectedSymbol(place.symbol, "unknown", place.path, place.line, reason=reason)
        reason = f"nothing that runs leads to it: it is there because {self._why_there()}"
        return AffectedSymbol(place.symbol, "unreachable", place.path, place.line, reason=reason)

    def first_way(self) -> tuple[Step, ...]:
        """Return the shortest way to any module of the distribution; none where nothing of it runs."""
        nodes = [
            Node(module.name, _WHOLE) for module in self.found.modules if module.name in self.analysis.liveness.executed
        ]
        ways = (tuple(path_to(self.analysis, node)) for node in nodes)
        return min(filter(None, ways), key=len, default=())

    @cached_property
    def _data(self) -> frozenset[str]:
        return frozenset(one.relative for one in self.plan.data)

    def _holds(self, place: SourcePlace) -> bool:
        """Tell whether the result has the code at a place."""
        if self.plan.verdict == "external" or place.path in self._data:
            return True
        for module in self.plan.modules:
            if place.path != module.relative and place.module != module.name:
                continue
            if module.keep is None or module.summary is None:
                return True
            indexes = _parts_of(module.summary.parts, place.name)
            if _WHOLE in indexes or not module.keep.isdisjoint(indexes):
                return True
        return False

    def _live(self, place: SourcePlace) -> Iterator[Node]:
        """Yield what runs of a place, by each of its names as a module."""
        names = {module.name for module in self.found.modules if module.relative == place.path}
        for name in sorted({*names, place.module} & self.analysis.liveness.executed):
            module = self.analysis.modules.get(name)
            if module is not None and module.distribution != self.found.key:
                continue  # one of the same name comes before it
            if module is None or not isinstance(module.summary, ModuleSummary):
                yield Node(name, _WHOLE)  # compiled, or not to be read
                continue
            live = self.analysis.liveness.parts.get(name, frozenset())
            for index in _parts_of(module.summary.parts, place.name):
                if index == _WHOLE or index in live:
                    yield Node(name, index)

    def _why_absent(self, place: SourcePlace) -> str:
        if self.plan.verdict == "unused":
            return f"the result has nothing of {self.found.name}"
        there = any(place.path == module.relative or place.module == module.name for module in self.plan.modules)
        return "it was cut out" if there else f"the result does not have {place.path}"

    def _why_there(self) -> str:
        if self.plan.verdict == "external":
            return f"{self.found.name} is not cut ({self.plan.why})"
        return "more is kept than runs (granularity)"


def unknown(name: str, found: Distribution) -> AffectedSymbol:
    """Return what is said of a symbol that is nowhere to be found."""
    reason = f"{found.name} {found.version} has no such name that can be read"
    return AffectedSymbol(name, "unknown", reason=reason)


def _parts_of(parts: Sequence[Part], name: str) -> tuple[int, ...]:
    """Return the parts that bind a name, else those that bind what is around it; `_WHOLE` stands for the module."""
    while name:
        found = tuple(part.index for part in parts if name in qualified_names(parts, part.index))
        if found:
            return found
        name = name.rpartition(".")[0]
    return (_WHOLE,)
