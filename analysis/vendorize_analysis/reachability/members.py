"""Members of classes as the search marks them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.reachability.edges import Edge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize_analysis.linking import LinkedModule, Program
    from vendorize_analysis.model.analysis import Node
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.edges import ClassId
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State


def live_children(linked: LinkedModule, index: int) -> Iterable[Part]:
    """Return the parts of a class body, those in its blocks included, without those that never run."""
    parts = linked.parts
    return (parts[child] for child in linked.inside[index] if not parts[child].dead)


def members_named(program: Program, identity: ClassId, names: tuple[str, ...]) -> Iterator[Part]:
    """Yield what a class binds to some names in its own body."""
    linked = program.module(identity[0])
    members = linked.members.get(identity[1], {}) if linked else {}
    for name in names:
        yield from (linked.parts[index] for index in members.get(name, ()) if linked)


def mark_member(search: Search, state: State, member: tuple[ClassId, str, str], source: Node | None = None) -> None:
    """Make what a class binds to a name in its own body live; `member` is the class, the name and the edge's kind."""
    identity, name, kind = member
    linked = state.program.module(identity[0])
    if linked is None:
        return
    live = state.live.get(linked.name, ())
    for part in linked.members.get(identity[1], {}).get(name, ()):
        if part not in live and linked.parts[part].kind != "block":
            search.mark_live(linked, part, Edge(kind, name), source)
