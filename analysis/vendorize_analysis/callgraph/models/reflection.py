"""Built-in functions that look at objects: attributes by name, namespaces, types, wrappers of methods."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.models.arguments import give, give_held
from vendorize_analysis.callgraph.models.dynamic_classes import class_of_three
from vendorize_analysis.callgraph.semantics.class_attributes import names_of
from vendorize_analysis.callgraph.semantics.special_methods import call_special
from vendorize_analysis.callgraph.semantics.strings import matching
from vendorize_analysis.callgraph.solver.objects import (
    UNKNOWN,
    AnyObject,
    ClassObject,
    ConstantObject,
    InstanceObject,
    LocalsObject,
    ModuleObject,
    NamespaceObject,
    PlainObject,
    SuperObject,
    TextPattern,
    WrappedFunction,
)
from vendorize_analysis.model.names import unmangled

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.heap.callsites import CallSite
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter, Model


# -- attributes by name -------------------------------------------------------------------------------------------


def _getattr(interp: AbstractInterpreter, site: CallSite) -> None:
    holder, name, default = (site.argument(place) for place in range(3))
    if default >= 0:
        give_held(interp, site, default)
    asked = site._replace(positional=(), keywords=())

    def load(each: str) -> None:
        interp.solver.listen(holder, lambda value: interp.read_attribute(value, each, asked))

    if holder >= 0 and name >= 0:
        _by_name(interp, (holder, name), asked, load)


def _by_name(
    interp: AbstractInterpreter, asked: tuple[int, int], site: CallSite, action: Callable[[str], None]
) -> None:
    """Do something with every name that a variable may be; what begins or ends in a known way is a name in use.

    `asked` are the variables of the object and of the name.
    """
    holder, name = asked

    def found(value: int) -> None:
        known = interp.objects[value]
        if isinstance(known, ConstantObject):
            _with_name(known, action)
            return
        if isinstance(known, TextPattern):
            interp.solver.listen(holder, lambda it: _with_matching(interp, it, known, action))
        interp.heap.escapes.escape_held([holder, *(each for each, _ in site.positional)])
        give(interp, site, UNKNOWN)

    interp.solver.listen(name, found)


def _with_name(known: ConstantObject, action: Callable[[str], None]) -> None:
    if isinstance(known.value, str) and known.value.isidentifier():
        action(known.value)
        plain = unmangled(known.value)
        if plain:
            action(plain)


def _with_matching(
    interp: AbstractInterpreter, value: int, pattern: TextPattern, action: Callable[[str], None]
) -> None:
    for each in matching(pattern, names_of(interp, value)):
        action(each)


def _hasattr(interp: AbstractInterpreter, site: CallSite) -> None:
    _getattr(interp, site._replace(target=-1, positional=site.positional[:2]))
    give(interp, site, interp.objects.number(PlainObject, "bool"))


def _setattr(interp: AbstractInterpreter, site: CallSite) -> None:
    holder, name, source = (site.argument(place) for place in range(3))
    if min(holder, name, source) < 0:
        return
    stored = site._replace(target=-1, positional=((source, False),))

    def store(each: str) -> None:
        interp.solver.listen(holder, lambda value: interp.write_attribute(value, each, stored))

    _by_name(interp, (holder, name), stored, store)


def set_own(interp: AbstractInterpreter, site: CallSite) -> None:
    """Write an attribute of an object itself (`object.__setattr__`)."""
    holder, name, source = (site.argument(place) for place in range(3))

    def put(value: int, each: str) -> None:
        if interp.objects.kind(value) in {InstanceObject, ClassObject}:
            interp.solver.add_edge(source, interp.heap.classes.field(value, each))

    def store(each: str) -> None:
        interp.solver.listen(holder, lambda it: put(it, each))

    if min(holder, name, source) >= 0:
        _by_name(interp, (holder, name), site._replace(target=-1), store)


# -- namespaces and types -----------------------------------------------------------------------------------------


def _namespace(interp: AbstractInterpreter, site: CallSite, *, name: str) -> None:
    """Return the names of the scope that asks."""
    if site.target < 0:
        return
    scope, objects = site.frame.scope, interp.objects
    if name == "locals" and scope.kind == "function":
        holder = objects.number(LocalsObject, site.frame.number)
    else:
        holder = objects.number(ModuleObject, scope.module)
    interp.solver.add(site.target, objects.number(NamespaceObject, holder))


def _vars(interp: AbstractInterpreter, site: CallSite) -> None:
    if not site.positional:
        _namespace(interp, site, name="vars")
    elif site.target >= 0:
        interp.solver.listen(
            site.positional[0][0],
            lambda value: interp.solver.add(site.target, interp.objects.number(NamespaceObject, value)),
        )


def _check(interp: AbstractInterpreter, site: CallSite, *, method: str) -> None:
    """Ask the metaclass of a class whether something belongs to it."""
    give(interp, site, interp.objects.number(PlainObject, "bool"))
    sought, kind = site.argument(0), site.argument(1)
    if min(sought, kind) < 0:
        return
    asked = site.silent()._replace(positional=((sought, False),))
    interp.solver.listen(kind, lambda cls: call_special(interp, cls, method, asked))


def _wrap(interp: AbstractInterpreter, site: CallSite, *, name: str) -> None:
    getter, setter = site.argument(0, "fget"), site.argument(1, "fset")
    if site.target < 0:
        return
    for variable, how in ((getter, name), (setter, "setter")):
        if variable >= 0:
            interp.solver.listen(
                variable,
                lambda value, how=how: interp.solver.add(  # type: ignore[misc]
                    site.target, interp.objects.number(WrappedFunction, how, value)
                ),
            )


def _super(interp: AbstractInterpreter, site: CallSite) -> None:
    solver = interp.solver
    owner, receiver = site.argument(0), site.argument(1)
    if min(owner, receiver, site.target) < 0:
        return

    def found(cls: int, value: int) -> None:
        solver.add(site.target, interp.objects.number(SuperObject, cls, value))

    solver.listen(owner, lambda cls: solver.listen(receiver, lambda value: found(cls, value)))


def _type(interp: AbstractInterpreter, site: CallSite) -> None:
    def found(value: int) -> None:
        known = interp.objects[value]
        if isinstance(known, InstanceObject):
            interp.solver.add(site.target, known.cls)
        elif isinstance(known, AnyObject):
            interp.solver.add(site.target, UNKNOWN)

    if site.target >= 0 and len(site.positional) == 1:
        interp.solver.listen(site.positional[0][0], found)
    elif site.target >= 0:
        class_of_three(interp, site)


BUILTINS: Final[dict[str, Model]] = {
    "getattr": _getattr,
    "hasattr": _hasattr,
    "isinstance": partial(_check, method="__instancecheck__"),
    "issubclass": partial(_check, method="__subclasscheck__"),
    "setattr": _setattr,
    "super": _super,
    "type": _type,
    "vars": _vars,
    **{name: partial(_wrap, name=name) for name in ("classmethod", "property", "staticmethod")},
    **{name: partial(_namespace, name=name) for name in ("globals", "locals")},
}
