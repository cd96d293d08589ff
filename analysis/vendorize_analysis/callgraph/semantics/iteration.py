"""Iteration, `yield from`, `await` and `with`: what the language asks of objects step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.ir.operations import SENT, YIELDED
from vendorize_analysis.callgraph.semantics.instantiation import enum_members
from vendorize_analysis.callgraph.semantics.special_methods import call_special
from vendorize_analysis.callgraph.solver.objects import (
    OPAQUE,
    UNKNOWN,
    ClassObject,
    CollectionObject,
    ConstantObject,
    InstanceObject,
    PlainObject,
)

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter


def iterate(interp: AbstractInterpreter, value: int, site: CallSite) -> None:
    """Read what iterating over an object yields."""
    solver = interp.solver
    known = interp.objects[value]
    site = site._replace(positional=(), keywords=())
    if isinstance(known, CollectionObject):
        interp.heap.containers.iterate(value, site.target)
    elif isinstance(known, OPAQUE):
        solver.add(site.target, UNKNOWN)
    elif isinstance(known, (InstanceObject, ClassObject)):
        interp.heap.containers.iterate(value, site.target)
        if isinstance(known, ClassObject) and site.target >= 0:
            enum_members(interp, value, site.target)
        for first, then in (("__iter__", "__next__"), ("__aiter__", "__anext__")):
            iterator = solver.new()
            if call_special(interp, value, first, site._replace(target=iterator)):
                solver.listen(iterator, lambda it, then=then: advance(interp, it, then, site))  # type: ignore[misc]
                return
        call_special(interp, value, "__getitem__", site._replace(positional=((solver.new(), False),)))
    elif isinstance(known, (ConstantObject, PlainObject)):
        solver.add(site.target, interp.objects.number(PlainObject, "object"))


def advance(interp: AbstractInterpreter, iterator: int, name: str, site: CallSite) -> None:
    """Take the next item of an iterator."""
    if interp.objects.kind(iterator) is InstanceObject:
        call_special(interp, iterator, name, site)
    else:
        iterate(interp, iterator, site)


def delegate(interp: AbstractInterpreter, value: int, site: CallSite) -> None:
    """Yield all that an object yields (`yield from`), and read what it returns."""
    base = site.frame.base
    if interp.objects.kind(value) is CollectionObject:
        interp.heap.containers.result(value, site.target)
        interp.solver.add_edge(base + SENT, interp.heap.containers.sent(value))
    iterate(interp, value, site._replace(target=base + YIELDED))


def wait(interp: AbstractInterpreter, value: int, site: CallSite) -> None:
    """Wait for an object (`await`); what a coroutine returns stands for it already."""
    solver = interp.solver
    iterator = solver.new()
    if interp.objects.kind(value) is InstanceObject and call_special(
        interp, value, "__await__", site._replace(target=iterator)
    ):
        solver.listen(iterator, lambda it: interp.heap.containers.result(it, site.target))
    else:
        solver.add(site.target, value)


def manage(interp: AbstractInterpreter, variable: int, site: CallSite, *, asynchronous: bool) -> None:
    """Enter and leave whatever context manager a variable holds."""
    enter, leave = ("__aenter__", "__aexit__") if asynchronous else ("__enter__", "__exit__")

    def found(value: int) -> None:
        known = interp.objects[value]
        if isinstance(known, CollectionObject) and known.type == "generator":
            interp.heap.containers.iterate(value, site.target)  # made by `contextlib.contextmanager`
        elif isinstance(known, InstanceObject):
            call_special(interp, value, enter, site)
            call_special(interp, value, leave, site.silent()._replace(positional=thrown_arguments(interp)))
            if not interp.heap.classes.finds(known.cls, enter):
                interp.solver.add(site.target, value)
        elif not isinstance(known, ConstantObject):
            interp.solver.add(site.target, value)

    interp.solver.listen(variable, found)


def thrown_arguments(interp: AbstractInterpreter) -> tuple[tuple[int, bool], ...]:
    """Return what a context manager is left with: type, exception and traceback."""
    blank = (interp.solver.new(), False)
    return (blank, (interp.heap.exceptions.thrown, False), blank)
