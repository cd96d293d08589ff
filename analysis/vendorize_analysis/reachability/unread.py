"""Modules that run and could not be read: all that they may need is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.model.hazards.unread import UnreadableSource
from vendorize_analysis.model.summary import Unreadable
from vendorize_analysis.reachability.state import Edge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.model.analysis import LoadedModule
    from vendorize_analysis.reachability.engine import Engine


def meet_unread(engine: Engine, module: str) -> None:
    """Keep what a module may need that could not be read, unless its import fails in the original too.

    That is its own distribution, what that requires, and every distribution of which the text holds an import name.
    """
    state = engine.state
    loaded = engine.program.catalogue.load(module)
    if loaded is None or not isinstance(loaded.summary, Unreadable):
        return
    unread = loaded.summary
    state.hazards[module].append(UnreadableSource(unread.line, unread.message))
    if unread.broken and not state.boundaries.reads(loaded.path):
        return
    state.unread.add(module)
    edge = Edge("hazard", f"{module} was not read", certain=False)
    for key in _needed(engine, loaded, unread):
        state.data.add(key)
        state.metadata.add(key)
        for needed in state.boundaries.modules_of[key]:
            engine.keep_whole(needed, edge)


def _needed(engine: Engine, module: LoadedModule, unread: Unreadable) -> Iterator[str]:
    boundaries = engine.state.boundaries
    for key, modules in sorted(boundaries.modules_of.items()):
        required = key == module.distribution or module.distribution in boundaries.dependents.get(key, ())
        if required or any(name.partition(".")[0] in unread.words for name in modules):
            yield key
