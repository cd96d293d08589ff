"""`class` statements, and the hooks that they run: of bases, of the metaclass, of what stands in the body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.semantics.special_methods import call_special, unwrapped
from vendorize_analysis.callgraph.solver.objects import InstanceObject, NamespaceObject

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.heap.frames import Frame
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter


def define_class(
    interp: AbstractInterpreter, body: Frame, bases: tuple[int, ...], metaclass: int, site: CallSite
) -> None:
    """Make a class of a body that runs; variables of its bases, and of its metaclass (or -1)."""
    cls = body.owner
    if interp.heap.classes.enter(cls, body, len(bases)):
        for place, base in enumerate(bases):
            _listen_to_base(interp, (cls, place), base, site)
        _name_members(interp, cls, body, site)
        if metaclass >= 0:
            interp.solver.listen(metaclass, lambda value: _with_metaclass(interp, cls, value, site))
    interp.solver.add(site.target, cls)


def _listen_to_base(interp: AbstractInterpreter, slot: tuple[int, int], base: int, site: CallSite) -> None:
    """Add whatever a variable holds as a base; `slot` is the class and the place among its bases."""
    classes = interp.heap.classes
    cls, place = slot

    def found(value: int) -> None:
        if value in classes.all[cls].bases[place] or value == cls:
            return
        if interp.objects.kind(value) is InstanceObject:
            _replace_base(interp, slot, value, site)
            return
        classes.add_base(cls, place, value)
        if value in classes.all:
            hook = site.silent()._replace(positional=((interp.solver.singleton(cls), False),))
            classes.resolve(value, "__init_subclass__", lambda it: interp.invoke(unwrapped(interp.objects, it), hook))
        classes.refresh(cls)

    interp.solver.listen(base, found)


def _replace_base(interp: AbstractInterpreter, slot: tuple[int, int], value: int, site: CallSite) -> None:
    """Ask an object among the bases for what stands in its place."""
    solver = interp.solver
    bases, base = solver.new(), solver.new()
    asked = site.silent()._replace(target=bases, positional=((solver.new(), False),))
    if call_special(interp, value, "__mro_entries__", asked):
        each = site.silent()._replace(target=base)
        solver.listen(bases, lambda it: interp.iterate(it, each))
        _listen_to_base(interp, slot, base, site)


def _name_members(interp: AbstractInterpreter, cls: int, body: Frame, site: CallSite) -> None:
    """Tell objects in the body of a class their names (`__set_name__`)."""
    solver = interp.solver
    asked = site.silent()._replace(positional=((solver.singleton(cls), False), (solver.new(), False)))
    for name in sorted(body.scope.cells):
        solver.listen(body.cell(name), lambda value: call_special(interp, value, "__set_name__", asked))


def _with_metaclass(interp: AbstractInterpreter, cls: int, metaclass: int, site: CallSite) -> None:
    solver, classes = interp.solver, interp.heap.classes
    classes.add_metaclass(cls, metaclass)
    if metaclass in classes.all:
        holders = (solver.singleton(metaclass), solver.singleton(cls))
        body = solver.singleton(interp.objects.number(NamespaceObject, cls))
        rest = ((solver.new(), False), (solver.new(), False), (body, False))
        for name, first in (("__prepare__", holders[0]), ("__new__", holders[0]), ("__init__", holders[1])):
            hook = site.silent()._replace(positional=((first, False), *rest))
            classes.resolve(
                metaclass,
                name,
                lambda it, hook=hook: interp.invoke(unwrapped(interp.objects, it), hook),  # type: ignore[misc]
            )
