"""Operators: what they ask of objects, and what they make of collections and constants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.semantics import strings
from vendorize_analysis.callgraph.semantics.special_methods import call_special
from vendorize_analysis.callgraph.semantics.unpacking import extend
from vendorize_analysis.callgraph.solver.objects import (
    OPAQUE,
    UNKNOWN,
    ClassObject,
    CollectionObject,
    ConstantObject,
    InstanceObject,
    PlainObject,
    TextPattern,
)

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter

_JOINING: Final = frozenset({"__add__", "__or__", "__mul__", "__iadd__", "__ior__"})
_ASKING: Final = frozenset({"__contains__", "__delitem__", "__bool__"})
"""Operators that give nothing of what a collection holds."""


def operate(interp: AbstractInterpreter, operands: tuple[int, ...], names: tuple[str, str], site: CallSite) -> None:
    """Apply an operator, by the names of its method and of the swapped one; collections give a new one."""
    listen = interp.solver.listen
    if len(operands) == 1:
        listen(operands[0], lambda value: _apply_alone(interp, value, names, site))
        return
    left, right = operands[0], operands[1]
    listen(left, lambda value: _apply_left(interp, (value, right), names, site))
    listen(right, lambda value: _apply_right(interp, (left, value), names, site))


def _apply_alone(interp: AbstractInterpreter, value: int, names: tuple[str, str], site: CallSite) -> None:
    method, other = names
    if not call_special(interp, value, method, site) and other:
        call_special(interp, value, other, site)
    if site.target >= 0 and interp.objects.kind(value) not in {InstanceObject, ClassObject}:
        is_open = value == UNKNOWN and method != "__bool__"
        interp.solver.add(site.target, UNKNOWN if is_open else interp.objects.number(PlainObject, "object"))


def _apply_left(interp: AbstractInterpreter, sides: tuple[int, int], names: tuple[str, str], site: CallSite) -> None:
    """Ask a left operand; `sides` are this object and the variable of the right one."""
    solver, (value, right), (method, swapped) = interp.solver, sides, names
    kind = interp.objects.kind(value)
    in_place = method.startswith("__i") and method != "__invert__"
    if kind is CollectionObject:
        _apply_to_collection(interp, sides, method, site)
    elif kind in OPAQUE:
        interp.heap.escapes.escape_held([right])
        if value == UNKNOWN and site.target >= 0:
            solver.add(site.target, UNKNOWN)
    elif not call_special(interp, value, method, site) and in_place:
        call_special(interp, value, swapped, site)
    if kind is ConstantObject and site.target >= 0:
        name = swapped if in_place else method
        solver.listen(right, lambda other: _compute(interp, (value, other), name, site.target))
    elif kind in {PlainObject, TextPattern} and site.target >= 0:
        solver.add(site.target, interp.objects.number(PlainObject, "object"))


def _compute(interp: AbstractInterpreter, sides: tuple[int, int], method: str, target: int) -> None:
    """Apply an operator to two objects, of which the left one is a constant."""
    left, right = sides
    result = strings.compute(interp.objects, left, right, method)
    known = interp.objects[left]
    if result is not None:
        interp.solver.add(target, interp.objects.number(ConstantObject, result))
    elif method == "__add__" and isinstance(known, ConstantObject) and isinstance(known.value, str):
        strings.join(interp.solver, [known.value, interp.solver.singleton(right)], target)
    else:
        interp.solver.add(target, interp.objects.number(PlainObject, "object"))


def _apply_to_collection(interp: AbstractInterpreter, sides: tuple[int, int], method: str, site: CallSite) -> None:
    solver, containers, (value, right) = interp.solver, interp.heap.containers, sides
    if method == "__delitem__" and not containers.is_mapping(value):
        containers.scatter(value)
    elif method == "__contains__":
        _compare_items(interp, value, right, site)
    elif site.target >= 0 and method not in _ASKING:
        if method == "__add__" and not containers.is_mapping(value):
            containers.copy(value, _made(interp, site, value))
            solver.add(site.target, _made(interp, site, value))
        else:
            _join(interp, value, site)
    if method in {"__iadd__", "__ior__"}:
        solver.add(site.target, value)
        extend(interp, value, right, site, keys=True)


def _compare_items(interp: AbstractInterpreter, value: int, sought: int, site: CallSite) -> None:
    asked = site.silent()._replace(positional=((sought, False),))
    containers = interp.heap.containers
    item = containers.keys(value) if containers.is_mapping(value) else containers.values(value)
    interp.solver.listen(item, lambda it: call_special(interp, it, "__eq__", asked))


def _apply_right(interp: AbstractInterpreter, sides: tuple[int, int], names: tuple[str, str], site: CallSite) -> None:
    """Ask a right operand; `sides` are the variable of the left one and this object."""
    (left, value), (method, swapped) = sides, names
    kind = interp.objects.kind(value)
    if kind is CollectionObject and site.target >= 0 and method == "__add__":
        interp.solver.listen(left, lambda other: _append(interp, other, value, site))
    elif kind is CollectionObject and site.target >= 0 and method in _JOINING:
        _join(interp, value, site)
    elif kind in OPAQUE:
        interp.heap.escapes.escape_held([left])
    elif kind is InstanceObject and not _is_served(interp, left, method):
        call_special(interp, value, swapped, site._replace(positional=((left, False),)))


def _is_served(interp: AbstractInterpreter, variable: int, method: str) -> bool:
    """Tell whether all left operands so far have the operator themselves."""
    held = interp.solver.points_to(variable)
    known = [interp.objects[value] for value in held]
    return bool(held) and all(
        isinstance(each, InstanceObject) and interp.heap.classes.finds(each.cls, method) for each in known
    )


# -- new collections ----------------------------------------------------------------------------------------------


def _made(interp: AbstractInterpreter, site: CallSite, value: int) -> int:
    """Return the collection that an operator makes: a list, or for mappings a mapping."""
    kind = "dict" if interp.heap.containers.is_mapping(value) else "list"
    place = interp.heap.frames.site(site.frame, site.site)
    return interp.objects.number(CollectionObject, kind, place, ())


def _join(interp: AbstractInterpreter, value: int, site: CallSite) -> None:
    containers = interp.heap.containers
    made = _made(interp, site, value)
    if containers.is_mapping(value):
        containers.copy(value, made, None)
    else:
        containers.put(made, None, containers.values(value))
    interp.solver.add(site.target, made)


def _append(interp: AbstractInterpreter, left: int, value: int, site: CallSite) -> None:
    """Put the items of a sequence behind those of another one."""
    containers = interp.heap.containers
    made = _made(interp, site, value)
    length = containers.length(left) if interp.objects.kind(left) is CollectionObject else -1
    if length < 0 or containers.is_mapping(value):
        containers.put(made, None, containers.values(value))
    else:
        containers.shift(value, made, length)
    interp.solver.add(site.target, made)
