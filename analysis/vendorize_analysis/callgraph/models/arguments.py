"""What most models need: items of arguments, results, calls back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.semantics.special_methods import call_special
from vendorize_analysis.callgraph.solver.objects import CollectionObject

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter


def give(interp: AbstractInterpreter, site: CallSite, value: int) -> None:
    """Store an object as the result."""
    if site.target >= 0:
        interp.solver.add(site.target, value)


def give_held(interp: AbstractInterpreter, site: CallSite, variable: int) -> None:
    """Store whatever a variable holds as the result."""
    if site.target >= 0:
        interp.solver.add_edge(variable, site.target)


def new_collection(interp: AbstractInterpreter, site: CallSite, kind: str) -> int:
    """Return a new collection, which is the result."""
    place = interp.heap.frames.site(site.frame, site.place)
    value = interp.objects.number(CollectionObject, kind, place, site.frame.context)
    give(interp, site, value)
    return value


def collect(interp: AbstractInterpreter, site: CallSite, kind: str, item: int) -> None:
    """Return a new collection, which is the result, with whatever a variable holds as its items."""
    interp.heap.containers.put(new_collection(interp, site, kind), None, item)


def tuples(interp: AbstractInterpreter, site: CallSite, items: list[int], name: str) -> None:
    """Return an iterator of tuples, which is the result, with a variable for each place; `name` says whose."""
    made = new_collection(interp, site, "generator")
    place = interp.heap.frames.site(site.frame, site.place)
    each = interp.objects.number(CollectionObject, "tuple", f"{name} {place}", site.frame.context)
    containers = interp.heap.containers
    containers.declare(each, len(items))
    for index, item in enumerate(items):
        containers.put(each, index, item)
    containers.put(made, None, interp.solver.singleton(each))


def items_of(interp: AbstractInterpreter, variable: int, site: CallSite) -> int:
    """Return the variable of what iterating over another one yields (nothing for -1)."""
    item = interp.solver.new()
    if variable >= 0:
        each = site._replace(target=item)
        interp.solver.listen(variable, lambda value: interp.iterate(value, each))
    return item


def iterate_later(interp: AbstractInterpreter, value: int, site: CallSite) -> None:
    """Read what iterating over an object yields, when what is known now was passed on."""
    interp.solver.listen(interp.solver.singleton(value), lambda it: interp.iterate(it, site))


def call_back(
    interp: AbstractInterpreter, function: int, arguments: tuple[int, ...], site: CallSite, target: int = -1
) -> None:
    """Call back a function that was an argument (none for -1)."""
    if function >= 0:
        positional = tuple((argument, False) for argument in arguments)
        interp.call(function, site._replace(positional=positional, keywords=(), target=target, decorator=False))


def compare(interp: AbstractInterpreter, operands: tuple[int, int], method: str, site: CallSite) -> None:
    """Compare items, or what a function gives for each, or add them up; `operands` are items and function."""
    item, key = operands
    compared = item if key < 0 else interp.solver.new()
    call_back(interp, key, (item,), site, compared)
    asked = site.silent()._replace(positional=((compared, False),))
    names = (method, "__radd__") if method == "__add__" else (method,)
    for name in names if method else ():
        interp.solver.listen(compared, lambda it, name=name: call_special(interp, it, name, asked))  # type: ignore[misc]


def update_mapping(interp: AbstractInterpreter, made: int, source: int, site: CallSite) -> None:
    """Put the items of whatever a variable holds, a mapping or pairs, into a mapping."""
    solver, containers = interp.solver, interp.heap.containers

    def pair(value: int) -> None:
        if interp.objects.kind(value) is CollectionObject:
            key, item = solver.new(2), solver.new()
            containers.get(value, 0, key)
            containers.get(value, 1, item)
            stored = site._replace(positional=((key, False), (item, False)))
            solver.listen(solver.singleton(made), lambda it: interp.write_item(it, stored))

    def found(value: int) -> None:
        if containers.is_mapping(value):
            containers.copy(value, made, None)
        else:
            item = solver.new()
            iterate_later(interp, value, site._replace(target=item))
            solver.listen(item, pair)

    solver.listen(source, found)
