"""Attributes of what is built in, of functions, and of what is not read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.semantics.members import read_own
from vendorize_analysis.callgraph.semantics.method_names import METHODS
from vendorize_analysis.callgraph.solver.objects import (
    UNKNOWN,
    BoundMethod,
    BuiltinMethod,
    BuiltinObject,
    CollectionObject,
    ConstantObject,
    ExternalObject,
    ExternalResult,
    FunctionObject,
    GenericFunction,
    InstanceObject,
    LocalsObject,
    ModuleObject,
    NamespaceObject,
    PartialObject,
    PlainObject,
    WrappedFunction,
)

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter

_MOST_DOTS: Final = 4
"""Longer names are attributes of attributes of objects."""


def read_unknown(interp: AbstractInterpreter, _value: int, name: str, site: CallSite) -> None:
    """Read an attribute of something that may be anything."""
    interp.edges.ask(site.location, name)
    if site.target >= 0:
        interp.solver.add(site.target, UNKNOWN)


def read_external(interp: AbstractInterpreter, value: int, name: str, site: CallSite) -> None:
    """Read an attribute of something that is not read."""
    known = interp.objects[value]
    if site.target >= 0 and isinstance(known, (ExternalObject, ExternalResult)):
        interp.solver.add(site.target, _below(interp, f"{known.name}.{name}"))


def _below(interp: AbstractInterpreter, dotted: str) -> int:
    """Return the object of a dotted name: of a module that is read below a package that is not, that module."""
    if interp.heap.modules.sources.kind(dotted) == "source" and interp.run_module(dotted) is not None:
        return interp.objects.number(ModuleObject, dotted)
    return UNKNOWN if dotted.count(".") > _MOST_DOTS else interp.objects.number(ExternalObject, dotted)


def read_result(interp: AbstractInterpreter, value: int, name: str, site: CallSite) -> None:
    """Read an attribute of what a call of something that is not read gave."""
    known = interp.objects[value]
    if site.target < 0 or not isinstance(known, ExternalResult):
        return
    read_own(interp, value, name, site.target)
    if known.name.rpartition(".")[2][:1].isupper():
        read_external(interp, value, name, site)
    else:
        read_unknown(interp, value, name, site)


def read_builtin(interp: AbstractInterpreter, value: int, name: str, site: CallSite) -> None:
    """Read an attribute of a built-in object."""
    solver = interp.solver
    if site.target < 0:
        return
    known = interp.objects[value]
    if name in {"__cause__", "__context__"}:
        solver.add_edge(interp.heap.exceptions.thrown, site.target)
    elif isinstance(known, CollectionObject) and known.type == "exception" and name == "args":
        solver.add(site.target, value)
    elif isinstance(known, CollectionObject) and known.type == "exception" and name == "exceptions":
        interp.heap.containers.get(value, 1, site.target)
    elif isinstance(known, PlainObject) and name == "value" and known.type == "exception":
        interp.heap.exceptions.read_results(site.target)
    elif _is_method(known, name):
        solver.add(site.target, interp.objects.number(BuiltinMethod, value, name))
    elif not isinstance(known, InstanceObject):
        solver.add(site.target, interp.objects.number(PlainObject, "object"))


def _is_method(known: object, name: str) -> bool:
    if isinstance(known, (NamespaceObject, BuiltinObject)):
        return True
    return isinstance(known, (CollectionObject, InstanceObject)) and name in METHODS


def read_wrapped(interp: AbstractInterpreter, value: int, name: str, site: CallSite) -> None:
    """Read an attribute of a property or its like."""
    known = interp.objects[value]
    if not isinstance(known, WrappedFunction):
        return
    if known.how == "property" and name in {"setter", "getter", "deleter"}:
        interp.solver.add(site.target, interp.objects.number(BuiltinMethod, value, name))
    elif name in {"fget", "__func__"} and site.target >= 0:
        interp.solver.add(site.target, known.function)


def read_local(interp: AbstractInterpreter, value: int, name: str, site: CallSite) -> None:
    """Read a local variable by its name."""
    known = interp.objects[value]
    if site.target >= 0 and isinstance(known, LocalsObject):
        frame = interp.heap.frames.all[known.frame]
        if name in frame.scope.cells:
            interp.solver.add_edge(frame.cell(name), site.target)


def read_callable(interp: AbstractInterpreter, value: int, name: str, site: CallSite) -> None:
    """Read an attribute of a function, a method or another callable."""
    solver, objects = interp.solver, interp.objects
    if site.target < 0:
        return
    known = objects[value]
    if name == "__call__":
        solver.add(site.target, value)
    elif name == "__get__" or (isinstance(known, GenericFunction) and name in {"register", "dispatch"}):
        solver.add(site.target, objects.number(BuiltinMethod, value, name))
    elif isinstance(known, BoundMethod):
        _read_bound(interp, known, name, site.target)
    elif isinstance(known, PartialObject) and name == "func":
        for function, _ in interp.heap.callables.partials.get(value, ()):
            solver.add_edge(function, site.target)
    elif isinstance(known, FunctionObject) and name == "__name__":
        dotted = interp.heap.frames.scopes[known.scope].name
        solver.add(site.target, objects.number(ConstantObject, dotted.rpartition(".")[2]))
    elif isinstance(known, FunctionObject):
        read_own(interp, value, name, site.target)


def _read_bound(interp: AbstractInterpreter, known: BoundMethod, name: str, target: int) -> None:
    if name == "__func__":
        interp.solver.add(target, known.function)
    elif name == "__self__":
        interp.solver.add(target, known.receiver)
    else:
        read_own(interp, known.function, name, target)
