"""Items of collections that go to other places: unpacked, spread into arguments, copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.solver.objects import UNKNOWN, CollectionObject

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter

Bounds = tuple[int | None, int | None]


def unpack(interp: AbstractInterpreter, variable: int, key: int, site: CallSite) -> None:
    """Read the item at a place of whatever a variable holds."""
    interp.solver.listen(variable, lambda value: unpack_value(interp, value, key, site))


def unpack_value(interp: AbstractInterpreter, value: int, key: int, site: CallSite) -> None:
    """Read the item at a place of an object."""
    containers = interp.heap.containers
    if interp.objects.kind(value) is CollectionObject and not containers.is_mapping(value):
        containers.get(value, key, site.target)
    else:
        interp.iterate(value, site)


def unpack_key(interp: AbstractInterpreter, variable: int, key: str, target: int) -> None:
    """Read the item under a key of whatever a variable holds."""

    def found(value: int) -> None:
        if value == UNKNOWN:
            interp.solver.add(target, UNKNOWN)
        elif interp.objects.kind(value) is CollectionObject:
            interp.heap.containers.get(value, key, target)

    interp.solver.listen(variable, found)


def copy_items(interp: AbstractInterpreter, variable: int, made: int, bounds: Bounds | None) -> None:
    """Copy the items of whatever a variable holds; a mapping has no bounds, None: their places change."""
    containers = interp.heap.containers

    def found(value: int) -> None:
        if value == UNKNOWN:
            containers.put(made, None, interp.solver.singleton(UNKNOWN))
        elif interp.objects.kind(value) is not CollectionObject:
            return
        elif bounds is not None:
            containers.copy(value, made, *bounds)
        else:
            containers.put(made, None, containers.values(value))

    interp.solver.listen(variable, found)


def extend(interp: AbstractInterpreter, made: int, source: int, site: CallSite, *, keys: bool) -> None:
    """Put all items of whatever a variable holds into a collection; a mapping keeps its keys."""
    containers = interp.heap.containers

    def found(value: int) -> None:
        if keys and containers.is_mapping(made) and containers.is_mapping(value):
            containers.copy(value, made, None)
            return
        item = interp.solver.new()
        containers.put(made, None, item)
        interp.iterate(value, site._replace(target=item))

    interp.solver.listen(source, found)
