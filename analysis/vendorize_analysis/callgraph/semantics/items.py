"""Items: read, written and sliced, as far as keys are literals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.semantics.instantiation import enum_members
from vendorize_analysis.callgraph.semantics.modules import module_value
from vendorize_analysis.callgraph.semantics.special_methods import call_special
from vendorize_analysis.callgraph.solver.objects import (
    OPAQUE,
    UNKNOWN,
    AnyObject,
    BuiltinObject,
    ClassObject,
    CollectionObject,
    ConstantObject,
    ExternalObject,
    ExternalResult,
    InstanceObject,
    ModuleObject,
    NamespaceObject,
    PlainObject,
)

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter
    from vendorize_analysis.callgraph.ir.keys import Key
    from vendorize_analysis.callgraph.semantics.unpacking import Bounds
    from vendorize_analysis.callgraph.solver.object_table import ObjectTable


def read_item(interp: AbstractInterpreter, value: int, site: CallSite) -> None:
    """Read an item of an object; the key is the argument."""
    solver = interp.solver
    known = interp.objects[value]
    if isinstance(known, CollectionObject):
        solver.listen(site.positional[0][0], lambda key: _read_key(interp, value, key, site))
    elif isinstance(known, OPAQUE):
        _read_opaque(interp, value, known, site)
    elif isinstance(known, NamespaceObject):
        solver.listen(site.positional[0][0], lambda key: _read_name(interp, known.holder, key, site))
    elif isinstance(known, ClassObject):
        enum_members(interp, value, site.target)
        call_special(interp, value, "__class_getitem__", site)
        solver.add(site.target, value)  # `Generic[T]` is as good as the class
    elif isinstance(known, InstanceObject):
        if not call_special(interp, value, "__getitem__", site):
            solver.listen(site.positional[0][0], lambda key: _read_key(interp, value, key, site))
        call_special(interp, value, "__missing__", site)
    elif isinstance(known, BuiltinObject):
        solver.add(site.target, value)


def _read_opaque(
    interp: AbstractInterpreter, value: int, known: AnyObject | ExternalObject | ExternalResult, site: CallSite
) -> None:
    is_generic = isinstance(known, ExternalObject) and known.name.rpartition(".")[2][:1].isupper()
    interp.solver.add(site.target, value if is_generic else UNKNOWN)
    interp.heap.escapes.escape_arguments(site)
    if not isinstance(known, AnyObject) and known.name == "sys.modules":
        interp.solver.listen(site.positional[0][0], lambda key: _read_loaded(interp, key, site))


def _read_key(interp: AbstractInterpreter, value: int, key: int, site: CallSite) -> None:
    if interp.objects.kind(key) is InstanceObject:
        _ask_key(interp, value, key, site)
    interp.heap.containers.get(value, _literal(interp.objects, key), site.target)


def _ask_key(interp: AbstractInterpreter, value: int, key: int, site: CallSite) -> None:
    """Ask an object that serves as a key for its hash, or for the place that it means."""
    method = "__hash__" if interp.heap.containers.is_mapping(value) else "__index__"
    call_special(interp, key, method, site.silent())


def _literal(objects: ObjectTable, key: int) -> Key | None:
    known = objects[key]
    return known.value if isinstance(known, ConstantObject) else None


def _read_loaded(interp: AbstractInterpreter, key: int, site: CallSite) -> None:
    name = _literal(interp.objects, key)
    if isinstance(name, str) and interp.heap.modules.sources.kind(name) != "missing":
        interp.solver.add(site.target, module_value(interp, name))


def _read_name(interp: AbstractInterpreter, holder: int, key: int, site: CallSite) -> None:
    name = _literal(interp.objects, key)
    if isinstance(name, str):
        interp.read_attribute(holder, name, site._replace(positional=()))
    module = interp.objects[holder]
    if not isinstance(name, str) or (
        isinstance(module, ModuleObject) and not interp.heap.modules.has(module.name, name)
    ):
        interp.solver.add(site.target, UNKNOWN)
        interp.heap.escapes.objects.escape(holder)


def write_item(interp: AbstractInterpreter, value: int, site: CallSite) -> None:
    """Write an item of an object; key and value are the arguments."""
    kind = interp.objects.kind(value)
    if kind in OPAQUE or kind is PlainObject:
        interp.heap.escapes.escape_arguments(site)
    elif not call_special(interp, value, "__setitem__", site):
        interp.solver.listen(site.positional[0][0], lambda index: _store(interp, value, index, site))


def _store(interp: AbstractInterpreter, value: int, index: int, site: CallSite) -> None:
    containers, escapes = interp.heap.containers, interp.heap.escapes
    key, source = (argument for argument, _ in site.positional)
    known = interp.objects[value]
    name = _literal(interp.objects, index)
    if isinstance(known, NamespaceObject) and isinstance(name, str):
        interp.write_attribute(known.holder, name, site._replace(positional=((source, False),)))
    elif isinstance(known, NamespaceObject):
        escapes.escape_arguments(site)
    elif isinstance(known, (CollectionObject, InstanceObject)):
        if interp.objects.kind(index) is InstanceObject:
            _ask_key(interp, value, index, site)
        containers.put(value, name, source)
        containers.put_key(value, key)
    else:
        escapes.escape_held([key, source])


def slice_of(interp: AbstractInterpreter, value: int, bounds: Bounds | None, site: CallSite, made: int) -> None:
    """Read a part of an object into a new collection; without bounds any items at any places."""
    solver, containers = interp.solver, interp.heap.containers
    kind = interp.objects.kind(value)
    if kind is CollectionObject:
        if bounds is None:
            containers.put(made, None, containers.values(value))
        else:
            low, high = bounds
            containers.copy(value, made, low or 0, high)
        solver.add(site.target, made)
    elif kind in {AnyObject, PlainObject, ConstantObject}:
        solver.add(site.target, interp.objects.number(PlainObject, "str") if kind is ConstantObject else value)
    else:
        containers.put(made, None, site.target)
        call_special(interp, value, "__getitem__", site._replace(positional=((solver.new(), False),)))
