"""Methods that no code of the program defines: what they put into collections, take out and call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.models.arguments import give, items_of, new_collection
from vendorize_analysis.callgraph.models.collection_methods import call_collection_method
from vendorize_analysis.callgraph.models.library_functools import register
from vendorize_analysis.callgraph.models.namespaces import call_namespace_method
from vendorize_analysis.callgraph.models.reflection import set_own
from vendorize_analysis.callgraph.semantics.instantiation import bare_instance
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


def call_method(interp: AbstractInterpreter, value: int, site: CallSite) -> None:
    """Call a built-in method of an object."""
    known = interp.objects[value]
    if not isinstance(known, BuiltinMethod):
        return
    kind = interp.objects.kind(known.receiver)
    model = METHODS_BY_KIND.get(kind)
    if model is not None:
        model(interp, known.receiver, known.name, site)
    elif kind in PLAIN_METHODS:
        interp.heap.escapes.escape_arguments(site)
        give(interp, site, interp.objects.number(PlainObject, "object"))


def _of_class(interp: AbstractInterpreter, cls: int, name: str, site: CallSite) -> None:
    if name == "__new__":
        bare_instance(interp, site)
    elif name == "__call__":
        interp.construct(cls, site)
    else:  # `mro` or `__subclasses__`
        item = interp.solver.new()
        interp.heap.containers.put(new_collection(interp, site, "list"), None, item)
        interp.heap.classes.collect(cls, name, item)


def _of_builtin(interp: AbstractInterpreter, value: int, name: str, site: CallSite) -> None:
    known = interp.objects[value]
    kind = known.name if isinstance(known, BuiltinObject) else ""
    if name == "__new__":
        bare_instance(interp, site)
    elif (kind, name) == ("dict", "fromkeys"):
        _from_keys(interp, site)
    elif (kind, name) == ("object", "__setattr__"):
        set_own(interp, site)
    elif (kind, name) == ("type", "__call__") and site.positional:
        first, *others = site.positional
        again = site._replace(positional=tuple(others))
        interp.solver.listen(first[0], lambda cls: _construct(interp, cls, again))


def _construct(interp: AbstractInterpreter, cls: int, site: CallSite) -> None:
    if interp.objects.kind(cls) is ClassObject:
        interp.construct(cls, site)


def _from_keys(interp: AbstractInterpreter, site: CallSite) -> None:
    containers = interp.heap.containers
    made = new_collection(interp, site, "dict")
    keys, item = site.argument(0), site.argument(1)
    interp.solver.add_edge(items_of(interp, keys, site), containers.keys(made))
    if item >= 0:
        containers.put(made, None, item)


def _of_function(interp: AbstractInterpreter, function: int, name: str, site: CallSite) -> None:
    if name == "__get__" and site.positional and site.target >= 0:
        interp.solver.listen(
            site.positional[0][0],
            lambda it: interp.solver.add(site.target, interp.objects.number(BoundMethod, function, it)),
        )


def _of_property(interp: AbstractInterpreter, receiver: int, name: str, site: CallSite) -> None:
    """Add a getter, setter or deleter to a property."""
    if site.target < 0 or not site.positional:
        return
    interp.solver.add(site.target, receiver)
    how = "property" if name == "getter" else name
    interp.solver.listen(
        site.positional[0][0],
        lambda it: interp.solver.add(site.target, interp.objects.number(WrappedFunction, how, it)),
    )


METHODS_BY_KIND: Final[dict[Kind, Reader]] = {
    CollectionObject: call_collection_method,
    InstanceObject: call_collection_method,
    WrappedFunction: _of_property,
    ClassObject: _of_class,
    BuiltinObject: _of_builtin,
    NamespaceObject: call_namespace_method,
    FunctionObject: _of_function,
    GenericFunction: register,
}
"""By the kind of the object whose method is called."""
PLAIN_METHODS: Final[frozenset[Kind]] = frozenset({ConstantObject, PlainObject})
"""Kinds whose methods give something plain, and may keep what they get."""
NO_METHODS: Final[frozenset[Kind]] = frozenset(
    {
        AnyObject,
        BoundMethod,
        SuperObject,
        ModuleObject,
        ExternalObject,
        ExternalResult,
        TextPattern,
        BuiltinMethod,
        PartialObject,
        PartialMethod,
        LocalsObject,
        GetterObject,
        WrapsDecorator,
        FieldFactory,
    }
)
"""Kinds of which nobody asks for a built-in method, or whose methods hold nothing of the program."""
