"""Find what is live: everything that execution can reach from the roots, each with the edge that reached it first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.reachability.boundaries import Boundaries
from vendorize_analysis.reachability.composition import compose
from vendorize_analysis.reachability.construction import Construction
from vendorize_analysis.reachability.costs import hazard_costs
from vendorize_analysis.reachability.hierarchy import Hierarchy
from vendorize_analysis.reachability.purity import Purity, extends_property
from vendorize_analysis.reachability.roots import plant
from vendorize_analysis.tables.quiet import plain_compiled

if TYPE_CHECKING:
    from vendorize_analysis.linking import Program
    from vendorize_analysis.model.analysis import Liveness
    from vendorize_analysis.model.costs import HazardCosts, Site
    from vendorize_analysis.model.events import Listener
    from vendorize_analysis.reachability.compiled_names import CompiledNames

__all__ = ["Boundaries", "cost", "judge_effects", "reach", "read_compiled"]


def judge_effects(program: Program) -> Purity:
    """Return what tells of a part whether running it may do more than bind names."""
    hierarchy = Hierarchy(program)
    return Purity(program, hierarchy, Construction(program, hierarchy), (extends_property,), plain_compiled())


def cost(program: Program, boundaries: Boundaries, found: Liveness, progress: Listener) -> HazardCosts:
    """Return what is live in a program because of each hazard alone; `found` is what `reach` gave."""
    done = 0

    def search(sites: frozenset[Site]) -> Liveness:
        nonlocal done
        done += 1
        progress.progressed(done, 0, min(sites).module)
        return reach(program.without(sites), boundaries, progress)

    return hazard_costs(found, search, program.catalogue.owner)


def reach(program: Program, boundaries: Boundaries, progress: Listener) -> Liveness:
    """Return what is live in a program; raise `UserError` for a root that does not exist.

    `progress` hears how many modules run, also while no file is read for long.
    """
    engine = compose(program, boundaries)
    plant(engine, engine.state)
    engine.run(lambda: progress.progressed(len(engine.state.executed), 0, "names"))
    return engine.state.liveness()


def read_compiled(ended: str, joined: str) -> CompiledNames:
    """Return what tells whether a file of compiled code has a name, from its texts (`scanning/compiled_text.py`)."""
    from vendorize_analysis.reachability.compiled_names import CompiledNames  # noqa: PLC0415 (many programs have none)

    return CompiledNames(ended, joined)
