"""Calls: what each kind of object does when it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.ir.operations import RETURNED, SENT, YIELDED
from vendorize_analysis.callgraph.semantics.arguments import bind_arguments
from vendorize_analysis.callgraph.semantics.instantiation import call_class
from vendorize_analysis.callgraph.solver.objects import (
    UNKNOWN,
    AnyObject,
    BoundMethod,
    ClassObject,
    CollectionObject,
    FunctionObject,
    InstanceObject,
    Kind,
    PartialMethod,
    PartialObject,
    PlainObject,
    WrappedFunction,
)

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.heap.frames import Frame
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter, Action
    from vendorize_analysis.callgraph.solver.objects import CallString


def _call_function(interp: AbstractInterpreter, value: int, site: CallSite) -> None:
    """Run a function with arguments."""
    known = interp.objects[value]
    if not isinstance(known, FunctionObject):
        return
    frames = interp.heap.frames
    scope = frames.scopes[known.scope]
    interp.edges.call(site.location, scope.name)
    frame = interp.enter(scope, frames.all[known.frame], _context(interp, site))
    bind_arguments(interp, frame, site, interp.heap.callables.defaults.get(value, {}))
    if site.target < 0:
        return
    if scope.is_generator:
        interp.solver.add(site.target, _generator(interp, frame))
    else:
        interp.solver.add_edge(frame.base + RETURNED, site.target)


def _generator(interp: AbstractInterpreter, frame: Frame) -> int:
    """Return the generator that a frame is."""
    containers, base = interp.heap.containers, frame.base
    made = interp.objects.number(CollectionObject, "generator", -1 - frame.scope.number, frame.context)
    containers.put(made, None, base + YIELDED)
    containers.returned(made, base + RETURNED)
    interp.heap.exceptions.finish(made, base + RETURNED)
    interp.solver.add_edge(containers.sent(made), base + SENT)
    return made


def _context(interp: AbstractInterpreter, site: CallSite) -> CallString:
    """Tell calls apart by the receiver, else by their place."""
    frames = interp.heap.frames
    if not frames.sensitive:
        return ()
    if site.receiver >= 0:
        known = interp.objects[site.receiver]
        if isinstance(known, InstanceObject):
            return (-2 - site.receiver, *known.context)[:2]
    return frames.push(site.frame, site.place)


def _call_instance(interp: AbstractInterpreter, value: int, site: CallSite) -> None:
    known = interp.objects[value]
    if isinstance(known, InstanceObject):
        own = site.first(interp.solver.singleton(value))._replace(receiver=value)
        interp.heap.classes.resolve(known.cls, "__call__", lambda it: interp.invoke(it, own))


def _call_bound(interp: AbstractInterpreter, value: int, site: CallSite) -> None:
    known = interp.objects[value]
    if isinstance(known, BoundMethod):
        holder = interp.solver.singleton(known.receiver)
        interp.invoke(known.function, site.first(holder)._replace(receiver=known.receiver))


def _call_wrapped(interp: AbstractInterpreter, value: int, site: CallSite) -> None:
    known = interp.objects[value]
    if isinstance(known, WrappedFunction) and known.how == "staticmethod":
        interp.invoke(known.function, site)


def _call_partial(interp: AbstractInterpreter, value: int, site: CallSite) -> None:
    for function, first in interp.heap.callables.partials.get(value, ()):
        both = site._replace(
            positional=(*first.positional, *site.positional), keywords=(*first.keywords, *site.keywords)
        )
        interp.call(function, both)


def _call_partial_method(interp: AbstractInterpreter, value: int, site: CallSite) -> None:
    """Call a `functools.partialmethod`: the object comes before the arguments that were given first."""
    for function, first in interp.heap.callables.partials.get(value, ()):
        both = site._replace(
            positional=(*site.positional[:1], *first.positional, *site.positional[1:]),
            keywords=(*first.keywords, *site.keywords),
        )
        interp.call(function, both)


def _call_unknown(interp: AbstractInterpreter, _value: int, site: CallSite) -> None:
    if site.counts:
        interp.edges.unresolved_call(site.location)
    if site.target >= 0:
        interp.solver.add(site.target, UNKNOWN)
    interp.escape(site)


def _call_plain(interp: AbstractInterpreter, _value: int, site: CallSite) -> None:
    interp.heap.escapes.escape_arguments(site)


def escape(interp: AbstractInterpreter, site: CallSite) -> None:
    """Hand the arguments of a call to code that is not read: it may call functions, and keep everything."""
    interp.heap.escapes.escape_arguments(site)
    for variable in site.arguments():
        interp.solver.listen(variable, lambda value: _called_back(interp, value, site))


def _called_back(interp: AbstractInterpreter, value: int, site: CallSite) -> None:
    known = interp.objects[value]
    function = interp.objects[known.function] if isinstance(known, BoundMethod) else known
    if isinstance(function, FunctionObject) and not site.decorator:
        callee = interp.heap.frames.scopes[function.scope]
        interp.edges.call(site.location, callee.name, certain=False)
        interp.heap.escapes.objects.called_back[value] = None


CALLS: Final[dict[Kind, Action]] = {
    FunctionObject: _call_function,
    ClassObject: call_class,
    InstanceObject: _call_instance,
    BoundMethod: _call_bound,
    WrappedFunction: _call_wrapped,
    PartialObject: _call_partial,
    PartialMethod: _call_partial_method,
    AnyObject: _call_unknown,
    PlainObject: _call_plain,
}
"""What each kind of object does when it is called, as far as no model is asked."""
