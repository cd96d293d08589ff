"""What is known about the files of a trace: their modules, the symbols at their lines, the hazards there."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize_analysis.model.summary import ModuleSummary, Unreadable
from vendorize_analysis.model.symbols import find_class, part_at, scope_parts, symbol_at
from vendorize_analysis.scanning.making import make_summary
from vendorize_analysis.scanning.source import read
from vendorize_analysis.summarizing import Target

if TYPE_CHECKING:
    from vendorize.model.extracted import PlannedAnalysis
    from vendorize_analysis.model.hazards import SiteHazard
    from vendorize_analysis.model.summary import Part

_KINDS = {"class": "class", "def": "function", "assign": "value", "annotation": "value", "statement": "value"}
"""What the parts are that bind names of their own; imports bind those of others."""


@dataclass(frozen=True, slots=True)
class KnownCode:
    """The code of an analysis, found by file and line. What is read off it is remembered."""

    planned: PlannedAnalysis
    _modules: dict[str, str] = field(default_factory=dict)
    _parts: dict[str, tuple[Part, ...]] = field(default_factory=dict)

    def module(self, file: str) -> str:
        """Return the dotted name of the module that a file (without symbolic links) is; empty for a foreign one."""
        if not self._modules:
            for module in self.planned.analysis.project.modules:
                self._modules[os.path.realpath(module.path)] = module.name
            for found in self.planned.analysis.environment.distributions:
                for installed in found.modules:
                    if installed.kind != "extension":
                        self._modules.setdefault(os.path.realpath(installed.path), installed.name)
        return self._modules.get(file, "")

    def module_of(self, symbol: str) -> str:
        """Return the longest beginning of a symbol that is an installed module."""
        self.module("")
        names = set(self._modules.values())
        module = symbol
        while module and module not in names:
            module = module.rpartition(".")[0]
        return module

    def submodules(self, package: str) -> list[str]:
        """Return the names of the installed modules directly inside a package."""
        self.module("")
        found = {name.rpartition(".")[2] for name in self._modules.values() if name.rpartition(".")[0] == package}
        return sorted(found)

    def file(self, module: str) -> str:
        """Return the file of a module; empty where there is none."""
        self.module("")
        return next((file for file, name in self._modules.items() if name == module), "")

    def symbol(self, file: str, line: int) -> str:
        """Return the dotted name of what stands at a line; the module's own where nothing there has a name."""
        return f"{self.module(file)}.{symbol_at(self.parts(file), line)}".rstrip(".")

    def parts(self, file: str) -> tuple[Part, ...]:
        """Return the parts of a file; none where there is none that can be read. What the search left out is read."""
        if file not in self._parts:
            loaded = self.planned.analysis.modules.get(self.module(file))
            was_read = loaded is not None and os.path.realpath(loaded.path) == file
            summary = loaded.summary if loaded is not None and was_read else self._summarize(file)
            self._parts[file] = summary.parts if isinstance(summary, ModuleSummary) else ()
        return self._parts[file]

    def _summarize(self, file: str) -> ModuleSummary | Unreadable:
        source = read(Path(file))
        analysis = self.planned.analysis
        newest = analysis.environment.interpreter.version[:2]
        target = Target(analysis.python, analysis.platforms, newest=newest)
        return source if isinstance(source, Unreadable) else make_summary(source, target).summary

    def members(self, scope: str) -> dict[str, str]:
        """Return the names that a module or class binds, imports apart, each with `class`, `function` or `value`."""
        module = self.module_of(scope)
        parts = self.parts(self.file(module))
        found = find_class(parts, scope.removeprefix(module))
        inside = scope_parts(parts, found) if found is not None else ()
        return {name: _KINDS[part.kind] for part in inside if part.kind in _KINDS for name in part.binds}

    def hazards(self, file: str, line: int) -> tuple[SiteHazard, ...]:
        """Return the hazards of the innermost part around a line, the nearest line first."""
        loaded = self.planned.analysis.modules.get(self.module(file))
        if loaded is None or not isinstance(loaded.summary, ModuleSummary):
            return ()
        index = part_at(loaded.summary.parts, line)
        hazards = loaded.summary.parts[index].hazards if index >= 0 else ()
        return tuple(sorted(hazards, key=lambda hazard: (abs(hazard.line - line), hazard.code)))
