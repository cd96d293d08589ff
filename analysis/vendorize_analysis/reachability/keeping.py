"""What the user keeps: modules, names of modules, members of classes; `*` may stand in any place."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from vendorize_analysis.reachability.state import Edge

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.options import KeepRule
    from vendorize_analysis.reachability.engine import Engine


def keep(engine: Engine, rule: KeepRule) -> None:
    """Carry out a keep rule; one that matches nothing is remembered for the report.

    A rule that matches modules is about these alone: `package.*` means what is below a package, not its names too.
    """
    edge = Edge("keep", rule.reason)
    pattern = rule.symbol.replace(":", ".")
    if _keep_modules(engine, pattern, edge) or _keep_symbols(engine, pattern.split("."), edge):
        return
    engine.state.unmatched.append(rule.symbol)


def _keep_modules(engine: Engine, pattern: str, edge: Edge) -> bool:
    """Keep modules whole, with the data files of their distributions: there is no other way to ask for these."""
    inside = pattern.removesuffix(".*")
    matched = False
    for module in engine.program.catalogue.matching(_literal(pattern).rstrip(".")):
        if fnmatchcase(module, pattern) or (inside != pattern and fnmatchcase(module, inside)):
            engine.keep_whole(module, edge)
            engine.state.data |= {engine.program.catalogue.owner(module)} - {""}
            matched = True
    return matched


def _keep_symbols(engine: Engine, parts: Sequence[str], edge: Edge) -> bool:
    """Keep what lies in modules: the longest beginning of the pattern that is a module decides."""
    for size in range(len(parts) - 1, 0, -1):
        found = [_keep_names(engine, module, parts[size:], edge) for module in _modules(engine, parts[:size])]
        if any(found):
            return True
    return False


def _modules(engine: Engine, parts: Sequence[str]) -> Iterable[str]:
    """Give the modules that match, `*` being any text without a dot."""
    name = ".".join(parts)
    if "*" not in name:
        return (name,) if engine.program.exists(name) else ()
    return [module for module in engine.program.catalogue.matching(_literal(name)) if _matches(module, parts)]


def _matches(module: str, parts: Sequence[str]) -> bool:
    names = module.split(".")
    return len(names) == len(parts) and all(map(fnmatchcase, names, parts))


def _keep_names(engine: Engine, module: str, parts: Sequence[str], edge: Edge) -> bool:
    """Keep names of a module, or members of its classes; tell whether there are any."""
    linked = engine.program.module(module)
    if linked is None:
        return False
    first, *rest = parts
    names = [name for name in linked.names if fnmatchcase(name, first)]
    if not names and engine.program.look_up(module, first):
        names = [first]  # by a star import
    matched = False
    for name in names:
        if not rest:
            engine.want(module, name, edge)
            matched = True
        for entity in engine.program.look_up(module, name):
            home = engine.program.module(entity.module) if entity.kind == "class" else None
            if home is not None and _keep_members(engine, home, entity.part, rest or ["*"], edge):
                engine.want(module, name, edge)
                matched = True
    return matched


def _keep_members(engine: Engine, linked: LinkedModule, index: int, parts: Sequence[str], edge: Edge) -> bool:
    """Keep the members of a class that match, nested classes with all of theirs; tell whether there are any."""
    first, *rest = parts
    matched = False
    for member, indexes in linked.members.get(index, {}).items():
        for found in indexes if fnmatchcase(member, first) else ():
            nested = linked.parts[found].kind == "class"
            if not rest:
                engine.enliven(linked, found, edge)
                matched = True
            if nested and _keep_members(engine, linked, found, rest or ["*"], edge):
                matched = True
    return matched


def _literal(pattern: str) -> str:
    return pattern.split("*", maxsplit=1)[0]
