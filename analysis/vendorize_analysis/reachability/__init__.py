"""Find what is alive: everything that execution can reach from the roots, each with the edge that reached it first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.model.analysis import Liveness
from vendorize_analysis.reachability.costs import hazard_costs
from vendorize_analysis.reachability.engine import Engine
from vendorize_analysis.reachability.roots import plant
from vendorize_analysis.reachability.state import Boundaries

if TYPE_CHECKING:
    from vendorize_analysis.linking import Program
    from vendorize_analysis.model.costs import HazardCosts, Site
    from vendorize_analysis.model.events import Listener

__all__ = ["Boundaries", "cost", "reach"]


def cost(program: Program, boundaries: Boundaries, found: Liveness, tell: Listener) -> HazardCosts:
    """Give what is alive in a program because of each hazard alone; `found` is what `reach` gave."""
    done = 0

    def search(sites: frozenset[Site]) -> Liveness:
        nonlocal done
        done += 1
        tell.progressed(done, 0, min(sites).module)
        return reach(program.without(sites), boundaries)

    return hazard_costs(found, search, program.catalogue.owner)


def reach(program: Program, boundaries: Boundaries) -> Liveness:
    """Give what is alive in a program."""
    engine = Engine(program, boundaries)
    plant(engine)
    state = engine.state
    state.drain()
    while True:
        # Names that are joined from pieces are known only when all pieces are.
        engine.texts.join_pieces()
        engine.dynamic.joined.complete()
        if not state.queue:
            break
        state.drain()
    found = Liveness(
        executed=frozenset(state.executed),
        parts={module: frozenset(parts) for module, parts in sorted(state.live.items())},
        names={module: frozenset(names) for module, names in sorted(state.wanted.items())},
        whole=frozenset(state.whole),
        data=frozenset(state.data),
        metadata=frozenset(state.metadata),
        strings={module: frozenset(texts) for module, texts in sorted(state.strings.items())},
        used={key: frozenset(names) for key, names in sorted(state.used.items())},
        stdlib={key: frozenset(names) for key, names in sorted(state.stdlib.items())},
        unmatched=tuple(state.unmatched),
        witnesses=state.witnesses,
        unread=frozenset(state.unread),
        pointed=tuple(
            (node.module, node.part, module, name)
            for node, targets in sorted(state.pointed.items())
            for module, name in sorted(targets)
        ),
        hazards={module: tuple(sorted(set(met))) for module, met in sorted(state.hazards.items())},
    )
    # The parts of an engine know each other: without this they wait for the collector, which is off.
    vars(engine).clear()
    return found
