"""Decide for each module whether it shares the scope of the module that imports it, and say why not."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from vendorize.hoisting.forms import has_definitions, makes_later, why_no_host, why_own_scope
from vendorize.hoisting.naming import Merging, rename
from vendorize_analysis.summarizing.syntax.below import features

if TYPE_CHECKING:
    from collections.abc import Collection

    from vendorize.hoisting.looking import Looks
    from vendorize.hoisting.naming import Naming
    from vendorize.hoisting.world import ClosedWorld, ImportStatement, ModuleText


class Merge(NamedTuple):
    """One module that goes into another."""

    module: ModuleText
    host: ModuleText
    statement: ImportStatement
    naming: Naming


class MergeJudge:
    """Judges modules as they lie in a world; `apart` are those that start a program or are found by their paths."""

    def __init__(self, world: ClosedWorld, looks: Looks, apart: Collection[str]) -> None:
        self._world, self._looks, self._apart = world, looks, apart
        self.texts = dict(world.modules)
        """Modules as they are written by now; the world is the one before any merge, which says the same and more."""

    def host_of(self, module: str) -> str:
        """Return the module that one would be merged into; empty where there is none."""
        found = self._statement(module)
        return "" if isinstance(found, str) else found.importer

    def judge(self, name: str) -> Merge | str:
        """Return how a module is merged, or why it is not."""
        module = self.texts[name]
        if why := self._looks.everywhere or self._why_alone(module):
            return why
        statement = self._statement(name)
        if isinstance(statement, str):
            return statement
        host = self.texts[statement.importer]
        if why := why_no_host(self._world.modules[host.name], statement) or self._why_apart(module, host):
            return why
        statement = _placed(statement, host)
        naming = rename(self._merging(module, host, statement), is_set=self._looks.is_set)
        if naming.why:
            return naming.why
        new = frozenset(naming.names.values()) - frozenset(one.asname or one.name for one in statement.node.names)
        return self._looks.why_opened(host, new) or Merge(module, host, statement, naming)

    def forced(self, name: str, into: str) -> Merge | str:
        """Return how a module is merged of which that was proved in a smaller world, or why its form forbids it now."""
        module, host = self.texts[name], self.texts[into]
        found = [one for one in self._world.importing.get(name, ()) if one.importer == into and one.is_plain]
        statement = next((one for one in found if one.module == name and one.names), None)
        if statement is None:
            return f"{into} does not import it"
        if why := why_own_scope(module) or why_own_scope(host) or why_no_host(self._world.modules[into], statement):
            return why
        statement = _placed(statement, host)
        naming = rename(self._merging(module, host, statement), is_set=lambda _: False)
        return naming.why or Merge(module, host, statement, naming)

    def _merging(self, module: ModuleText, host: ModuleText, statement: ImportStatement) -> Merging:
        below = frozenset(
            name.rpartition(".")[2] for name in self._world.modules if name.rpartition(".")[0] == host.name
        )
        return Merging(module, host, statement, below)

    def _why_alone(self, module: ModuleText) -> str:
        """Return why a module has to be one, whoever imports it."""
        if module.is_package:
            return "it is a package"
        if module.name in self._apart or module.name.endswith("__main__"):
            return "a program starts in it, or its file is found by its path"
        if module.file.patched is not None:
            return "the project has patches for it"
        return why_own_scope(module) or self._why_told(module)

    def _why_told(self, module: ModuleText) -> str:
        """Return what may tell of which module its functions and classes are."""
        if not has_definitions(module):
            return ""
        if line := makes_later(module):
            return f"line {line} makes a class in a function, which is of the module around then"
        if self._looks.functions:
            return f"it has functions or classes, and code asks where such are: {self._looks.functions}"
        return "" if "dataclass" not in module.words else "it has data classes, which look into their module"

    def _statement(self, module: str) -> ImportStatement | str:
        """Return the one statement that imports a module, or why there is none that could be replaced by it."""
        found = {(one.importer, id(one.node)): one for one in self._world.importing.get(module, ())}
        if not found:
            return "no statement imports it"
        if len(found) > 1:
            others = sorted({importer for importer, _ in found})
            return f"several statements import it ({', '.join(others[:3])})"
        (statement,) = found.values()
        where = f"{statement.importer}:{statement.node.lineno}"
        if not statement.is_plain:
            return f"{where} imports it in a function, class, `if` or `try`"
        if statement.module != module or "*" in statement.names or not statement.names:
            return f"{where} binds the module itself, or all its names"
        return statement

    def _why_apart(self, module: ModuleText, host: ModuleText) -> str:
        """Return why a module cannot share the scope of its importer."""
        around, its = module.name.rpartition(".")[0], f"{host.name}, which imports it,"
        relative = any(isinstance(one.node, ast.ImportFrom) and one.node.level for one in module.imports)
        starts = host.name in self._apart or host.name.endswith("__main__") or host.file.patched is not None
        reasons = {
            f"{its} lies outside of its package": bool(around) and not f"{host.name}.".startswith(f"{around}."),
            f"{its} is of another distribution": host.file.distribution != module.file.distribution,
            f"{its} may start a program, be found by its path, or be patched": starts,
            f"its relative imports mean something else in {host.name}": relative and module.package != host.package,
            f"{host.name} has other features from __future__": features(module.tree) != features(host.tree),
            f"it leads back to {host.name}": self._world.leads_to(module.name, host.name),
        }
        why = next((why for why, holds in reasons.items() if holds), "")
        return why or _in(why_own_scope(host), host) or self._looks.why_known(module)


def _in(why: str, host: ModuleText) -> str:
    return why and f"in {host.name}, which imports it, {why}"


def _placed(statement: ImportStatement, host: ModuleText) -> ImportStatement:
    """Return a statement as it stands in the text of today."""
    wanted = ast.dump(statement.node)
    return next(one for one in host.imports if one.is_plain and ast.dump(one.node) == wanted)
