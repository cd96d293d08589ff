"""What the module `functools` makes of functions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.models.arguments import call_back, give, give_held, items_of
from vendorize_analysis.callgraph.solver.objects import (
    BoundMethod,
    BuiltinMethod,
    FunctionObject,
    GenericFunction,
    PartialMethod,
    PartialObject,
    WrapsDecorator,
)

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter, Model

_REGISTERED: Final = "<registered>"
"""Attribute of a generic function that holds its implementations: no name of the program."""


def _partial(interp: AbstractInterpreter, site: CallSite, *, kind: type[PartialObject | PartialMethod]) -> None:
    if site.target < 0 or not site.positional:
        return
    place = interp.heap.frames.site(site.frame, site.site)
    value = interp.objects.number(kind, place, site.frame.context)
    rest = site._replace(positional=site.positional[1:])
    interp.heap.callables.partials.setdefault(value, []).append((site.positional[0][0], rest))
    interp.solver.add(site.target, value)


def _reduce(interp: AbstractInterpreter, site: CallSite) -> None:
    result = interp.solver.new()
    item = items_of(interp, site.argument(1), site)
    start = site.argument(2)
    interp.solver.add_edge(item if start < 0 else start, result)
    call_back(interp, site.argument(0), (result, item), site, result)
    give_held(interp, site, result)


def _method(interp: AbstractInterpreter, site: CallSite) -> None:
    solver = interp.solver
    if site.target < 0 or len(site.positional) != 2:  # noqa: PLR2004 (a function and an object)
        return
    function, receiver = (variable for variable, _ in site.positional)

    def found(value: int) -> None:
        solver.listen(receiver, lambda it: solver.add(site.target, interp.objects.number(BoundMethod, value, it)))

    solver.listen(function, found)


# -- wraps ----------------------------------------------------------------------------------------------------------


def _wraps(interp: AbstractInterpreter, site: CallSite) -> None:
    wrapped = site.argument(0)
    if wrapped >= 0 and site.target >= 0:
        give(interp, site, interp.objects.number(WrapsDecorator, wrapped))


def _update_wrapper(interp: AbstractInterpreter, site: CallSite) -> None:
    wrapped = site.argument(1, "wrapped")
    if wrapped >= 0:
        call_wraps(interp, interp.objects.number(WrapsDecorator, wrapped), site)


def call_wraps(interp: AbstractInterpreter, value: int, site: CallSite) -> None:
    """Call what `functools.wraps(f)` gave: the function stays, and has `f` as an attribute."""
    solver, classes = interp.solver, interp.heap.classes
    known = interp.objects[value]
    if not isinstance(known, WrapsDecorator):
        return
    wrapped = known.variable
    for variable, _ in site.positional[:1]:
        give_held(interp, site, variable)
        solver.listen(variable, lambda it: solver.add_edge(wrapped, classes.field(it, "__wrapped__")))


# -- singledispatch -------------------------------------------------------------------------------------------------


def _generic(interp: AbstractInterpreter, site: CallSite) -> None:
    source = site.argument(0)
    if source < 0 or site.target < 0:
        return

    def found(function: int) -> None:
        value = interp.objects.number(GenericFunction, function)
        interp.solver.add(interp.heap.classes.field(value, _REGISTERED), function)
        interp.solver.add(site.target, value)

    interp.solver.listen(source, found)


def call_generic(interp: AbstractInterpreter, value: int, site: CallSite) -> None:
    """Call every implementation of a generic function."""
    interp.call(interp.heap.classes.field(value, _REGISTERED), site)


def register(interp: AbstractInterpreter, generic: int, name: str, site: CallSite) -> None:
    """Add an implementation to a generic function, or give those that there are (`dispatch`)."""
    solver = interp.solver
    registered = interp.heap.classes.field(generic, _REGISTERED)
    if name == "dispatch":
        give_held(interp, site, registered)
        return

    def found(value: int) -> None:
        if interp.objects.kind(value) in {FunctionObject, BoundMethod, PartialObject}:
            solver.add(registered, value)
            give(interp, site, value)
        elif site.target >= 0 and len(site.positional) == 1:
            solver.add(site.target, interp.objects.number(BuiltinMethod, generic, name))

    for variable, _ in site.positional[-1:]:
        solver.listen(variable, found)


MODELS: Final[dict[str, Model]] = {
    "functools.partial": partial(_partial, kind=PartialObject),
    "functools.partialmethod": partial(_partial, kind=PartialMethod),
    "functools.reduce": _reduce,
    "functools.singledispatch": _generic,
    "functools.singledispatchmethod": _generic,
    "functools.update_wrapper": _update_wrapper,
    "functools.wraps": _wraps,
    "types.MethodType": _method,
}
