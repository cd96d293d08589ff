"""Members of classes: what they become when an object or the class is asked for them (the descriptor protocol)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.solver.objects import (
    AbstractObject,
    AnyObject,
    BoundMethod,
    ConstantObject,
    ExternalObject,
    ExternalResult,
    FunctionObject,
    GenericFunction,
    InstanceObject,
    PartialMethod,
    WrappedFunction,
)
from vendorize_analysis.tables import stdlib

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter

_DESCRIPTORS: Final = frozenset({"enum.property", "types.DynamicClassAttribute"})
"""Classes of the standard library that bind and have no model of their own."""


def bind(interp: AbstractInterpreter, member: int, owner: tuple[int, int], site: CallSite) -> None:
    """Store what a member of a class becomes for a receiver; `owner` is the receiver and its class."""
    solver = interp.solver
    receiver, cls = owner
    known = interp.objects[member]
    target = site.target
    is_class = receiver == cls
    if isinstance(known, WrappedFunction):
        _bind_wrapped(interp, (member, known), owner, site)
    elif isinstance(known, (FunctionObject, PartialMethod, GenericFunction)) and not is_class:
        if target >= 0:
            solver.add(target, interp.objects.number(BoundMethod, member, receiver))
    elif isinstance(known, InstanceObject) and interp.heap.classes.finds(known.cls, "__get__"):
        holders = [solver.singleton(each) for each in (member, receiver, cls)]
        get = site._replace(positional=tuple((each, False) for each in holders), receiver=member)
        interp.heap.classes.resolve(known.cls, "__get__", lambda it: interp.invoke(it, get))
    else:
        if not is_class and _may_bind(known):
            interp.heap.escapes.objects.escape(receiver)
        if target >= 0:
            solver.add(target, member)


def _bind_wrapped(
    interp: AbstractInterpreter, member: tuple[int, WrappedFunction], owner: tuple[int, int], site: CallSite
) -> None:
    receiver, cls = owner
    value, known = member
    if known.how == "property" and receiver != cls:
        holder = interp.solver.singleton(receiver)
        get = site._replace(positional=((holder, False),), keywords=(), receiver=receiver)
        interp.invoke(known.function, get)
    elif site.target < 0:
        return
    elif known.how == "staticmethod":
        interp.solver.add(site.target, known.function)
    elif known.how == "classmethod":
        interp.solver.add(site.target, interp.objects.number(BoundMethod, known.function, cls))
    elif receiver == cls:
        interp.solver.add(site.target, value)


def _may_bind(known: AbstractObject) -> bool:
    """Tell whether a member of a class that is not read may get the object that is asked for it (`__get__`)."""
    if isinstance(known, ExternalObject):
        return not stdlib.is_standard_class(known.name)
    if isinstance(known, ExternalResult):
        return known.name in _DESCRIPTORS or not stdlib.is_standard_module(known.name.rpartition(".")[0])
    return isinstance(known, AnyObject)


def read_own(interp: AbstractInterpreter, value: int, name: str, target: int) -> None:
    """Read an attribute of an object itself."""
    interp.heap.classes.when_written(value, name, lambda field: interp.solver.add_edge(field, target))


def call_by_name(interp: AbstractInterpreter, owner: tuple[int, int], method: str, asked: tuple[str, CallSite]) -> None:
    """Call `__getattr__` or `__getattribute__` of an object with the name that is asked for."""
    value, cls = owner
    name, site = asked
    named = interp.solver.singleton(interp.objects.number(ConstantObject, name))
    ask = site._replace(
        positional=((interp.solver.singleton(value), False), (named, False)), keywords=(), receiver=value
    )
    interp.heap.classes.resolve(cls, method, lambda it: interp.invoke(it, ask))
