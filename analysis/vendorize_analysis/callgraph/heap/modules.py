"""Modules that were imported so far; their names are the cells of their frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.heap.frames import Frame
    from vendorize_analysis.callgraph.lowering.modules import ModuleLowering
    from vendorize_analysis.callgraph.lowering.sources import Sources
    from vendorize_analysis.callgraph.solver.points_to import Solver


class ModuleTable:
    """Knows frames and names of modules."""

    def __init__(self, solver: Solver, sources: Sources, rooted: frozenset[str]) -> None:
        self.sources = sources
        self.rooted = rooted
        """Modules that may run as the program."""
        self.frames: dict[str, Frame | None] = {}
        self.lowerings: dict[str, ModuleLowering] = {}
        self.busy: set[tuple[str, str]] = set()
        """Names that are looked for now: modules take each other's names."""
        self._solver = solver
        self._fields: dict[tuple[str, str], int] = {}

    def variable(self, module: str, name: str) -> int:
        """Return the variable of a name of a module."""
        lowering = self.lowerings.get(module)
        frame = self.frames.get(module)
        if frame is not None and lowering is not None and name in lowering.scope.cells:
            return frame.base + lowering.scope.cells[name]
        key = (module, name)
        if key not in self._fields:
            self._fields[key] = self._solver.new()
        return self._fields[key]

    def names(self, module: str) -> frozenset[str]:
        """Return the names that a module binds."""
        lowering = self.lowerings.get(module)
        return lowering.scope.locals if lowering else frozenset()

    def stars(self, module: str) -> list[str]:
        """Return the modules that a module star-imports.

        What a star gave may be read before the module binds the name itself, and by that very binding.
        """
        lowering = self.lowerings.get(module)
        return lowering.scope.stars if lowering else []

    def binds(self, module: str, name: str) -> bool:
        """Tell whether a module itself binds a name."""
        return name in self.names(module)

    def write(self, module: str, name: str, source: int) -> None:
        """Store a variable under a name of a module."""
        self._solver.add_edge(source, self.variable(module, name))

    def has(self, module: str, name: str) -> bool:
        """Tell whether a module surely binds a name, star imports followed."""
        seen = {module}
        waiting = [module]
        while waiting:
            lowering = self.lowerings.get(waiting.pop())
            if lowering is None:
                continue
            if name in lowering.scope.locals:
                return True
            fresh = [star for star in lowering.scope.stars if star not in seen]
            seen.update(fresh)
            waiting += fresh
        return False
