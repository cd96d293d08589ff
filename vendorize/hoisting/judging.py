"""Decide for each module whether it shares the scope of the module that imports it, and say why not."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from vendorize.hoisting.alike import alike
from vendorize.hoisting.asking import asked_below
from vendorize.hoisting.forms import (
    annotates,
    calls,
    has_decorated_classes,
    has_definitions,
    why_not_alone,
    why_not_before,
    why_own_scope,
)
from vendorize.hoisting.naming import Merging, bindings_of, free_in, rename
from vendorize_analysis.summarizing.syntax.below import features

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from vendorize.hoisting.looking import Looks
    from vendorize.hoisting.naming import Naming
    from vendorize.hoisting.texts import ImportStatement, ModuleText
    from vendorize.hoisting.world import ClosedWorld


_DATA = frozenset({"dataclass"})
"""What looks into the module that a class says it is of."""
_ANNOTATIONS = frozenset({"__annotations__", "get_annotations", "get_type_hints"})


class Merge(NamedTuple):
    """One module that goes into another."""

    module: ModuleText
    host: ModuleText
    statements: tuple[ImportStatement, ...]
    """Those that import it, in the text of the host as it is by now; the module runs at the first."""
    is_asked: bool
    """While it runs, its imports ask the host for modules below: then that needs the name that it has."""
    naming: Naming


class MergeJudge:
    """Judges modules as they lie in a world."""

    def __init__(self, world: ClosedWorld, looks: Looks, programs: Collection[str], called: Collection[str]) -> None:
        """Take the modules that are run as programs, or found by their paths, and those that commands import."""
        self._world, self._looks, self._programs, self._called = world, looks, programs, called
        self.texts = dict(world.modules)
        """Modules as they are written by now; the world is the one before any merge, which says the same and more."""
        self._into: dict[str, str] = {}

    def merged(self, merge: Merge, text: ModuleText) -> None:
        """Take note that a module has gone into another, whose text is this one now."""
        self.texts[text.name] = text
        del self.texts[merge.module.name]
        self._into[merge.module.name] = text.name

    def _home(self, module: str) -> str:
        """Return the module whose scope one has by now."""
        while module in self._into:
            module = self._into[module]
        return module

    def host_of(self, module: str) -> str:
        """Return the module that one would be merged into; empty where there is none."""
        found = self._statements(module)
        return "" if isinstance(found, str) else self._home(found[0].importer)

    def judge(self, name: str) -> Merge | str:
        """Return how a module is merged, or why it is not."""
        module = self.texts[name]
        if why := self._looks.everywhere or self._why_alone(module):
            return why
        found = self._statements(name)
        if isinstance(found, str):
            return found
        host = self.texts[self._home(found[0].importer)]
        if why := self._why_meanwhile(host, found) or self._why_apart(module, host):
            return why
        placed = _placed(name, host)
        naming = self._naming(module, host, placed, is_set=self._looks.is_set)
        asked = asked_below(module, host, self._world)
        why = naming.why or (asked if isinstance(asked, str) else "")
        return why or self._why_seen(Merge(module, host, placed, bool(asked), naming), len(found))

    def _why_seen(self, merge: Merge, count: int) -> Merge | str:
        """Return a merge, or who would see its names in the host, where they were not."""
        module, host, placed, _, naming = merge
        if len(placed) != count:
            return f"{host.name} has other statements by now"
        names = frozenset(naming.names.values())
        # What somebody gives the host (`host.len = …`), a module that reads built-in names would have from there.
        new = (names - bindings_of(host).names) | free_in(module)
        alone = next(filter(None, (why_not_alone(host, one) for one in placed)), "")
        return alone or self._why_back(module, host, names) or self._looks.why_opened(host, new) or merge

    def forced(self, name: str, into: str, hoisted: Collection[str]) -> Merge | str:
        """Return how a module is merged of which that was proved in a smaller world, or why its form forbids it now.

        `hoisted` are all that were merged there: those that import it have to be in the same scope before.
        """
        module, host = self.texts[name], self.texts[into]
        importers = {one.importer for one in self._world.importing.get(name, ())} - {into}
        if waits := sorted(importers & self.texts.keys() & set(hoisted)):
            return f"{waits[0]}, which imports it, is not merged"
        placed = _placed(name, host)
        if not placed:
            return f"{into} does not import it"
        alone = (why_not_alone(host, one) for one in placed)
        if why := why_own_scope(module) or why_own_scope(host) or next(filter(None, alone), ""):
            return why
        naming = self._naming(module, host, placed, is_set=lambda _: False)
        asked = asked_below(module, host, self._world)
        return naming.why or (asked if isinstance(asked, str) else Merge(module, host, placed, asked, naming))

    def _naming(
        self,
        module: ModuleText,
        host: ModuleText,
        statements: tuple[ImportStatement, ...],
        *,
        is_set: Callable[[str], bool],
    ) -> Naming:
        below = frozenset(
            name.rpartition(".")[2] for name in self._world.modules if name.rpartition(".")[0] == host.name
        )
        same = alike(module, host, self._world, is_set=is_set)
        return rename(Merging(module, host, statements, below, same), is_set=is_set)

    def _why_meanwhile(self, host: ModuleText, statements: tuple[ImportStatement, ...]) -> str:
        """Return what code of a host may run while a module does, and see its name; empty for none.

        Before a statement of a module that is merged by now there is none: that was looked at then.
        """
        original = self._world.modules[host.name]
        own = [one for one in statements if one.importer == host.name]
        if not own or not (self._world.makers.later(original) or self._looks.functions):
            return ""
        return why_not_before(original, min(own, key=lambda one: one.node.lineno))

    def _why_back(self, module: ModuleText, host: ModuleText, names: frozenset[str]) -> str:
        """Return what may be seen of a host that has not run to its end, by what a module loads; empty for nothing.

        The names of the module are there as soon as it has bound them, where they came when it had run.
        """
        by = self._world.reached(module.name, but=host.name)
        if host.name not in by:
            return ""
        if self._world.makers.later(self._world.modules[host.name]) or self._looks.functions:
            return f"it leads back to {host.name}"
        seen = sorted(self._world.asked(host.name, (by | {module.name}) - {host.name}) & (names | {"*"}))
        return f"it leads back to {host.name}, for {seen[0]}" if seen else ""

    def _why_alone(self, module: ModuleText) -> str:
        """Return why a module has to be one, whoever imports it."""
        if module.is_package:
            return "it is a package"
        if module.name in self._programs or module.name in self._called or module.name.endswith("__main__"):
            return "a program starts in it, or its file is found by its path"
        if module.file.patched is not None:
            return "the project has patches for it"
        line = annotates(module)
        if line and (found := self._world.naming(_ANNOTATIONS)):
            return f"line {line} annotates a global name, and code looks at annotations: {found}"
        return why_own_scope(module) or self._why_told(module)

    def _why_told(self, module: ModuleText) -> str:
        """Return what may tell of which module its functions and classes are."""
        if line := self._world.makers.later(module):
            return f"line {line} may make a class in a function, which is of the module around then"
        if not has_definitions(module):
            seen = self._looks.callers if calls(module) else ""
            return seen and f"it calls code that may look at who called it: {seen}"
        if self._looks.functions:
            return f"it has functions or classes, and code asks where such are: {self._looks.functions}"
        may_be_data = not _DATA.isdisjoint(module.words) or has_decorated_classes(module)
        return "it has data classes, which look into their module" if may_be_data and self._world.naming(_DATA) else ""

    def _statements(self, module: str) -> tuple[ImportStatement, ...] | str:
        """Return the statements that import a module, all in one scope, or why these cannot be replaced by it."""
        found = {(one.importer, id(one.node)): one for one in self._world.importing.get(module, ())}
        if not found:
            return "no statement imports it"
        for one in found.values():
            where = f"{one.importer}:{one.node.lineno}"
            if not one.is_plain:
                return f"{where} imports it in a function, class, `if` or `try`"
            if one.module != module or "*" in one.names or not one.names:
                return f"{where} binds the module itself, or all its names"
        homes = sorted({self._home(importer) for importer, _ in found})
        if len(homes) > 1:
            return f"several modules import it ({', '.join(homes[:3])})"
        return tuple(found.values())

    def _why_apart(self, module: ModuleText, host: ModuleText) -> str:
        """Return why a module cannot share the scope of its importer."""
        around, its = module.name.rpartition(".")[0], f"{host.name}, which imports it,"
        relative = any(isinstance(one.node, ast.ImportFrom) and one.node.level for one in module.imports)
        starts = host.name in self._programs or host.name.endswith("__main__") or "__main__" in host.strings
        reasons = {
            f"{its} lies outside of its package": bool(around) and not f"{host.name}.".startswith(f"{around}."),
            f"{its} is of another distribution": host.file.distribution != module.file.distribution,
            f"{its} may start a program, be found by its path, or be patched": starts or host.file.patched is not None,
            f"its relative imports mean something else in {host.name}": relative and module.package != host.package,
            f"{host.name} has other features from __future__": features(module.tree) != features(host.tree),
            "it leads back to itself": module.name in self._world.reached(module.name, but=host.name),
        }
        why = next((why for why, holds in reasons.items() if holds), "")
        return why or _in(why_own_scope(host), host) or self._looks.why_known(module)


def _in(why: str, host: ModuleText) -> str:
    return why and f"in {host.name}, which imports it, {why}"


def _placed(module: str, host: ModuleText) -> tuple[ImportStatement, ...]:
    """Return the statements that import a module as they stand in the text of today, in order."""
    found = [one for one in host.imports if one.is_plain and one.module == module and one.names]
    return tuple(sorted(found, key=lambda one: one.node.lineno))
