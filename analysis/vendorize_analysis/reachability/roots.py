"""Where execution can start: first-party code, entry points, what stays external, and what the user keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.errors import UserError
from vendorize_analysis.reachability.edges import Edge
from vendorize_analysis.reachability.keeping import Keeper

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


def plant(search: Search, state: State) -> None:
    """Make every root live; raise `UserError` for a root that does not exist."""
    boundaries = state.boundaries
    programs = [module for module in boundaries.first_party if _is_program(state, module)]
    if boundaries.prunable and not (programs or boundaries.roots or state.rooted):
        raise UserError(
            "prune-first-party: nothing says where the project starts",
            hint="name its entry points, as roots = ['package.module:function'] or in project.scripts",
        )
    for module in boundaries.first_party:
        if module in state.rooted:
            state.main.add(module)
            search.execute(module, Edge("root", "first-party code"))
    for module in programs:
        search.run_as_program(module, Edge("root", "can be run as a program"))
    for root in boundaries.roots:
        _plant_root(search, state, root)
    for module, place in boundaries.started:
        # What such a line calls is the text of a program: any name of the module.
        search.keep_whole(module, Edge("root", f"{place} runs when Python starts"))
    for distribution in sorted(boundaries.plugin_tools):
        for module in boundaries.modules_of.get(distribution, ()):
            search.execute(module, Edge("root", f"{distribution} is installed for the tests"))
    keeper = Keeper(search, state)
    for rule in boundaries.keep:
        keeper.keep(rule)


def _is_program(state: State, module: str) -> bool:
    """Tell whether a prunable module is what `python -m PACKAGE` runs, or a file beside packages that runs so."""
    if module not in state.boundaries.prunable:
        return False
    if module.endswith(".__main__"):
        return True
    linked = state.program.module(module) if "." not in module else None
    return linked is not None and not linked.package and bool(linked.mains)


def _plant_root(search: Search, state: State, root: str) -> None:
    """Make `package.module` or `package.module:name` a root."""
    program = state.program
    module, _, name = root.partition(":")
    edge = Edge("root", f"asked for as {root}")
    if not program.exists(module):
        raise UserError(
            f"root {root!r}: no module {module!r} in the project or its environment",
            hint=_near(module, program.catalogue.matching("")) or "write it as package.module or package.module:name",
        )
    if not name:
        state.main.add(module)
        search.keep_whole(module, edge)
        return
    search.execute(module, edge)
    names = tuple(name.split("."))
    if not program.look_up(module, names[0]):
        linked = program.module(module)
        hint = _near(names[0], linked.names if linked else (), f"{module}:") or "look for a misspelling"
        raise UserError(f"root {root!r}: {module} has no name {name!r}", hint=hint)
    search.require_name(module, names[0], edge)
    search.follow_from(program.as_module(module), names, state.distribution(module))


def _near(word: str, known: Iterable[str], before: str = "") -> str:
    """Return a question that names what is most like a word, behind a text; empty where nothing is."""
    import difflib  # noqa: PLC0415 - for a message that is rarely needed

    near = difflib.get_close_matches(word, known, n=1, cutoff=0.75)
    return f"did you mean {before}{near[0]}?" if near else ""
