"""What the user keeps: modules, names of modules, members of classes; `*` may stand in any place."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from vendorize_analysis.reachability.edges import Edge

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vendorize_analysis.linking import LinkedModule, Program
    from vendorize_analysis.model.options import KeepRule
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


class Keeper:
    """Carries keep rules out."""

    def __init__(self, search: Search, state: State) -> None:
        self._search = search
        self._state = state
        self._program = state.program

    def keep(self, rule: KeepRule) -> None:
        """Carry out a keep rule; one that matches nothing is remembered for the report.

        A rule that matches modules is about these alone: `package.*` means what is below a package, not its names too.
        """
        edge = Edge("keep", rule.reason)
        pattern = rule.symbol.replace(":", ".")
        if not self._keep_modules(pattern, edge) and not self._keep_symbols(pattern.split("."), edge):
            self._state.unmatched.append(rule.symbol)

    def _keep_modules(self, pattern: str, edge: Edge) -> bool:
        """Keep modules whole, with the data files of their distributions: there is no other way to ask for these."""
        inside = pattern.removesuffix(".*")
        catalogue = self._program.catalogue
        matched = False
        for module in catalogue.matching(_literal(pattern).rstrip(".")):
            if fnmatchcase(module, pattern) or (inside != pattern and fnmatchcase(module, inside)):
                self._search.keep_whole(module, edge)
                self._state.data |= {catalogue.owner(module)} - {""}
                matched = True
        return matched

    def _keep_symbols(self, parts: Sequence[str], edge: Edge) -> bool:
        """Keep what lies in modules: the longest beginning of the pattern that is a module decides."""
        for size in range(len(parts) - 1, 0, -1):
            modules = _modules(self._program, parts[:size])
            found = [self._keep_names(module, parts[size:], edge) for module in modules]
            if any(found):
                return True
        return False

    def _keep_names(self, module: str, parts: Sequence[str], edge: Edge) -> bool:
        """Keep names of a module, or members of its classes; tell whether there are any."""
        linked = self._program.module(module)
        if linked is None:
            return False
        first, *rest = parts
        names = [name for name in linked.names if fnmatchcase(name, first)]
        if not names and self._program.look_up(module, first):
            names = [first]  # by a star import
        matched = False
        for name in names:
            if not rest:
                self._search.require_name(module, name, edge)
                matched = True
            for entity in self._program.look_up(module, name):
                home = self._program.module(entity.module) if entity.kind == "class" else None
                if home is not None and self._keep_members(home, entity.part, rest or ["*"], edge):
                    self._search.require_name(module, name, edge)
                    matched = True
        return matched

    def _keep_members(self, linked: LinkedModule, index: int, parts: Sequence[str], edge: Edge) -> bool:
        """Keep the members of a class that match, nested classes with all of theirs; tell whether there are any."""
        first, *rest = parts
        matched = False
        for member, indexes in linked.members.get(index, {}).items():
            for found in indexes if fnmatchcase(member, first) else ():
                nested = linked.parts[found].kind == "class"
                if not rest:
                    self._search.mark_live(linked, found, edge)
                    matched = True
                if nested and self._keep_members(linked, found, rest or ["*"], edge):
                    matched = True
        return matched


def _modules(program: Program, parts: Sequence[str]) -> Iterable[str]:
    """Return the modules that match, `*` being any text without a dot."""
    name = ".".join(parts)
    if "*" not in name:
        return (name,) if program.exists(name) else ()
    return [module for module in program.catalogue.matching(_literal(name)) if _matches(module, parts)]


def _matches(module: str, parts: Sequence[str]) -> bool:
    names = module.split(".")
    return len(names) == len(parts) and all(map(fnmatchcase, names, parts))


def _literal(pattern: str) -> str:
    return pattern.split("*", maxsplit=1)[0]
