"""Figures of what hazards keep alive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.model.report import Cost

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vendorize.model.plan import ModulePlan, Plan
    from vendorize_analysis.model.costs import HazardCosts, Lost, Site
    from vendorize_analysis.model.summary import Part


class Costs:
    """Counts what would go from the extracted distributions; reads each source once."""

    def __init__(self, plan: Plan, found: HazardCosts, read: Callable[[Path], bytes]) -> None:
        self.found = found
        self._read = read
        extracted = [each for each in plan.distributions if each.verdict == "extract"]
        self._modules = {module.name: module for each in extracted for module in each.modules}
        self._data = {each.key: each.data for each in extracted}
        self._sources: dict[Path, bytes] = {}
        self._figures: dict[int, Cost] = {}

    def of_site(self, site: Site) -> Cost:
        """Return what the hazards of a code on one line keep."""
        return self._figure(self.found.sites[site])

    def of_distribution(self, key: str) -> tuple[tuple[str, Cost], ...]:
        """Return what the hazards of each code in a distribution keep together."""
        return tuple((code, self._figure(lost)) for (owner, code), lost in self.found.groups.items() if owner == key)

    def of_codes(self) -> tuple[tuple[str, Cost], ...]:
        """Return what the hazards of each code keep, wherever they stand."""
        return tuple((code, self._figure(lost)) for code, lost in self.found.codes.items())

    def _figure(self, lost: Lost) -> Cost:
        if id(lost) not in self._figures:
            self._figures[id(lost)] = self._count(lost)
        return self._figures[id(lost)]

    def _count(self, lost: Lost) -> Cost:
        costs = [
            self._whole(module) if name in lost.modules else self._partly(module, lost.parts[name])
            for name in sorted({*lost.modules, *lost.parts})
            if (module := self._modules.get(name)) is not None
        ]
        data = sum(file.path.stat().st_size for key in lost.data for file in self._data.get(key, ()))
        return Cost(
            parts=sum(cost.parts for cost in costs),
            functions=sum(cost.functions for cost in costs),
            bytes=sum(cost.bytes for cost in costs) + data,
        )

    def _whole(self, module: ModulePlan) -> Cost:
        """Count a module that would not be there."""
        source = self._source(module.path)
        if module.summary is None:
            return Cost(0, 0, len(source))
        parts = module.summary.parts
        keep = _kept(module, parts)
        functions = sum(parts[index].functions for index in keep)
        return Cost(len(keep), functions, len(source) - cut_away(parts, keep, source)[1])

    def _partly(self, module: ModulePlan, lost: frozenset[int]) -> Cost:
        """Count parts that would not be there."""
        assert module.summary is not None  # noqa: S101 (it has parts)
        parts, source = module.summary.parts, self._source(module.path)
        keep = _kept(module, parts)
        left = keep - lost
        size = cut_away(parts, left, source)[1] - cut_away(parts, keep, source)[1]
        return Cost(len(lost), sum(parts[index].functions for index in lost), size)

    def _source(self, path: Path) -> bytes:
        if path not in self._sources:
            self._sources[path] = self._read(path)
        return self._sources[path]


def _kept(module: ModulePlan, parts: tuple[Part, ...]) -> frozenset[int]:
    return frozenset(range(len(parts))) if module.keep is None else module.keep


def cut_away(parts: tuple[Part, ...], keep: frozenset[int], source: bytes) -> tuple[int, int]:
    """Return the lines that go, and their bytes."""
    lines = source.splitlines(keepends=True)
    gone: set[int] = set()
    for part in parts:
        if part.index not in keep and (part.parent < 0 or part.parent in keep):
            gone.update(range(part.span.line - 1, part.span.end_line))
    return len(gone), sum(len(lines[number]) for number in gone if number < len(lines))
