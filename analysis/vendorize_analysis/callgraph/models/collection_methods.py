"""Methods of collections: which items they put in, take out, compare and hand on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.models.arguments import call_back, collect, compare, tuples, update_mapping
from vendorize_analysis.callgraph.semantics.method_names import ADDING, HANDING_OUT, SCATTERING, TAKING, WHOLE
from vendorize_analysis.callgraph.semantics.unpacking import extend
from vendorize_analysis.callgraph.solver.objects import CollectionObject, PlainObject

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter


def call_collection_method(interp: AbstractInterpreter, value: int, name: str, site: CallSite) -> None:
    """Call a method of a collection, or of an object of a class that inherits from one."""
    containers = interp.heap.containers
    is_mapping = containers.is_mapping(value)
    if name in SCATTERING and not is_mapping:
        containers.scatter(value)
    if name in ADDING:
        source = site.argument(ADDING[name])
        if source >= 0:
            containers.put(value, None, source)
    elif name == "send" and site.positional:
        interp.solver.add_edge(site.positional[0][0], containers.sent(value))
        _give(interp, value, name, site)
    elif name == "add_done_callback":
        call_back(interp, site.argument(0), (interp.solver.singleton(value),), site)
    elif name in {"extend", "update", "extendleft", "__init__"}:
        _extend(interp, value, site)
    elif name == "sort":
        compare(interp, (containers.values(value), site.argument(99, "key")), "__lt__", site)
    elif name in {"get", "setdefault", "pop", "__getitem__"} and is_mapping:
        _look_up(interp, value, name, site)
    elif site.target >= 0:
        _give(interp, value, name, site)


def _extend(interp: AbstractInterpreter, value: int, site: CallSite) -> None:
    for variable, _ in site.positional[-1:]:
        if interp.heap.containers.is_mapping(value):
            update_mapping(interp, value, variable, site)
        else:
            extend(interp, value, variable, site, keys=False)
    for name, variable in site.keywords:
        interp.heap.containers.put(value, name or None, variable)


def _look_up(interp: AbstractInterpreter, value: int, name: str, site: CallSite) -> None:
    solver = interp.solver
    key, default = site.argument(0), site.argument(1)
    if key < 0:
        return
    if site.target >= 0:
        read = site._replace(positional=((key, False),))
        solver.listen(solver.singleton(value), lambda it: interp.read_item(it, read))
        if default >= 0:
            solver.add_edge(default, site.target)
    if name == "setdefault" and default >= 0:
        stored = site._replace(positional=((key, False), (default, False)), target=-1)
        solver.listen(solver.singleton(value), lambda it: interp.write_item(it, stored))


def _give(interp: AbstractInterpreter, value: int, name: str, site: CallSite) -> None:
    solver, containers = interp.solver, interp.heap.containers
    if site.target < 0:
        return
    known = interp.objects[value]
    handing_out = HANDING_OUT.get(known.type, frozenset()) if isinstance(known, CollectionObject) else frozenset()
    if name in {"items", "popitem"}:
        tuples(interp, site, [containers.keys(value), containers.values(value)], name)
    elif name == "values":
        collect(interp, site, "list", containers.values(value))
    elif name == "keys":
        collect(interp, site, "list", containers.keys(value))
    elif name in WHOLE:
        solver.add(site.target, value)
        for variable, _ in site.positional:
            solver.add_edge(variable, site.target)
    elif name in handing_out or name in TAKING:
        solver.add_edge(containers.values(value), site.target)
    else:
        solver.add(site.target, interp.objects.number(PlainObject, "object"))
