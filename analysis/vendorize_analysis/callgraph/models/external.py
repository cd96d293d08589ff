"""What is not read, the standard library above all: which functions it calls back, and what some of it gives."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.models.arguments import (
    call_back,
    give,
    give_held,
    new_collection,
    update_mapping,
)
from vendorize_analysis.callgraph.semantics.iteration import manage
from vendorize_analysis.callgraph.semantics.unpacking import extend
from vendorize_analysis.callgraph.solver.objects import (
    ExternalObject,
    ExternalResult,
    FieldFactory,
    WrappedFunction,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter, Model

_SAME: Final = frozenset(
    {
        "abc.abstractmethod",
        "asyncio.create_task",
        "asyncio.ensure_future",
        "asyncio.run",
        "asyncio.wait_for",
        "contextlib.asynccontextmanager",
        "contextlib.contextmanager",
        "copy.copy",
        "copy.deepcopy",
        "functools.cache",
        "functools.lru_cache",
        "functools.total_ordering",
        "types.coroutine",
        "typing.cast",
        "typing.final",
        "typing.no_type_check",
        "typing.overload",
        "typing.runtime_checkable",
        "weakref.proxy",
    }
)
"""Return what their last positional argument is, or something that stands for it."""
_FACTORIES: Final = frozenset({"functools.lru_cache"})
"""Of these, what gives a decorator where it does not get a function."""
_WRAPPERS: Final = {
    "abc.abstractclassmethod": "classmethod",
    "abc.abstractproperty": "property",
    "abc.abstractstaticmethod": "staticmethod",
    "enum.property": "property",
    "functools.cached_property": "property",
    "types.DynamicClassAttribute": "property",
}
_MAPPINGS: Final = {"collections.OrderedDict": "dict", "collections.defaultdict": "dict", "collections.deque": "list"}


def call_external(models: Mapping[str, Model], interp: AbstractInterpreter, value: int, site: CallSite) -> None:
    """Call something that is not read: by its model, else it may do anything with what it gets."""
    known = interp.objects[value]
    if not isinstance(known, ExternalObject):
        return
    name = known.name
    interp.edges.call(site.location, name)
    model = models.get(name)
    if model is not None:
        model(interp, site)
    elif name in _SAME and site.positional:
        _same(interp, site)
        if name in _FACTORIES:
            give(interp, site, interp.objects.number(ExternalResult, name))
    elif name in _WRAPPERS and site.positional:
        _wrap(interp, _WRAPPERS[name], site)
    else:
        _call_other(interp, name, site)


def _call_other(interp: AbstractInterpreter, name: str, site: CallSite) -> None:
    if site.target >= 0:
        interp.solver.add(site.target, interp.objects.number(ExternalResult, name))
        if site.decorator:
            _same(interp, site)
    interp.escape(site)


def call_result(interp: AbstractInterpreter, value: int, site: CallSite) -> None:
    """Call what a call of something external gave: a decorator gives what it decorates, or stands for it."""
    known = interp.objects[value]
    if site.target >= 0:
        if site.decorator or (isinstance(known, ExternalResult) and known.name in _SAME):
            _same(interp, site)
        else:
            interp.solver.add(site.target, value)
    interp.escape(site)


def _same(interp: AbstractInterpreter, site: CallSite) -> None:
    if site.positional:
        give_held(interp, site, site.positional[-1][0])


def _closing(interp: AbstractInterpreter, site: CallSite) -> None:
    """Return what is closed where the context is left, by its own method: nobody else is seen to call that."""
    _same(interp, site)
    interp.escape(site)


def _wrap(interp: AbstractInterpreter, how: str, site: CallSite) -> None:
    interp.solver.listen(
        site.positional[0][0],
        lambda value: interp.solver.add(site.target, interp.objects.number(WrappedFunction, how, value)),
    )


def _collection(interp: AbstractInterpreter, site: CallSite, *, kind: str) -> None:
    made = new_collection(interp, site, kind)
    if kind == "dict" and len(site.positional) == 1 and site.target >= 0:
        result = interp.solver.new()
        call_back(interp, site.positional[0][0], (), site, result)
        interp.heap.containers.put(made, None, result)
        update_mapping(interp, made, site.positional[0][0], site)
    elif site.positional:
        extend(interp, made, site.positional[0][0], site, keys=True)


def _enter(interp: AbstractInterpreter, site: CallSite) -> None:
    for variable, _ in site.positional[:1]:
        manage(interp, variable, site._replace(positional=()), asynchronous=False)


def _field(interp: AbstractInterpreter, site: CallSite) -> None:
    """Return a field of a data class: what makes its default is called for each object."""
    factory, default = site.argument(99, "default_factory"), site.argument(99, "default")
    if site.target >= 0 and factory >= 0:
        interp.solver.add(site.target, interp.objects.number(FieldFactory, factory))
    elif site.target >= 0 and default >= 0:
        interp.solver.add_edge(default, site.target)


def _namespace(interp: AbstractInterpreter, site: CallSite) -> None:
    if site.target >= 0:
        place = interp.heap.frames.site(site.frame, site.site)
        value = interp.objects.number(ExternalResult, "types.SimpleNamespace", place)
        for name, variable in site.keywords:
            if name:
                interp.solver.add_edge(variable, interp.heap.classes.field(value, name))
        interp.solver.add(site.target, value)


MODELS: Final[dict[str, Model]] = {
    "contextlib.ExitStack.enter_context": _enter,
    "contextlib.closing": _closing,
    "contextlib.nullcontext": _same,
    "dataclasses.field": _field,
    "types.SimpleNamespace": _namespace,
    **{name: partial(_collection, kind=kind) for name, kind in _MAPPINGS.items()},
}
"""Functions that no other file has a model of."""
