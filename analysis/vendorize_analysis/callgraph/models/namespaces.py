"""Methods of namespaces (`vars()`, `globals()`, `__dict__`): names that are read and written as items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.models.arguments import new_collection, tuples
from vendorize_analysis.callgraph.semantics.class_attributes import names_of
from vendorize_analysis.callgraph.solver.objects import (
    ClassObject,
    CollectionObject,
    ModuleObject,
    NamespaceObject,
    PlainObject,
)

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter


def call_namespace_method(interp: AbstractInterpreter, value: int, name: str, site: CallSite) -> None:
    """Call a method of the names of a module or object."""
    known = interp.objects[value]
    if not isinstance(known, NamespaceObject):
        return
    if name == "update":
        _write_all(interp, known.holder, site)
    elif name == "get":
        interp.solver.listen(interp.solver.singleton(value), lambda it: interp.read_item(it, site))
    elif name in {"items", "values"}:
        _list(interp, known.holder, name, site)


def _list(interp: AbstractInterpreter, holder: int, name: str, site: CallSite) -> None:
    """Return all that a class or module binds."""
    solver = interp.solver
    known = interp.objects[holder]
    if site.target < 0 or not isinstance(known, (ClassObject, ModuleObject)):
        return
    item = solver.new()
    for each in names_of(interp, holder):
        if isinstance(known, ClassObject):
            interp.heap.classes.resolve(holder, each, lambda it: solver.add(item, it))
        else:
            solver.add_edge(interp.heap.modules.variable(known.name, each), item)
    if name == "items":
        tuples(interp, site, [solver.singleton(interp.objects.number(PlainObject, "str")), item], name)
    else:
        interp.heap.containers.put(new_collection(interp, site, "list"), None, item)


def _write_all(interp: AbstractInterpreter, holder: int, site: CallSite) -> None:
    """Write every item of a mapping as an attribute (`self.__dict__.update(…)`)."""

    def put(key: object, variable: int) -> None:
        if isinstance(key, str):
            interp.write_attribute(holder, key, site._replace(target=-1, positional=((variable, False),)))

    def found(value: int) -> None:
        if interp.objects.kind(value) is CollectionObject:
            interp.heap.containers.listen(value, put)

    for variable, _ in site.positional[:1]:
        interp.solver.listen(variable, found)
    for name, variable in site.keywords:
        put(name, variable)
