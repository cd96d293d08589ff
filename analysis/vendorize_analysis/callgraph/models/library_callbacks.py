"""Functions of the standard library that call what they are given: threads, executors, exit stacks, finalizers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.models.arguments import (
    call_back,
    collect,
    give,
    give_held,
    items_of,
)
from vendorize_analysis.callgraph.semantics.iteration import thrown_arguments
from vendorize_analysis.callgraph.semantics.special_methods import call_special
from vendorize_analysis.callgraph.solver.objects import ExternalResult

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter, Model

_EXECUTORS: Final = ("Executor", "ThreadPoolExecutor", "ProcessPoolExecutor", "InterpreterPoolExecutor")
_STACKS: Final = ("contextlib.ExitStack", "contextlib.AsyncExitStack")


def _start(interp: AbstractInterpreter, site: CallSite, *, function: tuple[int, str], place: int) -> None:
    """Call a function with a sequence of arguments and a mapping of named ones; give the object that does it."""
    called = site.argument(*function)
    rest, named = site.argument(place, "args"), site.argument(place + 1, "kwargs")
    positional = ((rest, True),) if rest >= 0 else ()
    keywords = (("", named),) if named >= 0 else ()
    if called >= 0:
        interp.call(called, site._replace(target=-1, positional=positional, keywords=keywords))
    give(interp, site, interp.objects.number(ExternalResult, "threading.Thread"))
    interp.heap.escapes.escape_arguments(site)


def _call_later(interp: AbstractInterpreter, site: CallSite, *, place: int) -> None:
    """Call one of the arguments with those behind it."""
    function = site.argument(place)
    if function >= 0:
        interp.call(function, site._replace(target=-1, positional=site.positional[place + 1 :]))
        give_held(interp, site, function)


def _leave(interp: AbstractInterpreter, site: CallSite) -> None:
    """Leave a context manager, or call what does."""
    asked = site.silent()._replace(positional=thrown_arguments(interp))

    def found(value: int) -> None:
        if not call_special(interp, value, "__exit__", asked):
            interp.invoke(value, asked)

    for variable, _ in site.positional[:1]:
        interp.solver.listen(variable, found)
        give_held(interp, site, variable)


def _submit(interp: AbstractInterpreter, site: CallSite) -> None:
    """Call a function; give a future of its result."""
    result = interp.solver.new()
    function = site.argument(0)
    if function >= 0:
        interp.call(function, site._replace(target=result, positional=site.positional[1:]))
    collect(interp, site, "future", result)


def _map(interp: AbstractInterpreter, site: CallSite) -> None:
    result = interp.solver.new()
    items = tuple(items_of(interp, variable, site) for variable, _ in site.positional[1:])
    call_back(interp, site.argument(0), items, site, result)
    collect(interp, site, "generator", result)


def _same_items(interp: AbstractInterpreter, site: CallSite) -> None:
    item = items_of(interp, site.argument(0, "fs"), site)
    collect(interp, site, "generator", item)


MODELS: Final[dict[str, Model]] = {
    "threading.Timer": partial(_start, function=(1, "function"), place=2),
    "threading.Thread": partial(_start, function=(1, "target"), place=3),
    "weakref.finalize": partial(_call_later, place=1),
    "concurrent.futures.as_completed": _same_items,
    **{f"concurrent.futures.{name}.submit": _submit for name in _EXECUTORS},
    **{f"concurrent.futures.{name}.map": _map for name in _EXECUTORS},
    **{f"{name}.callback": partial(_call_later, place=0) for name in _STACKS},
    **{f"{name}.push_async_callback": partial(_call_later, place=0) for name in _STACKS},
    **{f"{name}.push": _leave for name in _STACKS},
}
