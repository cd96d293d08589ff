"""Functions of the standard library that keep objects and hand them out again: queues, heaps, weak references."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.models.arguments import (
    call_back,
    compare,
    give_held,
    new_collection,
)
from vendorize_analysis.callgraph.solver.objects import CollectionObject

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter, Model

_QUEUES: Final = (
    *(f"queue.{name}" for name in ("Queue", "LifoQueue", "PriorityQueue", "SimpleQueue")),
    *(f"asyncio.{name}" for name in ("Queue", "LifoQueue", "PriorityQueue")),
)
"""Collections to which `put` adds and from which `get` takes."""


def _queue(interp: AbstractInterpreter, site: CallSite) -> None:
    new_collection(interp, site, "queue")


def _refer(interp: AbstractInterpreter, site: CallSite) -> None:
    """Return a weak reference, which yields the object when it is called."""
    source, callback = site.argument(0), site.argument(1, "callback")
    made = new_collection(interp, site, "reference")
    if source >= 0:
        interp.heap.containers.put(made, None, source)
    call_back(interp, callback, (interp.solver.singleton(made),), site)


def call_collection(interp: AbstractInterpreter, value: int, site: CallSite) -> None:
    """Call what a model made: a weak reference gives its object."""
    known = interp.objects[value]
    if isinstance(known, CollectionObject) and known.type == "reference":
        give_held(interp, site, interp.heap.containers.values(value))


def _push(interp: AbstractInterpreter, site: CallSite) -> None:
    """Put an item on a heap, take the smallest one, or both."""
    containers = interp.heap.containers
    heap, item = site.argument(0), site.argument(1)

    def found(value: int) -> None:
        if interp.objects.kind(value) is CollectionObject:
            containers.scatter(value)
            if item >= 0:
                containers.put(value, None, item)
            compare(interp, (containers.values(value), -1), "__lt__", site)

    if heap >= 0:
        interp.solver.listen(heap, found)
        _choose(interp, site)


def _choose(interp: AbstractInterpreter, site: CallSite) -> None:
    """Return one item of a collection."""
    if site.target >= 0 and site.positional:
        interp.solver.listen(site.positional[0][0], lambda value: interp.iterate(value, site))


MODELS: Final[dict[str, Model]] = {
    "weakref.WeakMethod": _refer,
    "weakref.ref": _refer,
    **{f"heapq.{name}": _push for name in ("heappush", "heappushpop", "heapreplace", "heappop", "heapify")},
    "random.choice": _choose,
    **dict.fromkeys(_QUEUES, _queue),
}
