"""Which modules an import statement may load, and which are loaded before it in any case."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from vendorize_analysis.model.names import with_packages
from vendorize_analysis.tables.quiet import effects_of_import

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize_analysis.deferral.surroundings import Searched
    from vendorize_analysis.linking import ImportTarget, LinkedModule
    from vendorize_analysis.model.summary import Part


class Loaded(NamedTuple):
    """What an import may load."""

    modules: frozenset[str]
    """Of the program."""
    standard: frozenset[str]


class Loading:
    """Follows imports; remembers what it found."""

    def __init__(self, around: Searched) -> None:
        self._program = around.program
        self._facts = around.facts
        self._live = around.liveness.parts
        self._reach: dict[str, frozenset[str]] = {}
        self._circles: dict[tuple[str, frozenset[str]], set[str]] = {}
        self._run_by: dict[str, frozenset[str]] = {}
        self._direct: dict[tuple[str, bool], tuple[str, ...]] = {}

    def named_by(self, target: ImportTarget) -> Iterator[str]:
        """Yield the modules that one alias of an import statement asks for."""
        module, name = target.module, target.name.partition(".")[0]
        below = f"{module}.{name}"
        inside = bool(name) and name not in {".", "*"} and self._program.exists(below)
        if not inside or not self._gives_submodule(module, name):
            yield module
        if inside:
            yield below

    def _gives_submodule(self, module: str, name: str) -> bool:
        """Tell whether a package has a name only since a module below it is called so."""
        below = f"{module}.{name}"
        return all(
            one.module == below and one.kind in {"module", "opaque"} for one in self._program.look_up(module, name)
        )

    def may(self, named: Iterable[str]) -> Loaded:
        """Return all that importing some modules may load."""
        modules, standard, waiting = set[str](), set[str](), list(named)
        while waiting:
            name = waiting.pop()
            if self._program.kind(name) == "stdlib":
                standard.add(name)
                continue
            for one in with_packages(name):
                if one not in modules:
                    modules.add(one)
                    waiting += self._directly(one, certain=False)
        return Loaded(frozenset(modules), frozenset(standard))

    def run_by(self, module: str) -> frozenset[str]:
        """Return the modules of the program that run in any case when a module does, itself included."""
        if module not in self._run_by:
            named = list(self._directly(module, certain=True))
            self._run_by[module] = frozenset(self._followed(set(with_packages(module)), named, module))
        return self._run_by[module]

    def surely(self, linked: LinkedModule, before: int) -> frozenset[str]:
        """Return modules that are loaded, or being loaded, when a module comes to one of its parts.

        One that may import this module may have come to that import, and no further.
        """
        named = [name for index in range(before) for name in self._of_part(linked, linked.parts[index], certain=True)]
        return frozenset(self._followed(set(with_packages(linked.name)), named, linked.name))

    def leads_to(self, module: str, other: str) -> bool:
        """Tell whether importing a module may run another one; a package runs before what is in it, and not by it."""
        if module.startswith(f"{other}."):
            return False
        if module not in self._reach:
            self._reach[module] = self.may((module,)).modules
        return other in self._reach[module]

    def circle(self, module: str, loaded: frozenset[str]) -> set[str]:
        """Return the modules that importing a module may run, and whose import may run it, itself included.

        `loaded` are packages that have been begun before, and lead nowhere.
        """
        key = (module, loaded)
        if key not in self._circles:
            leads = dict[str, set[str]]()
            waiting = [module]
            while waiting:
                one = waiting.pop()
                if one not in leads:
                    leads[one] = {each for name in self._directly(one, certain=False) for each in with_packages(name)}
                    leads[one] -= loaded
                    waiting += leads[one]
            circle, size = {module}, 0
            while size < len(circle):
                size = len(circle)
                circle |= {one for one, those in leads.items() if not those.isdisjoint(circle)}
            self._circles[key] = circle
        return self._circles[key]

    def _followed(self, found: set[str], waiting: list[str], origin: str) -> set[str]:
        while waiting:
            name = waiting.pop()
            if self._program.kind(name) == "stdlib":
                found |= effects_of_import(name)
                continue
            for one in with_packages(name):
                if one not in found:
                    found.add(one)
                    waiting += () if self.leads_to(one, origin) else self._directly(one, certain=True)
        return found

    def _directly(self, module: str, *, certain: bool) -> tuple[str, ...]:
        key = (module, certain)
        if key not in self._direct:
            linked = self._program.module(module)
            parts = linked.parts if linked else ()
            self._direct[key] = tuple(
                name for part in parts if linked for name in self._of_part(linked, part, certain=certain)
            )
        return self._direct[key]

    def _of_part(self, linked: LinkedModule, part: Part, *, certain: bool) -> Iterator[str]:
        live = part.index in self._live.get(linked.name, frozenset())
        if (
            part.kind != "import"
            or part.dead
            or not live
            or part.index in linked.mains
            or (certain and part.parent >= 0)
        ):
            return
        for target in linked.imports.get(part.index, ()):
            for name in self.named_by(target):
                if self._program.kind(name) != "missing" or not self._is_caught(linked.name, part):
                    yield name

    def _is_caught(self, module: str, part: Part) -> bool:
        """Tell whether it does no harm that an import fails: the error is caught, or it does not run."""
        facts = self._facts(module)
        if facts is None or part.parent < 0:
            return part.parent >= 0
        skipped = ((first, last) for first, last, name in facts.skipped if self._program.kind(name) == "missing")
        return any(first <= part.span.line <= last for first, last in (*facts.caught, *skipped))
