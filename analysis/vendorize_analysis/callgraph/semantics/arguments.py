"""How the arguments of a call reach the parameters of a function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.semantics.unpacking import copy_items, unpack, unpack_key
from vendorize_analysis.callgraph.solver.objects import CollectionObject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.heap.frames import Frame
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter


def bind_arguments(interp: AbstractInterpreter, frame: Frame, site: CallSite, defaults: Mapping[str, int]) -> None:
    """Add subset edges from arguments, or default values where there are none, to the parameters of a frame."""
    solver, scope = interp.solver, frame.scope
    given = _bind_positional(interp, frame, site)
    for name, variable in site.keywords:
        given.add(name)
        _bind_keyword(interp, frame, name, variable)
    for name, variable in defaults.items():
        if name not in given:
            solver.add_edge(variable, frame.base + scope.entries[name])
    _rest(interp, frame)
    _keywords(interp, frame)


def _bind_positional(interp: AbstractInterpreter, frame: Frame, site: CallSite) -> set[str]:
    """Bind positional arguments; return the parameters that surely get one."""
    solver, entries = interp.solver, frame.scope.entries
    names, rest = frame.scope.parameters.positional, frame.scope.parameters.rest
    given: set[str] = set()
    starred = False
    for place, (variable, star) in enumerate(site.positional):
        if star:
            starred = True
            _bind_star(interp, frame, place, variable, site)
        elif starred:
            for name in names:
                if name and name != rest:
                    solver.add_edge(variable, frame.base + entries[name])
            _put_rest(interp, frame, None, variable)
        elif place < len(names):
            given.add(names[place])
            solver.add_edge(variable, frame.base + entries[names[place]])
        else:
            _put_rest(interp, frame, place - len(names), variable)
    return given


def _bind_star(interp: AbstractInterpreter, frame: Frame, place: int, variable: int, site: CallSite) -> None:
    parameters = frame.scope.parameters
    for offset, name in enumerate(parameters.positional[place:]):
        entry = site._replace(target=frame.base + frame.scope.entries[name], positional=())
        unpack(interp, variable, offset, entry)
    if parameters.rest:
        skipped = len(parameters.positional) - place
        copy_items(interp, variable, _rest(interp, frame), (max(0, skipped), None) if skipped >= 0 else None)


def _bind_keyword(interp: AbstractInterpreter, frame: Frame, name: str, variable: int) -> None:
    scope = frame.scope
    parameters = scope.parameters
    by_name = (*parameters.positional[parameters.only_positional :], *parameters.keyword_only)
    if not name:
        for each in by_name:
            unpack_key(interp, variable, each, frame.base + scope.entries[each])
        if parameters.keywords:
            copy_items(interp, variable, _keywords(interp, frame), (None, None))
    elif name in by_name:
        interp.solver.add_edge(variable, frame.base + scope.entries[name])
    elif parameters.keywords:
        interp.heap.containers.put(_keywords(interp, frame), name, variable)


def _rest(interp: AbstractInterpreter, frame: Frame) -> int:
    """Return the tuple of a frame's further positional arguments."""
    value = interp.objects.number(CollectionObject, "tuple", -1_000_000 - frame.number, ())
    return _held(interp, frame, frame.scope.parameters.rest, value)


def _keywords(interp: AbstractInterpreter, frame: Frame) -> int:
    """Return the dict of a frame's further keyword arguments."""
    value = interp.objects.number(CollectionObject, "dict", -2_000_000 - frame.number, ())
    return _held(interp, frame, frame.scope.parameters.keywords, value)


def _held(interp: AbstractInterpreter, frame: Frame, name: str, value: int) -> int:
    if name:
        interp.solver.add(frame.base + frame.scope.entries[name], value)
    return value


def _put_rest(interp: AbstractInterpreter, frame: Frame, key: int | None, variable: int) -> None:
    if frame.scope.parameters.rest:
        interp.heap.containers.put(_rest(interp, frame), key, variable)
