"""Each import statement at the top of a module that runs, with the reason why it has to run where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.deferral.loading import Loaded, Loading
from vendorize_analysis.deferral.quietness import Quietness
from vendorize_analysis.deferral.settling import Settling
from vendorize_analysis.deferral.surroundings import World
from vendorize_analysis.deferral.told import STARTS
from vendorize_analysis.model.deferral import Deferral
from vendorize_analysis.model.names import with_packages
from vendorize_analysis.tables.quiet import ALWAYS_LOADED, effects_of_import, loads_submodule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.deferral.surroundings import Searched
    from vendorize_analysis.linking import ImportTarget, LinkedModule
    from vendorize_analysis.model.summary import Part


def find_deferrals(around: Searched) -> tuple[list[Deferral], tuple[str, ...]]:
    """Return the statements in the order of modules and lines, and what nobody can judge.

    That is where code looks in `sys.modules` for a name that it computes: `module:line`.
    """
    world = World(around)
    finder, found = _StatementJudge(around, world), list[Deferral]()
    for name in sorted(around.liveness.executed):
        linked = around.program.module(name)
        if linked is not None and not around.stays(name):
            found += finder.of_module(linked)
    return found, tuple(world.asking)


class _StatementJudge:
    """Asks of each statement what it loads, and who could tell."""

    def __init__(self, around: Searched, world: World) -> None:
        self._around = around
        self._program = around.program
        self._world = world
        self._quietness = Quietness(around, world)
        self._loading = Loading(around)
        self._settling = Settling(around)

    def of_module(self, linked: LinkedModule) -> Iterator[Deferral]:
        """Yield the statements of one module."""
        live = self._around.liveness.parts.get(linked.name, frozenset())
        opened = linked.name in self._around.liveness.opened
        for part in linked.parts:
            targets = linked.imports.get(part.index, ())
            is_future = any(one.module == "__future__" for one in targets)
            if part.kind != "import" or part.parent >= 0 or part.dead or part.index not in live or is_future:
                continue
            why = "its names may be listed" if opened else self._world.hinders
            why = why or ("a star import takes its names" if self._world.takes_all(linked) else "")
            why = why or self._why_now(linked, part, targets)
            shown = ", ".join(map(_shown, targets))
            yield Deferral(linked.name, part.index, part.span.line, shown, why, self._world.evaluates)

    def _why_now(self, linked: LinkedModule, part: Part, targets: tuple[ImportTarget, ...]) -> str:
        """Return why somebody may tell when a statement runs."""
        named = {name for target in targets for name in self._loading.named_by(target)}
        why = self._why_at_once(linked, targets, named) or self._why_inside(linked.name, targets)
        if why:
            return why
        loaded = self._loading.may(named)
        return self._why_unsteady(linked.name, targets, loaded) or self._why_seen(linked, part, loaded)

    def _why_unsteady(self, module: str, targets: tuple[ImportTarget, ...], loaded: Loaded) -> str:
        """Return what a statement takes that may be another value later."""
        for target in targets:
            if target.name in {"", "."}:
                continue
            if why := self._quietness.why_unsteady(target.module, target.name):
                return f"it {why}"
            taken = self._program.module(target.module)
            if taken is None or module not in loaded.modules:
                continue
            if not self._settling.is_settled(taken, target.name):
                return f"it takes {target.name} from {target.module}, which binds that more than once, and imports this"
        return ""

    def _why_inside(self, module: str, targets: tuple[ImportTarget, ...]) -> str:
        """Return what code of the module does with a name, or others with the module, that does not let it wait."""
        facts = self._around.facts(module)
        if facts is None:
            return ""
        if STARTS in facts.told:
            return "its module may start threads while it is imported"
        for name in (one.binds for one in targets):
            if self._world.deletes(module, name):
                return f"code may delete {name} of its module"
            if (module, name) in self._world.ending:
                return f"{name} is used by what may run when Python ends"
        return ""

    def _why_at_once(self, linked: LinkedModule, targets: tuple[ImportTarget, ...], named: set[str]) -> str:
        """Return what is seen on a statement itself."""
        missing = next((one for one in sorted(named) if self._program.kind(one) in {"missing", "extension", ""}), "")
        hidden = next((one.binds for one in targets if self._hides(linked.name, one)), "")
        reasons = {
            "it imports all names": any(target.name == "*" for target in targets),
            "it is loaded in any case": named <= ALWAYS_LOADED,
            f"{missing} is compiled, or missing": bool(missing),
            f"{linked.name}.{hidden} is a module, too": bool(hidden),
        }
        return next((why for why, holds in reasons.items() if holds), "")

    def _why_seen(self, linked: LinkedModule, part: Part, loaded: Loaded) -> str:
        """Return what is seen on the modules that a statement loads."""
        short = min(loaded.modules & self._around.short_names, default="")
        if short:
            return f"{short} is in a folder that code puts on sys.path"
        if why := self._unsettled(linked, loaded.modules):
            return f"what it imports takes {why}"
        borrowed = [one for one in sorted(loaded.modules) if self._is_needed(linked.name, one)]
        asked = sorted(one for one in self._world.borrowed if self._program.kind(one) == "stdlib")
        borrowed += [one for one in asked if any(loads_submodule(name, one) for name in loaded.standard)]
        if borrowed:
            return f"other code has {borrowed[0]} without importing it"
        seen = self._with_effects(loaded.modules, loaded.standard) - self._loading.surely(linked, part.index)
        seen = {one for one in seen if not self._stays_inside(linked.name, one)}
        if not seen:
            return ""
        first = min(seen)
        own = self._quietness.why_seen(first) if first in loaded.modules else "its import can be noticed"
        return f"it loads {first}: {own}"

    def _stays_inside(self, module: str, loaded: str) -> bool:
        """Tell whether what is loaded only fills tables of a package which runs it before others have the package.

        Inside of the package the statements that lead to it run where they stand.
        """
        package = self._quietness.fills(loaded)
        return package not in {"", module.partition(".")[0]} and loaded in self._loading.run_by(package)

    def _is_needed(self, module: str, loaded: str) -> bool:
        """Tell whether code has a module without importing it, and not because its package imports it in any case."""
        if not self._world.is_borrowed(loaded):
            return False
        # What leads from the package to it is refused by this very rule, and so runs where it stands.
        surely = self._loading.run_by(loaded.rpartition(".")[0])
        return module in surely or loaded not in surely

    def _unsettled(self, linked: LinkedModule, loaded: frozenset[str]) -> str:
        """Return a name that what is loaded may take of a module that has not come to its end, and why that matters."""
        for name in sorted(loaded):
            facts = self._around.facts(name)
            for dotted in sorted(facts.taken) if facts else ():
                module = next((one for one in with_packages(dotted) if self._program.module(one)), "")
                source = self._program.module(module) if module else None
                taken = dotted[len(module) + 1 :].partition(".")[0]
                if source is None or not taken:
                    continue
                if self._may_begin_elsewhere(linked.name, module, name):
                    return f"{module}.{taken}, and which of them is loaded first may be another"
                if self._settling.is_settled(source, taken):
                    continue
                if module == linked.name or self._loading.leads_to(module, linked.name):
                    return f"{module}.{taken}, which is bound more than once"
        return ""

    def _may_begin_elsewhere(self, around: str, module: str, taker: str) -> bool:
        """Tell whether either of two modules in a circle may be loaded first, so that what one takes is there or not.

        A package is loaded before what is in it, and so is what it runs itself, for who is outside.
        """
        if module == taker or not self._loading.leads_to(module, taker):
            return False
        outer = set(with_packages(module)) & set(with_packages(taker))
        if not outer.isdisjoint({module, taker}):
            return False
        outside = (one for one in outer if around != one and not around.startswith(f"{one}."))
        if any({module, taker} & self._loading.run_by(one) for one in outside):
            return False
        circle = self._loading.circle(taker, frozenset(with_packages(around)))
        return module in circle and sum(self._world.is_named_outside(one, circle) for one in circle) > 1

    def _hides(self, module: str, target: ImportTarget) -> bool:
        """Tell whether a name stands for something else than the module below this one that is called so."""
        below = f"{module}.{target.binds}"
        given = target.module if target.name == "." else f"{target.module}.{target.name}" if target.name else below
        return self._program.exists(below) and below != given

    def _with_effects(self, modules: frozenset[str], standard: frozenset[str]) -> set[str]:
        found = {one for one in modules if self._program.kind(one) != "namespace" and self._quietness.why_seen(one)}
        return found.union(*map(effects_of_import, standard)) - self._world.harmless


def _shown(target: ImportTarget) -> str:
    return target.module if target.name in {"", "."} else f"{target.module}:{target.name}"
