"""Attributes of classes and of `super()`, and the names that objects surely have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.semantics.instantiation import enum_members
from vendorize_analysis.callgraph.semantics.members import bind
from vendorize_analysis.callgraph.semantics.method_names import METHODS
from vendorize_analysis.callgraph.solver.objects import (
    AnyObject,
    BuiltinMethod,
    ClassObject,
    CollectionObject,
    ConstantObject,
    InstanceObject,
    ModuleObject,
    NamespaceObject,
    SuperObject,
)

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter


def read_class(interp: AbstractInterpreter, value: int, name: str, site: CallSite) -> None:
    """Read an attribute of a class: a member, one of its metaclass, or what every class has."""
    classes = interp.heap.classes
    classes.resolve(value, name, lambda it: bind(interp, it, (value, value), site))
    for meta in classes.metaclasses(value):
        classes.resolve(meta, name, lambda it, meta=meta: bind(interp, it, (value, meta), site))  # type: ignore[misc]
    if site.target >= 0:
        _read_type(interp, value, name, site.target)


def _read_type(interp: AbstractInterpreter, value: int, name: str, target: int) -> None:
    """Read what `type` gives every class."""
    solver, objects, classes = interp.solver, interp.objects, interp.heap.classes
    if name == "__dict__":
        solver.add(target, objects.number(NamespaceObject, value))
    elif name == "__name__":
        dotted = classes.scope(value).name
        solver.add(target, objects.number(ConstantObject, dotted.rpartition(".")[2]))
    elif name in {"__mro__", "__bases__"}:
        made = objects.number(CollectionObject, "tuple", f"{name} {value}", ())
        item = solver.new()
        interp.heap.containers.put(made, None, item)
        classes.collect(value, name, item)
        solver.add(target, made)
    elif name == "__base__":
        classes.collect(value, "__bases__", target)
    elif name in {"__new__", "mro", "__subclasses__"} and not classes.finds(value, name):
        solver.add(target, objects.number(BuiltinMethod, value, name))
    elif not name.startswith("_") and classes.defines(value, name):
        enum_members(interp, value, target)


def read_super(interp: AbstractInterpreter, value: int, name: str, site: CallSite) -> None:
    """Read an attribute of what `super()` gives: one of the classes after a class."""
    known = interp.objects[value]
    if not isinstance(known, SuperObject):
        return
    classes = interp.heap.classes
    cls, receiver = known
    held = interp.objects[receiver]
    if isinstance(held, InstanceObject):
        own = held.cls
        classes.resolve(own, name, lambda it: bind(interp, it, (receiver, own), site), after=cls)
        if name in METHODS and site.target >= 0 and classes.external_bases(own):
            interp.solver.add(site.target, interp.objects.number(BuiltinMethod, receiver, name))
    elif isinstance(held, ClassObject):
        # `cls.__mro__` of a class method; of a metaclass's method the class is the object
        searched = receiver if classes.inherits(receiver, cls) else cls
        classes.resolve(searched, name, lambda it: bind(interp, it, (receiver, searched), site), after=cls)
        if name in {"__new__", "__call__"} and site.target >= 0:
            interp.solver.add(site.target, interp.objects.number(BuiltinMethod, receiver, name))
    elif isinstance(held, AnyObject):
        classes.resolve(cls, name, lambda it: bind(interp, it, (receiver, cls), site), after=cls)


def names_of(interp: AbstractInterpreter, value: int) -> list[str]:
    """Return the names that an object, a class or a module surely has, sorted."""
    classes = interp.heap.classes
    known = interp.objects[value]
    if isinstance(known, ModuleObject):
        return sorted(interp.heap.modules.names(known.name))
    return sorted(classes.names(known.cls if isinstance(known, InstanceObject) else value))
