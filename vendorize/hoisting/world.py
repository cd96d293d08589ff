"""What all code of a result says of modules: the closed world that the proofs are about."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from vendorize.hoisting.making import Makers
from vendorize.hoisting.reaching import ModuleNames
from vendorize_analysis.model.names import with_packages

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from vendorize.hoisting.texts import ImportStatement, ModuleText


@dataclass(frozen=True)
class ClosedWorld:
    """All modules of a result by name; what cannot be read is not in it."""

    modules: Mapping[str, ModuleText]
    unread: str = ""
    """The path of one that is not."""
    beside: str = ""
    """A distribution that stays as it is installed."""
    files: tuple[bytes, ...] = field(default=(), repr=False)
    """Contents of the files that are no modules."""
    reloading: frozenset[str] = frozenset()
    """What the files of the project's tests import that load modules again, which no merged module can be."""

    @cached_property
    def names(self) -> ModuleNames:
        """Return by which names modules are reached."""
        return ModuleNames(self.modules)

    @cached_property
    def replaced(self) -> frozenset[str]:
        """Return the texts that code may give to `sys.modules`: what is imported by these is not always the same."""
        return frozenset().union(*(one.strings for one in self.modules.values() if "modules" in one.words))

    @cached_property
    def makers(self) -> Makers:
        """Return what makes classes."""
        return Makers(self.modules)

    @cached_property
    def importing(self) -> Mapping[str, tuple[ImportStatement, ...]]:
        """Return the statements that may load or bind each module, wherever they stand."""
        found: dict[str, list[ImportStatement]] = {}
        for module in self.modules.values():
            for one in module.imports:
                for target in {*one.reached(), *with_packages(one.module)}:
                    found.setdefault(target, []).append(one)
        return {name: tuple(statements) for name, statements in found.items()}

    @cached_property
    def _loaded(self) -> Mapping[str, frozenset[str]]:
        """Return which modules the code of each may load or read; packages around it are loaded before."""
        found = {}
        for name, module in self.modules.items():
            around = set(with_packages(name)) - {name}
            direct = {target for one in module.imports for target in one.reached() if self._reads(one, target)}
            packages = {each for target in direct for each in with_packages(target)} - around
            found[name] = frozenset((direct | packages) & self.modules.keys())
        return found

    def _reads(self, one: ImportStatement, target: str) -> bool:
        """Tell whether a statement reads the module itself, and not just modules below it."""
        below = [f"{one.module}.{name}" in self.modules for name in one.names]
        return target != one.module or not below or not all(below)

    def reached(self, start: str, *, but: str = "") -> frozenset[str]:
        """Return what code of a module, or of what it loads, may load or read; nothing that only `but` leads to."""
        seen, waiting = set[str](), [start]
        while waiting:
            found = self._loaded[waiting.pop()] - seen
            seen |= found
            waiting += found - {but}
        return frozenset(seen)

    def asked(self, module: str, by: Collection[str]) -> frozenset[str]:
        """Return the names that some modules ask another one for, as far as the text says which."""
        found = set[str]()
        for name in by:
            other = self.modules[name]
            found.update(taken for one in other.imports if one.module == module for taken in one.names)
            values = self.names.values[name]
            parts = (dotted.removeprefix(f"{module}.") for dotted in values if dotted.startswith(f"{module}."))
            found.update(part.partition(".")[0] for part in parts)
        return frozenset(found)

    def naming(self, words: frozenset[str]) -> str:
        """Return one of some words that code of the result has, with a module that has it; empty without."""
        for module in self.modules.values():
            if found := module.told & words:
                return f"{min(found)} ({module.name})"
        return ""
