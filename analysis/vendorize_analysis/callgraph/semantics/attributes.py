"""Attributes: what each kind of object gives when it is asked for one, and where it keeps what it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.heap.class_kinds import annotated
from vendorize_analysis.callgraph.semantics import builtin_attributes as builtin
from vendorize_analysis.callgraph.semantics.class_attributes import read_class, read_super
from vendorize_analysis.callgraph.semantics.members import bind, call_by_name, read_own
from vendorize_analysis.callgraph.semantics.modules import read_member
from vendorize_analysis.callgraph.semantics.unpacking import unpack_value
from vendorize_analysis.callgraph.solver.objects import (
    AnyObject,
    BoundMethod,
    BuiltinMethod,
    BuiltinObject,
    ClassObject,
    CollectionObject,
    ConstantObject,
    ExternalObject,
    ExternalResult,
    FieldFactory,
    FunctionObject,
    GenericFunction,
    GetterObject,
    InstanceObject,
    Kind,
    LocalsObject,
    ModuleObject,
    NamespaceObject,
    PartialMethod,
    PartialObject,
    PlainObject,
    SuperObject,
    TextPattern,
    WrappedFunction,
    WrapsDecorator,
)

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter, Reader


def read_written(interp: AbstractInterpreter, value: int, name: str, site: CallSite) -> None:
    """Read an attribute that was written just before: properties and descriptors give something else."""
    classes = interp.heap.classes
    known = interp.objects[value]
    if not isinstance(known, InstanceObject):
        return
    cls = known.cls

    def member(it: int) -> None:
        found = interp.objects[it]
        if (isinstance(found, WrappedFunction) and found.how == "property") or (
            isinstance(found, InstanceObject) and classes.finds(found.cls, "__set__")
        ):
            bind(interp, it, (value, cls), site)

    classes.resolve(cls, name, member)
    _intercept(interp, (value, cls), name, site)


def read_pattern_field(interp: AbstractInterpreter, variables: tuple[int, int], place: int, site: CallSite) -> None:
    """Read the attribute that a place of a class pattern means: `__match_args__`, or a data class's fields.

    `variables` are those of the subject and of the class.
    """
    classes = interp.heap.classes
    variable, kind = variables
    names = interp.solver.new()

    def load(name: str) -> None:
        interp.solver.listen(variable, lambda value: interp.read_attribute(value, name, site))

    def named(value: int) -> None:
        known = interp.objects[value]
        if isinstance(known, ConstantObject) and isinstance(known.value, str):
            load(known.value)

    def found(cls: int) -> None:
        if interp.objects.kind(cls) is not ClassObject:
            return
        if classes.finds(cls, "__match_args__"):
            item = site._replace(target=names)
            classes.resolve(cls, "__match_args__", lambda it: unpack_value(interp, it, place, item))
            return
        fields = annotated(classes, cls)
        if place < len(fields):
            load(fields[place])

    interp.solver.listen(names, named)
    interp.solver.listen(kind, found)


def write_attribute(interp: AbstractInterpreter, value: int, name: str, site: CallSite) -> None:
    """Write the first argument to an attribute of an object."""
    solver, classes, escapes = interp.solver, interp.heap.classes, interp.heap.escapes
    source = site.positional[0][0]
    known = interp.objects[value]
    if isinstance(known, ModuleObject):
        interp.heap.modules.write(known.name, name, source)
    elif isinstance(known, (InstanceObject, ClassObject, FunctionObject, ExternalResult)):
        solver.add_edge(source, classes.field(value, name))
    elif isinstance(known, BoundMethod):
        solver.add_edge(source, classes.field(known.function, name))
    else:
        escapes.escape_held([source])
    if isinstance(known, ExternalResult) and known.site < 0:
        escapes.escape_held([source])  # others may get the same object elsewhere
    if name == "__class__":
        solver.listen(source, classes.take_over)
    if isinstance(known, InstanceObject):
        _call_setters(interp, (value, known.cls), name, site)


def _call_setters(interp: AbstractInterpreter, owner: tuple[int, int], name: str, site: CallSite) -> None:
    solver, classes = interp.solver, interp.heap.classes
    value, cls = owner
    own = site.first(solver.singleton(value))._replace(receiver=value)

    def found(member: int) -> None:
        known = interp.objects[member]
        if isinstance(known, WrappedFunction) and known.how == "setter":
            interp.invoke(known.function, own)
        elif isinstance(known, InstanceObject) and classes.finds(known.cls, "__set__"):
            set_it = own.first(solver.singleton(member))._replace(receiver=member)
            classes.resolve(known.cls, "__set__", lambda it: interp.invoke(it, set_it))

    classes.resolve(cls, name, found)
    if classes.finds(cls, "__setattr__"):
        named = solver.singleton(interp.objects.number(ConstantObject, name))
        setter = own._replace(positional=(own.positional[0], (named, False), *own.positional[1:]))
        classes.resolve(cls, "__setattr__", lambda it: interp.invoke(it, setter))


def _read_instance(interp: AbstractInterpreter, value: int, name: str, site: CallSite) -> None:
    classes = interp.heap.classes
    known = interp.objects[value]
    if not isinstance(known, InstanceObject):
        return
    cls = known.cls
    if site.target >= 0:
        read_own(interp, value, name, site.target)
        if name == "__class__":
            interp.solver.add(site.target, cls)
        elif name == "__dict__":
            interp.solver.add(site.target, interp.objects.number(NamespaceObject, value))
    _intercept(interp, (value, cls), name, site)
    classes.resolve(cls, name, lambda it: bind(interp, it, (value, cls), site))
    if not classes.finds(cls, name):
        if classes.finds(cls, "__getattr__") and not classes.has_written(value, name):
            call_by_name(interp, (value, cls), "__getattr__", (name, site))
        if classes.external_bases(cls):
            builtin.read_builtin(interp, value, name, site)


def _intercept(interp: AbstractInterpreter, owner: tuple[int, int], name: str, site: CallSite) -> None:
    if interp.heap.classes.finds(owner[1], "__getattribute__"):
        call_by_name(interp, owner, "__getattribute__", (name, site))


def _read_module(interp: AbstractInterpreter, value: int, name: str, site: CallSite) -> None:
    known = interp.objects[value]
    if not isinstance(known, ModuleObject):
        return
    if name == "__dict__":
        interp.solver.add(site.target, interp.objects.number(NamespaceObject, value))
    read_member(interp, known.name, name, site)


READERS: Final[dict[Kind, Reader]] = {
    AnyObject: builtin.read_unknown,
    InstanceObject: _read_instance,
    ClassObject: read_class,
    ModuleObject: _read_module,
    SuperObject: read_super,
    ExternalObject: builtin.read_external,
    ExternalResult: builtin.read_result,
    CollectionObject: builtin.read_builtin,
    PlainObject: builtin.read_builtin,
    ConstantObject: builtin.read_builtin,
    WrappedFunction: builtin.read_wrapped,
    BuiltinObject: builtin.read_builtin,
    BoundMethod: builtin.read_callable,
    FunctionObject: builtin.read_callable,
    NamespaceObject: builtin.read_builtin,
    LocalsObject: builtin.read_local,
    PartialObject: builtin.read_callable,
    GenericFunction: builtin.read_callable,
}
"""How each kind of object is asked for an attribute."""
NOT_READ: Final[frozenset[Kind]] = frozenset(
    {TextPattern, BuiltinMethod, PartialMethod, GetterObject, WrapsDecorator, FieldFactory}
)
"""Kinds whose attributes hold nothing of the program."""
