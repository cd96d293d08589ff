"""Module names that are put together at run time: a package that comes from anywhere, and a name beside the call."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendorize_analysis.reachability.engine import Engine


class Joined:
    """Completes packages that strings name with what computed imports put behind them.

    `import_module(f"{package}.{PART}")` in a framework: the packages stand in the settings of a program, the parts in
    the framework. Only modules that exist are loaded.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._packages: set[str] = set()
        """Packages that strings name, or computed imports load."""
        self._endings: dict[str, set[tuple[str, str]]] = defaultdict(set)
        """Names that computed imports may put last, with the distribution and the module that they stand in."""
        self._loaded: set[tuple[str, str, str]] = set()
        """Modules that were put together, and with a name from where."""
        self._listers: set[str] = set()
        """Modules that list the submodules of packages which are not known."""

    def name_package(self, module: str) -> None:
        """Note that a string names a module, or a computed import loads it."""
        self._packages.add(module)

    def name_ending(self, text: str, distribution: str, module: str) -> None:
        """Note a name in a module whose distribution imports by names that are put together."""
        if text.isidentifier():
            self._endings[text].add((distribution, module))

    def note_lister(self, module: str) -> None:
        """Note a module that lists submodules of whatever package it has."""
        self._listers.add(module)

    def complete(self) -> None:
        """Load what can be put together, and what is below that where the same module lists submodules."""
        while fresh := sorted(self._possible() - self._loaded):
            self._loaded.update(fresh)
            for module, distribution, _beside in fresh:
                self._engine.dynamic.load(module, distribution)
        for package, distribution, beside in sorted(self._loaded):
            if beside in self._listers:
                for module in self._engine.program.catalogue.submodules(package):
                    if module not in self._engine.state.executed:
                        self._engine.dynamic.load(module, distribution)

    def _possible(self) -> set[tuple[str, str, str]]:
        catalogue = self._engine.program.catalogue
        return {
            (module, distribution, beside)
            for package in self._packages
            for module in catalogue.submodules(package)
            for distribution, beside in self._endings.get(module.rpartition(".")[2], ())
            if catalogue.kind(module) == "source"
        }
