"""Special methods: what the language calls on objects (data model chapter of the language reference)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.solver.objects import ClassObject, InstanceObject, WrappedFunction

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter
    from vendorize_analysis.callgraph.solver.object_table import ObjectTable


def call_special(interp: AbstractInterpreter, value: int, name: str, site: CallSite) -> bool:
    """Call a special method of an instance or class; tell whether its class surely has one."""
    known = interp.objects[value]
    classes = interp.heap.classes
    owners: tuple[int, ...]
    if isinstance(known, InstanceObject):
        owners = (known.cls,)
    elif isinstance(known, ClassObject):
        owners = classes.metaclasses(value)
        if name == "__class_getitem__":
            owners = (*owners, value)
    else:
        return False
    own = site.first(interp.solver.singleton(value))._replace(receiver=value)
    for owner in owners:
        classes.resolve(owner, name, lambda it: interp.invoke(unwrapped(interp.objects, it), own))
    return any(classes.finds(owner, name) for owner in owners)


def unwrapped(objects: ObjectTable, value: int) -> int:
    """Return the function inside a class or static method, any other object as it is."""
    known = objects[value]
    return known.function if isinstance(known, WrappedFunction) else value
