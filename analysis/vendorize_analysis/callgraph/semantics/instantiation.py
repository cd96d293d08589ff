"""Objects: what calling a class gives, and what runs for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.heap.class_kinds import annotated, is_enum, is_tuple, when_enum
from vendorize_analysis.callgraph.semantics.special_methods import unwrapped
from vendorize_analysis.callgraph.solver.objects import (
    UNKNOWN,
    AnyObject,
    ClassObject,
    CollectionObject,
    ExternalObject,
    ExternalResult,
    FieldFactory,
    InstanceObject,
    PlainObject,
)

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter


def call_class(interp: AbstractInterpreter, cls: int, site: CallSite) -> None:
    """Call a class: its metaclass may do something else than to make an object."""
    classes = interp.heap.classes
    metas = [meta for meta in classes.metaclasses(cls) if classes.finds(meta, "__call__")]
    make = site.first(interp.solver.singleton(cls))
    for meta in metas:
        classes.resolve(meta, "__call__", lambda it: interp.invoke(it, make))
    if is_enum(classes, cls) and site.target >= 0:
        interp.solver.add(site.target, any_instance(interp, cls))
    elif not metas:
        construct(interp, cls, site)


def construct(interp: AbstractInterpreter, cls: int, site: CallSite) -> None:
    """Make an object of a class, as `type.__call__` does."""
    solver, classes = interp.solver, interp.heap.classes
    if not classes.finds(cls, "__new__"):
        _initialise(interp, cls, new_instance(interp, cls, site), site)
    else:
        made = solver.new()
        make = site.first(solver.singleton(cls))._replace(target=made)
        classes.resolve(cls, "__new__", lambda it: interp.invoke(unwrapped(interp.objects, it), make))
        solver.listen(made, lambda value: _made(interp, cls, value, site))
    if classes.is_open(cls):
        interp.edges.ask(site.location, "__init__")


def _made(interp: AbstractInterpreter, cls: int, value: int, site: CallSite) -> None:
    """Go on with what `__new__` gave: an object of the class is initialised, others are left alone."""
    known = interp.objects[value]
    if isinstance(known, InstanceObject) and interp.heap.classes.inherits(known.cls, cls):
        _initialise(interp, cls, value, site)
    elif isinstance(known, (AnyObject, PlainObject, ExternalResult, ExternalObject, CollectionObject)):
        _initialise(interp, cls, new_instance(interp, cls, site), site)
    elif site.target >= 0:
        interp.solver.add(site.target, value)


def _initialise(interp: AbstractInterpreter, cls: int, value: int, site: CallSite) -> None:
    classes = interp.heap.classes
    holder = interp.solver.singleton(value)
    start = site.first(holder)._replace(target=-1, receiver=value)
    classes.resolve(cls, "__init__", lambda it: interp.invoke(it, start))
    if classes.finds(cls, "__post_init__"):
        after = start.silent().first(holder)
        classes.resolve(cls, "__post_init__", lambda it: interp.invoke(it, after))
    _fill(interp, cls, value, site)
    if site.target >= 0:
        interp.solver.add(site.target, value)


def _fill(interp: AbstractInterpreter, cls: int, value: int, site: CallSite) -> None:
    """Fill the fields of an instance of a class without `__init__` as a data class or named tuple would."""
    solver, classes = interp.solver, interp.heap.classes
    if classes.finds(cls, "__init__"):
        return
    for name, variable in site.keywords:
        if name:
            solver.add_edge(variable, classes.field(value, name))
    names = annotated(classes, cls)
    is_named = is_tuple(classes, cls)
    for place, ((variable, star), name) in enumerate(zip(site.positional, names, strict=False)):
        if not star:
            solver.add_edge(variable, classes.field(value, name))
            if is_named:
                interp.heap.containers.put(value, place, variable)
    for name in names[len(site.positional) :]:
        classes.resolve(cls, name, lambda it, name=name: _make_default(interp, it, (value, name), site))  # type: ignore[misc]


def _make_default(interp: AbstractInterpreter, member: int, field: tuple[int, str], site: CallSite) -> None:
    """Call what makes the default of a field."""
    known = interp.objects[member]
    if isinstance(known, FieldFactory):
        made = site._replace(target=interp.heap.classes.field(*field), positional=(), keywords=())
        interp.call(known.variable, made)


def new_instance(interp: AbstractInterpreter, cls: int, site: CallSite) -> int:
    """Return a new instance, before anything runs that fills it."""
    frames = interp.heap.frames
    place = frames.site(site.frame, site.place) if frames.sensitive else 0
    context = site.frame.context[:1] if frames.sensitive else ()
    value = interp.objects.number(InstanceObject, cls, place, context)
    interp.heap.classes.add_instance(cls, value)
    return value


def any_instance(interp: AbstractInterpreter, cls: int) -> int:
    """Return the one object that stands for all of a class: members of an enumeration, what unknown code makes."""
    value = interp.objects.number(InstanceObject, cls, -1, ())
    interp.heap.classes.add_instance(cls, value)
    return value


def enum_members(interp: AbstractInterpreter, cls: int, target: int) -> None:
    """Store the members of a class into a variable as soon as it is known to be an enumeration."""
    when_enum(interp.heap.classes, cls, lambda: interp.solver.add(target, any_instance(interp, cls)))


def bare_instance(interp: AbstractInterpreter, site: CallSite) -> None:
    """Make an instance of the first argument (`object.__new__`); its constructor does not run."""

    def found(cls: int) -> None:
        if interp.objects.kind(cls) is ClassObject:
            value = new_instance(interp, cls, site)
            if is_tuple(interp.heap.classes, cls):
                _fill(interp, cls, value, site._replace(positional=site.positional[1:]))
            interp.solver.add(site.target, value)
        elif cls == UNKNOWN:
            interp.solver.add(site.target, UNKNOWN)

    if site.target >= 0 and site.positional:
        interp.solver.listen(site.positional[0][0], found)
