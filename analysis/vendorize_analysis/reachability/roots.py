"""Where execution can start: first-party code, entry points, what stays external, and what the user keeps."""

from __future__ import annotations

import fnmatch
from typing import TYPE_CHECKING

from vendorize_analysis.errors import UserError
from vendorize_analysis.reachability.state import Edge

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.reachability.engine import Engine
    from vendorize_analysis.reachability.state import KeepRule


def plant(engine: Engine) -> None:
    """Make every root alive."""
    boundaries = engine.state.boundaries
    for module in boundaries.first_party:
        engine.state.main.add(module)
        engine.execute(module, Edge("root", "first-party code"))
    for root in boundaries.roots:
        _plant_root(engine, root)
    for distribution in sorted(boundaries.plugin_tools):
        for module in boundaries.modules_of.get(distribution, ()):
            engine.execute(module, Edge("root", f"{distribution} is installed for the tests"))
    for rule in boundaries.keep:
        _keep(engine, rule)


def keep_marked(engine: Engine, linked: LinkedModule) -> None:
    """Keep the statements of a running module that comments ask for, with all that is in them."""
    marked = dict(linked.keeps)
    for part in linked.parts if marked else ():
        reason = marked.get(part.index) or marked.get(part.parent)
        if reason is not None:
            marked[part.index] = reason
            edge = Edge("keep", reason)
            engine.enliven(linked, part.index, edge)
            for name in part.binds if linked.around[part.index] < 0 else ():
                engine.want(linked.name, name, edge)


def _plant_root(engine: Engine, root: str) -> None:
    """Make `package.module` or `package.module:name` a root."""
    module, _, name = root.partition(":")
    edge = Edge("root", f"asked for as {root}")
    if not engine.program.exists(module):
        raise UserError(
            f"root {root!r}: no module {module!r} in the project or its environment",
            hint="write it as package.module or package.module:name",
        )
    if not name:
        engine.state.main.add(module)
        engine.keep_whole(module, edge)
        return
    engine.execute(module, edge)
    if not engine.program.look_up(module, name.partition(".")[0]):
        raise UserError(f"root {root!r}: {module} has no name {name!r}", hint="look for a misspelling")
    engine.want(module, name.partition(".")[0], edge)
    engine.references.descend(
        engine.program.as_module(module), tuple(name.split(".")), engine.state.distribution(module)
    )


def _keep(engine: Engine, rule: KeepRule) -> None:
    """Carry out a keep rule; one that matches nothing is remembered for the report."""
    edge = Edge("keep", rule.reason)
    pattern = rule.pattern.replace(":", ".")
    if _keep_modules(engine, pattern, edge) or _keep_symbol(engine, pattern, edge):
        return
    engine.state.unmatched.append(rule.pattern)


def _keep_modules(engine: Engine, pattern: str, edge: Edge) -> bool:
    literal = pattern.split("*", maxsplit=1)[0].split("?", maxsplit=1)[0].split("[", maxsplit=1)[0]
    inside = pattern.removesuffix(".*")
    matched = False
    for module in engine.program.catalogue.matching(literal.rstrip(".")):
        if fnmatch.fnmatchcase(module, pattern) or (inside != pattern and fnmatch.fnmatchcase(module, inside)):
            engine.keep_whole(module, edge)
            matched = True
    return matched


def _keep_symbol(engine: Engine, pattern: str, edge: Edge) -> bool:
    """Keep `package.module.name`, `package.module.Class.member`, the last of these with wildcards."""
    parts = pattern.split(".")
    for size in range(len(parts) - 1, 0, -1):
        module = ".".join(parts[:size])
        linked = engine.program.module(module) if engine.program.exists(module) else None
        if linked is None:
            continue
        names = [name for name in linked.names if fnmatch.fnmatchcase(name, parts[size])]
        if len(parts) == size + 1:
            for name in names:
                engine.want(module, name, edge)
            return bool(names)
        return sum(_keep_members(engine, module, name, parts[size + 1], edge) for name in names) > 0
    return False


def _keep_members(engine: Engine, module: str, name: str, pattern: str, edge: Edge) -> bool:
    """Keep the members of a class that match; tell whether there are any."""
    matched = False
    for entity in engine.program.look_up(module, name):
        linked = engine.program.module(entity.module)
        if entity.kind != "class" or linked is None:
            continue
        for member, parts in linked.members.get(entity.part, {}).items():
            if fnmatch.fnmatchcase(member, pattern):
                matched = True
                engine.want(module, name, edge)
                for part in parts:
                    engine.enliven(linked, part, edge)
    return matched
