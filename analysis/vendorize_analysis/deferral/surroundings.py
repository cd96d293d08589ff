"""What the whole program does that matters for when a module is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from vendorize_analysis.deferral.expressions import ANY
from vendorize_analysis.deferral.finishing import read_at_the_end
from vendorize_analysis.deferral.told import EVALUATORS, SEES_ALL, SUBCLASSES
from vendorize_analysis.model.names import with_packages
from vendorize_analysis.tables import stdlib as facts_of_library
from vendorize_analysis.tables.quiet import watched_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from vendorize_analysis.deferral.record import Facts
    from vendorize_analysis.linking import Entity, LinkedModule, Program
    from vendorize_analysis.model.analysis import Liveness
    from vendorize_analysis.model.summary import Chain, Part

_ALWAYS = frozenset({"collections.abc", "os.path"})
"""Submodules that their packages have in any case."""
_CONFIGURES = ("logging.config", "logging.setLoggerClass", "logging.Logger.manager", "logging.root.manager")
"""What tells loggers that are there already from later ones."""


class EffectJudge(Protocol):
    """Judges what running a part does."""

    def has_effect(self, linked: LinkedModule, part: Part) -> bool:
        """Tell whether it may do more than bind names."""

    def is_pure_call(self, module: str, callee: Chain) -> bool:
        """Tell whether calling a name of a module has no effect; of a decorator with arguments, its result too."""

    def only_members_act(self, linked: LinkedModule, part: Part) -> bool:
        """Tell whether what a class does when it is made is done by statements in its body alone."""


class Searched(NamedTuple):
    """What the search knows, and ways to ask for more."""

    program: Program
    liveness: Liveness
    facts: Callable[[str], Facts | None]
    """Of a module by its name; None where its text cannot be read."""
    effects: EffectJudge
    stays: Callable[[str], bool]
    """Tell whether a module stays as it is installed."""
    short_names: frozenset[str] = frozenset()
    """Second names of modules, in folders that code puts on `sys.path`."""


class World:
    """What code of the program does to modules, wherever it stands."""

    def __init__(self, around: Searched) -> None:
        self._program = around.program
        self.hinders = ""
        """Why nothing at all may wait."""
        self.borrowed: set[str] = set()
        """Modules that code has without importing them, or that it looks for in `sys.modules`."""
        self.configures_logging = False
        self.finds = False
        """Code changes where modules are found: what is missing may be there later."""
        self._set: set[tuple[str, str]] = set()
        self._rebound: set[str] = set()
        self._by_name: set[str] = set()
        self._deleted: set[str] = set()
        self._given: set[str] = set()
        self._unknown: set[str] = set()
        """Attributes that are set of what may be modules."""
        self._watched: set[str] = set()
        self._told: set[str] = set()
        self.asking: list[str] = []
        """Places that look for modules in `sys.modules` whose names they compute."""
        self._open = set(around.liveness.opened)
        self._starred: set[str] = set()
        self._named: dict[str, set[str]] = {}
        known = {name: found for name in sorted(around.liveness.executed) if (found := around.facts(name))}
        for name, found in known.items():
            self._add(name, found)
        self._add_named(known)
        self.ending = read_at_the_end({name: found.endings for name, found in known.items()}, self._program)
        """What may be read when nothing can be imported any more."""
        self._add_strangers(known)

    def _add_named(self, known: dict[str, Facts]) -> None:
        """Note the modules that texts name, where code looks for modules by names that it is given.

        Of words that are no dotted names only those count that the same module has, or one that uses it.
        """
        looking = {name for name, found in known.items() if ANY in found.asks}
        below = tuple(f"{name}." for name in looking)
        for name, found in known.items() if looking else ():
            near = name in looking or any(one.startswith(below) for one in found.uses)
            named = (text for text in found.texts if near or "." in text)
            self.borrowed.update(filter(self._program.exists, named))

    def _add_strangers(self, known: dict[str, Facts]) -> None:
        """Note what code does to modules that it is given: those that somebody uses as a value."""
        given = {module for found in known.values() for one in found.strangers.values for module in self._modules(one)}
        sets = self._unknown.union(*(found.strangers.sets for found in known.values()))
        self._by_name = sets
        self._deleted = {one for found in known.values() for one in found.strangers.deletes}
        self._given = given
        self._set |= {(module, ANY) for module in given} if ANY in sets else set()
        read = {one for found in known.values() for one in found.strangers.reads}
        read |= {one for found in known.values() for text in found.texts if "." in text for one in text.split(".")}
        for module in given:
            below = (f"{module}.{one}" for one in read)
            self.borrowed.update(one for one in below if self._program.exists(one))

    def _modules(self, dotted: str) -> Iterator[str]:
        """Yield the modules that a dotted name stands for."""
        if facts_of_library.is_standard_module(dotted):
            yield dotted
            return
        yield from (one.module for one in self.meant(dotted) if one.kind == "module")

    def _add(self, name: str, found: Facts) -> None:
        if found.walks and (watched := watched_by(name)):
            self._watched.update(watched)
        elif found.walks:
            self._hinder(f"{name}:{found.walks} looks at all of sys.modules")
        self.asking += [f"{name}:{found.computes}"] if found.computes else []
        self.borrowed |= found.asks
        for one in found.named:
            self._named.setdefault(one, set()).add(name)
        self._rebound.update(f"{name}.{one}" for one in found.rebinds)
        self._rebound.update(f"{name}.{one}" for one in found.strangers.own)
        self.finds |= found.strangers.finds
        for target, attribute in found.sets | found.strangers.given:
            self._add_set(name, target, attribute)
        self.configures_logging |= any(one.startswith(_CONFIGURES) for one in found.uses)
        self._told |= found.told
        if not SEES_ALL.isdisjoint(found.told):
            self._hinder(f"{name} asks gc for objects")
        self._starred.update(chain[1] for chain, _ in found.reads if chain[::2] == (ANY, ANY))
        for one in found.borrows - _ALWAYS:
            if one.endswith(f".{ANY}"):
                self._open.add(one.removesuffix(f".{ANY}"))
            elif self._program.exists(one) or facts_of_library.is_standard_module(one):
                self.borrowed.add(one)

    def _add_set(self, name: str, target: str, attribute: str) -> None:
        if target != ANY:
            found = list(self.meant(target))
            if found and all(one.kind in {"class", "function"} for one in found):
                return
            if facts_of_library.is_standard_class(target):
                return
            self._set.update((one.module, attribute) for one in found if one.kind in {"module", "stdlib", "opaque"})
            if not found or any(one.kind == "value" for one in found):
                self._unknown.add(attribute)
        self._set.add((target, attribute))
        if (target, attribute) == (ANY, ANY):
            self._hinder(f"{name} sets computed attributes of modules that it computes")

    def _hinder(self, why: str) -> None:
        self.hinders = self.hinders or why

    @property
    def harmless(self) -> frozenset[str]:
        """Return the modules of the standard library whose effect nobody sees here: nothing says what they ask for."""
        found = set[str]()
        if not any(one.startswith("OPENSSL_") for one in self._told):
            found |= {"hashlib", "ssl"}
        return frozenset(found if "start_new_thread" in self._told else found | {"threading"})

    @property
    def evaluates(self) -> bool:
        """Tell whether code may evaluate annotations that are text in a way of its own."""
        return not EVALUATORS.isdisjoint(self._told)

    def finds_class(self, linked: LinkedModule, part: Part) -> bool:
        """Tell whether code asks classes for those derived from them, and one is derived from a program's."""
        if SUBCLASSES not in self._told:
            return False
        found = [one for base in part.definition.bases if base for one in self._program.follow(linked.name, base)[0]]
        return not all(part.definition.bases) or any(one.kind != "stdlib" for one in found)

    def takes_all(self, linked: LinkedModule) -> bool:
        """Tell whether a star import takes what a module has in its namespace: what waits is not there yet.

        The names in an `__all__` are asked for one by one, and that has them bound.
        """
        return linked.name in self._starred and "__all__" not in linked.names

    def is_borrowed(self, module: str) -> bool:
        """Tell whether code may have a module that it does not import."""
        if any(one in self._watched for one in with_packages(module)):
            return True
        package = module.rpartition(".")[0]
        return module in self.borrowed or package in self._open or package in self._starred

    def is_named_outside(self, module: str, circle: set[str]) -> bool:
        """Tell whether code that is not in a circle of modules imports one of it, by a statement or a text."""
        return not self._named.get(module, set()) <= circle or self.is_borrowed(module)

    def meant(self, dotted: str) -> tuple[Entity, ...]:
        """Return what an absolute dotted name leads to; nothing where attributes are left."""
        for module in with_packages(dotted):
            if self._program.kind(module) != "missing":
                rest = tuple(filter(None, dotted[len(module) + 1 :].split(".")))
                found, left = self._program.attributes(self._program.as_module(module), rest)
                return () if left else found
        return ()

    def deletes(self, module: str, name: str) -> bool:
        """Tell whether code may delete a name of a module from outside."""
        return name in self._deleted or (ANY in self._deleted and module in self._given)

    def changes(self, dotted: str) -> bool:
        """Tell whether code of the program gives a name of a module, or one on the way to it, another value."""
        names = dotted.split(".")
        for count in range(1, len(names)):
            module, name = ".".join(names[:count]), names[count]
            pairs = {(module, name), (module, ANY), (ANY, name)}
            own = {f"{module}.{name}", f"{module}.{ANY}"}
            if name in self._by_name and not self._program.exists(f"{module}.{name}"):
                return True
            if not pairs.isdisjoint(self._set) or not own.isdisjoint(self._rebound):
                return True
        return False
