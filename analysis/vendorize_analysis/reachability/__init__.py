"""Find what is alive: everything that execution can reach from the roots, each with the edge that reached it first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.model.analysis import Liveness
from vendorize_analysis.reachability.engine import Engine
from vendorize_analysis.reachability.roots import plant
from vendorize_analysis.reachability.state import Boundaries, KeepRule

if TYPE_CHECKING:
    from vendorize_analysis.linking import Program

__all__ = ["Boundaries", "KeepRule", "reach"]


def reach(program: Program, boundaries: Boundaries) -> Liveness:
    """Give what is alive in a program."""
    engine = Engine(program, boundaries)
    plant(engine)
    state = engine.state
    state.drain()
    while True:
        # Names that are joined from pieces are known only when all pieces are.
        engine.texts.join_pieces()
        if not state.queue:
            break
        state.drain()
    return Liveness(
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
        hazards={module: tuple(sorted(set(found))) for module, found in sorted(state.hazards.items())},
    )
