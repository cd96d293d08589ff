"""Callables that ask their argument for names: `operator.attrgetter` and its like; `operator.call`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.models.arguments import new_collection
from vendorize_analysis.callgraph.semantics.strings import text_of
from vendorize_analysis.callgraph.solver.objects import GetterObject

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter, Model


def _make(interp: AbstractInterpreter, site: CallSite, *, how: str) -> None:
    if site.target >= 0 and site.positional:
        place = interp.heap.frames.site(site.frame, site.site)
        value = interp.objects.number(GetterObject, how, place, site.frame.context)
        interp.heap.callables.getters[value] = site
        interp.solver.add(site.target, value)


def call_getter(interp: AbstractInterpreter, value: int, site: CallSite) -> None:
    """Ask the argument for what the callable was made for."""
    made, known = interp.heap.callables.getters[value], interp.objects[value]
    source = site.argument(0)
    if source < 0 or not isinstance(known, GetterObject):
        return
    calls = known.how == "methodcaller"
    places = made.positional[:1] if calls else made.positional
    for place, (variable, _) in enumerate(places):
        target = interp.solver.new() if calls or len(places) > 1 else site.target
        asked = site._replace(target=target, positional=(), keywords=())
        if known.how == "itemgetter":
            _read_item(interp, source, asked._replace(positional=((variable, False),)))
        else:
            _read_attribute(interp, source, variable, asked)
        if calls:
            interp.call(target, site._replace(positional=made.positional[1:], keywords=made.keywords))
        elif len(places) > 1:
            interp.heap.containers.put(new_collection(interp, site, "tuple"), place, target)


def _read_item(interp: AbstractInterpreter, source: int, site: CallSite) -> None:
    interp.solver.listen(source, lambda value: interp.read_item(value, site))


def _read_attribute(interp: AbstractInterpreter, source: int, name: int, site: CallSite) -> None:
    """Read an attribute whose name is in a variable, with dots."""
    solver = interp.solver

    def load(holder: int, each: str, asked: CallSite) -> None:
        solver.listen(holder, lambda it: interp.read_attribute(it, each, asked))

    def found(value: int) -> None:
        *first, last = (text_of(interp.objects, value) or "").split(".")
        holder = source
        for each in first:
            after = solver.new()
            load(holder, each, site._replace(target=after))
            holder = after
        if last:
            load(holder, last, site)

    solver.listen(name, found)


def _call(interp: AbstractInterpreter, site: CallSite) -> None:
    """Call the first argument with the others; what it returns is the result."""
    function = site.argument(0)
    if function >= 0:
        interp.call(function, site._replace(positional=site.positional[1:]))


MODELS: Final[dict[str, Model]] = {
    "operator.call": _call,
    **{f"operator.{how}": partial(_make, how=how) for how in ("attrgetter", "itemgetter", "methodcaller")},
}
