"""Parts that only change the value of a name: alive with that name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.reachability.state import Edge

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.engine import Engine


def watch(engine: Engine, linked: LinkedModule, part: Part) -> None:
    """Keep a part that only changes values with these values, if nobody else can hold them."""
    state = engine.state
    for name in part.execution.mutates:
        if not _is_fresh(engine, linked, name):
            engine.enliven(linked, part.index, Edge("effect", f"changes {name}"))
            return
    for name in part.execution.mutates:
        state.watching[linked.name, name].append(part.index)
        live = state.live[linked.name]
        if name in state.wanted[linked.name] or not live.isdisjoint(linked.names[name]):
            engine.enliven(linked, part.index, Edge("effect", f"changes {name}"))


def _is_fresh(engine: Engine, linked: LinkedModule, name: str) -> bool:
    """Tell whether a name holds an object made in this module, so that only this name leads to it."""
    for index in linked.names.get(name, ()):
        part = linked.parts[index]
        if part.kind not in {"def", "class", "assign", "annotation"} or part.assigned.alias:
            return False
        if engine.purity.has_effect(linked, part) or engine.purity.makes_object(linked, part):
            return False
    return name in linked.names
