"""Where execution can start: first-party code, entry points, what stays external, and what the user keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.errors import UserError
from vendorize_analysis.reachability.keeping import keep
from vendorize_analysis.reachability.state import Edge

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.reachability.engine import Engine


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
        keep(engine, rule)


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
