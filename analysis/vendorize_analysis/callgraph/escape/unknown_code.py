"""Unknown code as the most general client: what it may have, and the members that unresolved sites call on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.semantics.class_attributes import names_of
from vendorize_analysis.callgraph.semantics.instantiation import any_instance
from vendorize_analysis.callgraph.solver.objects import (
    UNKNOWN,
    BoundMethod,
    BuiltinMethod,
    ClassObject,
    CollectionObject,
    ExternalResult,
    FunctionObject,
    GenericFunction,
    InstanceObject,
    ModuleObject,
    NamespaceObject,
    PartialMethod,
    PartialObject,
    SuperObject,
    WrappedFunction,
)
from vendorize_analysis.model.names import is_special

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize_analysis.callgraph.escape.entry_points import EntryPoints
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter

_MAKING = ("__init__", "__new__", "__post_init__", "__init_subclass__", "__class_getitem__")
"""What is called on a class that unknown code has."""


class UnknownCode:
    """Knows the values that unknown code may have."""

    def __init__(self, interp: AbstractInterpreter, entry_points: EntryPoints, outside: tuple[str, ...]) -> None:
        self.interp = interp
        self.entry_points = entry_points
        self._outside = outside
        """Names that code which is not read asks of whatever it gets."""
        self._had: dict[int, None] = {}
        self._given: dict[int, None] = {}
        self._names: dict[str, None] = {}
        self._objects: dict[int, dict[int, None]] = {}
        """Of each class those that unknown code may have."""
        self._asked: dict[tuple[int, str], None] = {}
        self._orders: dict[int, tuple[int, ...]] = {}
        """Of each class that was asked from outside what it inherited from then."""
        self._members: dict[int, dict[int, None]] = {}
        """Of each class what is called on these."""
        self._wanted: dict[int, dict[str, None]] = {}
        """Of classes the members that unknown code may call whatever their names are."""
        self._modules: dict[str, None] = {}
        self._fields: dict[str, int] = {}
        self._calls: dict[tuple[int, int], None] = {}
        self._waiting: list[tuple[int, int]] = []

    # -- names ----------------------------------------------------------------------------------------------

    def ask_for(self, names: Iterable[str]) -> bool:
        """Ask everything for some names; tell whether one of them is new."""
        fresh = [name for name in names if name not in self._names]
        self._names.update(dict.fromkeys(fresh))
        for name in fresh:
            for cls in list(self._objects):
                self._ask(cls, name)
            for module in list(self._modules):
                self._read_module(module, name)
        return bool(fresh)

    def want(self, cls: int, name: str) -> None:
        """Note that unknown code may call a member of a class, as soon as it has an object."""
        self._wanted.setdefault(cls, {})[name] = None
        for each in list(self._objects):
            if cls in self.interp.heap.classes.mro(each):
                self._ask(each, name)

    def read_fields(self) -> None:
        """Take what the objects that unknown code has hold under the names that it asks for."""
        classes = self.interp.heap.classes
        for name in self._names:
            holders = classes.written.get(name, ())
            for holder in holders[self._fields.get(name, 0) :]:
                if holder in self._had:
                    self.interp.solver.listen(classes.field(holder, name), self.have)
            self._fields[name] = len(holders)

    def _read_own(self, holder: int) -> None:
        """Take what an object holds that unknown code has had from now on."""
        classes = self.interp.heap.classes
        for name, count in self._fields.items():
            if holder in classes.written.get(name, ())[:count]:
                self.interp.solver.listen(classes.field(holder, name), self.have)

    def _read_module(self, module: str, name: str) -> None:
        if self.interp.heap.modules.has(module, name):
            self.interp.solver.listen(self.interp.heap.modules.variable(module, name), self.have)

    # -- values ---------------------------------------------------------------------------------------------

    def have(self, value: int) -> None:
        """Note that unknown code may have a value."""
        if value in self._had or value == UNKNOWN:
            return
        self._had[value] = None
        known = self.interp.objects[value]
        if isinstance(known, FunctionObject):
            self._read_own(value)
            self._wait(value, UNKNOWN)
        elif isinstance(known, BoundMethod):
            self.have(known.receiver)
            if self.interp.objects.kind(known.function) is FunctionObject:
                self._wait(known.function, known.receiver)
            else:
                self.have(known.function)
        elif isinstance(known, InstanceObject):
            self._have_object(known.cls, value)
        elif isinstance(known, ClassObject):
            self._have_class(value)
        elif isinstance(known, ModuleObject):
            self._modules[known.name] = None
            for name in list(self._names):
                self._read_module(known.name, name)
        else:
            self._have_other(value)

    def _have_other(self, value: int) -> None:
        heap, solver = self.interp.heap, self.interp.solver
        known = self.interp.objects[value]
        if isinstance(known, CollectionObject):
            for variable in (heap.containers.values(value), heap.containers.keys(value)):
                solver.listen(variable, self.have)
        elif isinstance(known, (PartialObject, PartialMethod)):
            for function, site in heap.callables.partials.get(value, ()):
                heap.escapes.escape_arguments(site)
                solver.listen(function, self.have)
        elif isinstance(known, SuperObject):
            self.have(known.receiver)
        elif isinstance(known, (WrappedFunction, GenericFunction)):
            self.have(known.function)
        elif isinstance(known, BuiltinMethod):
            self.have(known.receiver)
        elif isinstance(known, NamespaceObject):
            self.have(known.holder)
        elif isinstance(known, ExternalResult):
            self._read_own(value)

    def _have_class(self, cls: int) -> None:
        value = any_instance(self.interp, cls)
        self._read_own(cls)
        self.have(value)
        for name in _MAKING:
            self._ask(cls, name)

    def _have_object(self, cls: int, value: int) -> None:
        heap = self.interp.heap
        is_first = cls not in self._objects
        self._objects.setdefault(cls, {})[value] = None
        self._read_own(value)
        heap.containers.iterate(value, self._taken())
        if is_first:
            for name in self._names:
                self._ask(cls, name)
            for each in heap.classes.mro(cls):
                for name in self._wanted.get(each, ()):
                    self._ask(cls, name)
            for name in names_of(self.interp, cls):
                if is_special(name) and name not in _MAKING:
                    self._ask(cls, name)
        for member in list(self._members.get(cls, ())):
            self.call_on(member, cls, [value])

    def give(self, value: int) -> None:
        """Let code that is not read ask a value for all that it asks of anything."""
        if value in self._given:
            return
        self._given[value] = None
        known = self.interp.objects[value]
        if isinstance(known, CollectionObject):
            self.interp.solver.listen(self.interp.heap.containers.values(value), self.give)
        elif isinstance(known, (InstanceObject, ClassObject)):
            self._ask_from_outside(known.cls if isinstance(known, InstanceObject) else value)

    def _ask_from_outside(self, cls: int) -> None:
        """Ask a class for all that code which is not read asks of anything; again where it inherits from others now."""
        order = self.interp.heap.classes.mro(cls)
        if self._orders.get(cls) is not order:
            self._orders[cls] = order
            for name in self._outside:
                self._ask(cls, name)

    def _taken(self) -> int:
        """Return a variable of which unknown code has all values."""
        variable = self.interp.solver.new()
        self.interp.solver.listen(variable, self.have)
        return variable

    # -- calls ----------------------------------------------------------------------------------------------

    def _ask(self, cls: int, name: str) -> None:
        classes = self.interp.heap.classes
        if (cls, name) not in self._asked and classes.finds(cls, name):
            self._asked[cls, name] = None
            classes.resolve(cls, name, lambda member: self._found(member, cls))

    def _found(self, member: int, cls: int) -> None:
        self._members.setdefault(cls, {})[member] = None
        self.call_on(member, cls, list(self._objects.get(cls, ())))

    def call_on(self, member: int, cls: int, receivers: Iterable[int]) -> None:
        """Call a member of a class on some of its objects."""
        objects = self.interp.objects
        known = objects[member]
        if isinstance(known, FunctionObject):
            for receiver in receivers:
                self._wait(member, receiver)
        elif isinstance(known, WrappedFunction) and known.how != "staticmethod":
            is_function = objects.kind(known.function) is FunctionObject
            for receiver in ([cls] if known.how == "classmethod" else receivers) if is_function else ():
                self._wait(known.function, receiver)
        else:
            self.have(member)

    def _wait(self, function: int, receiver: int) -> None:
        if (function, receiver) not in self._calls:
            self._calls[function, receiver] = None
            self._waiting.append((function, receiver))

    def is_waiting(self) -> bool:
        """Tell whether there are functions to be entered."""
        return bool(self._waiting)

    def enter_waiting(self) -> None:
        """Enter the functions that unknown code may call."""
        frames = self.interp.heap.frames
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            for function, receiver in waiting:
                known = self.interp.objects[function]
                if isinstance(known, FunctionObject):
                    self.entry_points.call(frames.scopes[known.scope], frames.all[known.frame], receiver)
            self.interp.solver.drain()
