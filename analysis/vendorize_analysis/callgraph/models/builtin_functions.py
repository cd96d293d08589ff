"""Built-in functions: which of their arguments they call, keep and give back."""

from __future__ import annotations

import builtins
from functools import partial
from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.models.arguments import (
    call_back,
    collect,
    compare,
    give,
    give_held,
    items_of,
    iterate_later,
    new_collection,
    tuples,
    update_mapping,
)
from vendorize_analysis.callgraph.semantics.iteration import advance
from vendorize_analysis.callgraph.semantics.special_methods import call_special
from vendorize_analysis.callgraph.semantics.unpacking import copy_items
from vendorize_analysis.callgraph.solver.objects import BuiltinObject, CollectionObject, InstanceObject, PlainObject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter, Model

_SPECIAL: Final = {
    "abs": "__abs__",
    "bool": "__bool__",
    "bytes": "__bytes__",
    "complex": "__complex__",
    "dir": "__dir__",
    "divmod": "__divmod__",
    "float": "__float__",
    "format": "__format__",
    "hash": "__hash__",
    "hex": "__index__",
    "int": "__int__",
    "len": "__len__",
    "pow": "__pow__",
    "print": "__str__",
    "range": "__index__",
    "repr": "__repr__",
    "reversed": "__reversed__",
    "round": "__round__",
    "str": "__str__",
}
"""What a built-in function asks of its first argument."""
_FALLBACKS: Final = {"__bool__": "__len__", "__str__": "__repr__", "__format__": "__str__", "__int__": "__index__"}
_COLLECTIONS: Final = {"list": "list", "tuple": "tuple", "set": "set", "frozenset": "set", "iter": "generator"}
_COMPARED: Final = {"min": "__lt__", "max": "__gt__", "sum": "__add__", "any": "__bool__", "all": "__bool__"}
_EXCEPTIONS: Final = frozenset(
    name for name, value in vars(builtins).items() if isinstance(value, type) and issubclass(value, BaseException)
)


def call_builtin(models: Mapping[str, Model], interp: AbstractInterpreter, value: int, site: CallSite) -> None:
    """Call a built-in function or type; one without a model gives nothing of the program."""
    known = interp.objects[value]
    if not isinstance(known, BuiltinObject):
        return
    name = known.name
    if site.counts and not (site.decorator and name in {"staticmethod", "classmethod", "property"}):
        interp.edges.call(site.location, f"<builtin>.{name}")
    model = models.get(name)
    if model is not None:
        model(interp, site)
    elif name in _EXCEPTIONS:
        made = new_collection(interp, site, "exception")
        for place, (variable, star) in enumerate(site.positional):
            interp.heap.containers.put(made, None if star else place, variable)
    else:
        interp.heap.escapes.escape_arguments(site)
        _give_plain(interp, site)


def _give_plain(interp: AbstractInterpreter, site: CallSite) -> None:
    give(interp, site, interp.objects.number(PlainObject, "object"))


def _call_method(interp: AbstractInterpreter, site: CallSite, *, name: str) -> None:
    method = _SPECIAL[name]
    for variable, _ in site.positional if name in {"print", "range"} else site.positional[:1]:
        asked = site.silent()

        def found(value: int, asked: CallSite = asked) -> None:
            if not call_special(interp, value, method, asked) and method in _FALLBACKS:
                call_special(interp, value, _FALLBACKS[method], asked)

        interp.solver.listen(variable, found)
    _give_plain(interp, site)
    if name == "reversed" and site.positional:
        made = new_collection(interp, site, "generator")
        interp.heap.containers.put(made, None, items_of(interp, site.positional[0][0], site))


def _collect(interp: AbstractInterpreter, site: CallSite, *, name: str) -> None:
    containers = interp.heap.containers
    made = new_collection(interp, site, _COLLECTIONS[name])
    source, sentinel = site.argument(0), site.argument(1)
    if source < 0:
        return
    if name == "iter" and sentinel >= 0:
        result = interp.solver.new()
        containers.put(made, None, result)
        call_back(interp, source, (), site, result)
        return

    def found(value: int) -> None:
        kind = interp.objects.kind(value)
        if kind is CollectionObject and not containers.is_mapping(value) and name != "set":
            containers.copy(value, made)
            return
        item = interp.solver.new()
        containers.put(made, None, item)
        if name == "iter" and kind is InstanceObject:
            call_special(interp, value, "__iter__", site._replace(positional=()))
        else:
            iterate_later(interp, value, site._replace(target=item))

    interp.solver.listen(source, found)


def _choose(interp: AbstractInterpreter, site: CallSite, *, name: str) -> None:
    """Return any item, or add them up."""
    key = site.argument(99, "key")
    single = len(site.positional) == 1
    for variable, star in site.positional:
        item = items_of(interp, variable, site) if single or star else variable
        compare(interp, (item, key), _COMPARED[name], site)
        if name in {"min", "max", "sum"}:
            give_held(interp, site, item)


def _sorted(interp: AbstractInterpreter, site: CallSite) -> None:
    item = items_of(interp, site.argument(0), site)
    compare(interp, (item, site.argument(99, "key")), "__lt__", site)
    collect(interp, site, "list", item)


def _map(interp: AbstractInterpreter, site: CallSite) -> None:
    arguments = tuple(items_of(interp, variable, site) for variable, _ in site.positional[1:])
    result = interp.solver.new()
    call_back(interp, site.argument(0), arguments, site, result)
    collect(interp, site, "generator", result)


def _filter(interp: AbstractInterpreter, site: CallSite) -> None:
    item = items_of(interp, site.argument(1), site)
    call_back(interp, site.argument(0), (item,), site)
    collect(interp, site, "generator", item)


def _zip(interp: AbstractInterpreter, site: CallSite) -> None:
    tuples(interp, site, [items_of(interp, variable, site) for variable, _ in site.positional], "zip")


def _enumerate(interp: AbstractInterpreter, site: CallSite) -> None:
    tuples(interp, site, [interp.solver.new(), items_of(interp, site.argument(0), site)], "enumerate")


def _dict(interp: AbstractInterpreter, site: CallSite) -> None:
    made = new_collection(interp, site, "dict")
    for name, variable in site.keywords:
        if name:
            interp.heap.containers.put(made, name, variable)
        else:
            copy_items(interp, variable, made, (None, None))
    if site.positional:
        update_mapping(interp, made, site.positional[0][0], site)


def _next(interp: AbstractInterpreter, site: CallSite) -> None:
    source, default = site.argument(0), site.argument(1)
    if source >= 0:
        step = site._replace(positional=(), keywords=())
        interp.solver.listen(source, lambda value: advance(interp, value, "__next__", step))
    if default >= 0:
        give_held(interp, site, default)


MODELS: Final[dict[str, Model]] = {
    **{name: partial(_call_method, name=name) for name in _SPECIAL},
    **{name: partial(_collect, name=name) for name in _COLLECTIONS},
    **{name: partial(_choose, name=name) for name in _COMPARED},
    "dict": _dict,
    "enumerate": _enumerate,
    "filter": _filter,
    "input": _give_plain,
    "map": _map,
    "next": _next,
    "sorted": _sorted,
    "zip": _zip,
}
"""By name; those that look at objects are in `reflection`."""
