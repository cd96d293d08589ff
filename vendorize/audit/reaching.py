"""What became of a place in source: gone from the result, there and led to by nothing, or reached, and by which way."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from vendorize.audit.cold import with_cold
from vendorize.audit.hazards import hazard_to
from vendorize.model.audit import AffectedSymbol
from vendorize.planning.explain import path_to
from vendorize_analysis.model.analysis import Node
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.model.symbols import qualified_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from vendorize.audit.locating import SourcePlace
    from vendorize.model.audit import SymbolState
    from vendorize.model.bundle import BundleFile
    from vendorize.model.plan import DistributionPlan, ModulePlan
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
    whole: Analysis
    """The one that the result was made by; the same where nothing is kept whole by choice."""
    imported: frozenset[Node] = frozenset()
    """Functions that may run while modules are imported, because of what only `whole` has."""
    cold: Mapping[str, BundleFile] = field(default_factory=dict)
    """Written modules that have cold code, by the paths of their sources."""

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
        return with_cold(self._judged(place), place, self.cold.get(place.path))

    def _judged(self, place: SourcePlace) -> AffectedSymbol:
        if not self._holds(place):
            return _symbol(place, "absent", self._why_absent(place))
        ways = [tuple(path_to(self.analysis, node)) for node in self._live(place)]
        if known := [way for way in ways if way]:
            steps = min(known, key=lambda way: (sum(not step.certain for step in way), len(way)))
            return replace(_symbol(place, "reachable"), steps=steps)
        if ways:
            return _symbol(place, "reachable", "it runs; no way is known")
        if way := self._on_import(place):
            return replace(_symbol(place, "reachable", "it runs when it is imported"), steps=way)
        if doubt := self._doubt(place):
            return _symbol(place, "unknown", f"no way to it is known, but {doubt}")
        reason = f"nothing that runs leads to it: it is there because {self._why_there()}"
        return _symbol(place, "unreachable", reason)

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
        for module in self._modules(place):
            if module.keep is None or module.summary is None:
                return True
            indexes = _parts_of(module.summary.parts, place.name)
            if _WHOLE in indexes or not module.keep.isdisjoint(indexes):
                return True
        return False

    def _modules(self, place: SourcePlace) -> list[ModulePlan]:
        """Return the modules of the result that are the one of a place."""
        return [one for one in self.plan.modules if place.path == one.relative or place.module == one.name]

    def _live(self, place: SourcePlace) -> Iterator[Node]:
        """Yield what runs of a place."""
        for node in self._nodes(place, self.analysis):
            if node.part == _WHOLE or node.part in self.analysis.liveness.parts.get(node.module, ()):
                yield node

    def _on_import(self, place: SourcePlace) -> tuple[Step, ...]:
        """Return the way to a module that is there, and runs, if the place is no function or class in it."""
        for node in self._nodes(place, self.whole):
            module = self.whole.modules.get(node.module)
            parts = module.summary.parts if module and isinstance(module.summary, ModuleSummary) else ()
            if node.part == _WHOLE or parts[node.part].kind not in {"def", "class"}:
                return tuple(path_to(self.whole, Node(node.module, _WHOLE)))
        return ()

    def _doubt(self, place: SourcePlace) -> str:
        """Return what could lead to a place that nothing is known to lead to; empty where nothing could."""
        if place.path in self._data:
            return "its file is kept as data, which code may run"
        if not self.imported.isdisjoint(self._nodes(place, self.whole)):
            return "it may run while modules are imported"
        hazard = hazard_to(self.analysis, place, self.found)
        return f"{hazard} may lead there" if hazard else ""

    def _nodes(self, place: SourcePlace, analysis: Analysis) -> Iterator[Node]:
        """Yield what stands at a place, by each of its names as a module that runs."""
        names = {module.name for module in self.found.modules if module.relative == place.path}
        for name in sorted({*names, place.module} & analysis.liveness.executed):
            module = analysis.modules.get(name)
            if module is not None and module.distribution != self.found.key:
                continue  # one of the same name comes before it
            if module is None or not isinstance(module.summary, ModuleSummary):
                yield Node(name, _WHOLE)  # compiled, or not to be read
            else:
                yield from (Node(name, index) for index in _parts_of(module.summary.parts, place.name))

    def _why_absent(self, place: SourcePlace) -> str:
        if self.plan.verdict == "unused":
            return f"the result has nothing of {self.found.name}"
        return "it was cut out" if self._modules(place) else f"the result does not have {place.path}"

    def _why_there(self) -> str:
        if self.plan.stays:
            return f"{self.found.name} is not cut ({self.plan.why})"
        return "more is kept than runs (granularity)"


def _symbol(place: SourcePlace, state: SymbolState, reason: str = "") -> AffectedSymbol:
    return AffectedSymbol(place.symbol, state, place.path, place.line, reason=reason)


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
