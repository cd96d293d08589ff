"""What the module `itertools` gives: items of items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.models.arguments import call_back, collect, items_of, tuples
from vendorize_analysis.callgraph.solver.objects import CollectionObject

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter, Model

_ITEMS: Final = ("chain", "cycle", "islice", "compress")
"""Iterators over items of their arguments."""
_TUPLES: Final = ("product", "zip_longest")
_ROWS: Final = ("batched", "combinations", "combinations_with_replacement", "pairwise", "permutations", "tee")
"""Iterators over collections of such items."""
_TESTED: Final = ("dropwhile", "filterfalse", "takewhile")


def _given(interp: AbstractInterpreter, site: CallSite) -> int:
    """Return the variable of the items of all arguments."""
    every = interp.solver.new()
    for variable, star in site.positional:
        item = items_of(interp, variable, site)
        interp.solver.add_edge(items_of(interp, item, site) if star else item, every)
    return every


def _items(interp: AbstractInterpreter, site: CallSite) -> None:
    item = _given(interp, site)
    collect(interp, site, "generator", item)


def _tuples(interp: AbstractInterpreter, site: CallSite) -> None:
    tuples(interp, site, [items_of(interp, variable, site) for variable, _ in site.positional], "tuples")


def _rows(interp: AbstractInterpreter, site: CallSite) -> None:
    place = interp.heap.frames.site(site.frame, site.site)
    row = interp.objects.number(CollectionObject, "list", f"row {place}", site.frame.context)
    interp.heap.containers.put(row, None, _given(interp, site))
    collect(interp, site, "generator", interp.solver.singleton(row))


def _tested(interp: AbstractInterpreter, site: CallSite) -> None:
    item = items_of(interp, site.argument(1), site)
    call_back(interp, site.argument(0), (item,), site)
    collect(interp, site, "generator", item)


def _accumulate(interp: AbstractInterpreter, site: CallSite) -> None:
    result = interp.solver.new()
    item = items_of(interp, site.argument(0), site)
    interp.solver.add_edge(item, result)
    call_back(interp, site.argument(1, "func"), (result, item), site, result)
    collect(interp, site, "generator", result)


def _flat(interp: AbstractInterpreter, site: CallSite) -> None:
    item = items_of(interp, _given(interp, site), site)
    collect(interp, site, "generator", item)


def _groups(interp: AbstractInterpreter, site: CallSite) -> None:
    solver = interp.solver
    item = items_of(interp, site.argument(0), site)
    key, function = solver.new(), site.argument(1, "key")
    call_back(interp, function, (item,), site, key)
    if function < 0:
        solver.add_edge(item, key)
    group = interp.objects.number(CollectionObject, "generator", f"group {site.site}", site.frame.context)
    interp.heap.containers.put(group, None, item)
    tuples(interp, site, [key, solver.singleton(group)], "groups")


def _repeat(interp: AbstractInterpreter, site: CallSite) -> None:
    for variable, _ in site.positional[:1]:
        collect(interp, site, "generator", variable)


def _starmap(interp: AbstractInterpreter, site: CallSite) -> None:
    function, row = site.argument(0), items_of(interp, site.argument(1), site)
    result = interp.solver.new()
    if function >= 0:
        interp.call(function, site._replace(positional=((row, True),), keywords=(), target=result))
    collect(interp, site, "generator", result)


MODELS: Final[dict[str, Model]] = {
    **{f"itertools.{name}": _items for name in _ITEMS},
    **{f"itertools.{name}": _tuples for name in _TUPLES},
    **{f"itertools.{name}": _rows for name in _ROWS},
    **{f"itertools.{name}": _tested for name in _TESTED},
    "itertools.accumulate": _accumulate,
    "itertools.chain.from_iterable": _flat,
    "itertools.groupby": _groups,
    "itertools.repeat": _repeat,
    "itertools.starmap": _starmap,
}
