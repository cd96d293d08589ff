"""`raise` and `except`: all exceptions meet in one variable, and types tell who catches them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.solver.objects import (
    AnyObject,
    BuiltinObject,
    ClassObject,
    CollectionObject,
    ExternalObject,
    InstanceObject,
    PlainObject,
)

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter


def raise_value(interp: AbstractInterpreter, value: int, site: CallSite) -> None:
    """Raise an object; a class is called first."""
    kind, thrown = interp.objects.kind(value), interp.heap.exceptions.thrown
    if kind is ClassObject:
        interp.invoke(value, site._replace(target=thrown))
    elif kind is InstanceObject:
        interp.solver.add(thrown, value)
    elif kind is CollectionObject:
        interp.solver.add(thrown, value)
        _raise_members(interp, value, site._replace(target=thrown))


def _raise_members(interp: AbstractInterpreter, group: int, site: CallSite) -> None:
    """Count what an exception group holds as raised: `except*` takes it out."""
    members = interp.solver.new()
    interp.heap.containers.get(group, 1, members)
    interp.solver.listen(members, lambda value: interp.iterate(value, site))


def catch(interp: AbstractInterpreter, types: int, target: int) -> None:
    """Store the exceptions of a type (or of several in a collection) that are raised anywhere."""
    seen: set[int] = set()  # a collection may hold itself
    interp.solver.listen(types, lambda cls: _catch_type(interp, cls, target, seen))


def _catch_type(interp: AbstractInterpreter, cls: int, target: int, seen: set[int]) -> None:
    solver = interp.solver
    if cls in seen:
        return
    seen.add(cls)
    kind = interp.objects.kind(cls)
    if kind is CollectionObject:
        members = interp.heap.containers.values(cls)
        solver.listen(members, lambda member: _catch_type(interp, member, target, seen))
    elif kind in {ClassObject, BuiltinObject, ExternalObject, AnyObject}:
        solver.listen(interp.heap.exceptions.thrown, lambda value: _catch_one(interp, cls, value, target))
        if kind in {BuiltinObject, ExternalObject}:
            solver.add(target, interp.objects.number(PlainObject, "exception"))


def _catch_one(interp: AbstractInterpreter, cls: int, value: int, target: int) -> None:
    classes = interp.heap.classes
    known = interp.objects[value]
    is_own = cls in classes.all
    if isinstance(known, CollectionObject) and is_own:
        return  # a built-in exception is no object of a class of the program
    if not isinstance(known, InstanceObject) or not is_own or classes.inherits(known.cls, cls):
        interp.solver.add(target, value)
