"""What unknown code may have, and what it calls on it: members of the names that open places ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.values import UNKNOWN
from vendorize_analysis.model.names import is_special

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize_analysis.callgraph.entering import Entering
    from vendorize_analysis.callgraph.machine import Machine

_MAKING = ("__init__", "__new__", "__post_init__", "__init_subclass__", "__class_getitem__")
"""What is called on a class that unknown code has."""


class Unseen:
    """Knows the values that unknown code may have."""

    def __init__(self, machine: Machine, entering: Entering) -> None:
        self.machine = machine
        self.entering = entering
        self.outside: tuple[str, ...] = ()
        """Names that code which is not read asks of whatever it gets."""
        self._had: dict[int, None] = {}
        self._given: dict[int, None] = {}
        self._names: dict[str, None] = {}
        self._objects: dict[int, dict[int, None]] = {}
        """Of each class those that unknown code may have."""
        self._asked: dict[tuple[int, str], None] = {}
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
            if cls in self.machine.classes.order(each):
                self._ask(each, name)

    def read_fields(self) -> None:
        """Take what the objects that unknown code has hold under the names that it asks for."""
        classes = self.machine.classes
        for name in self._names:
            holders = classes.written.get(name, ())
            for holder in holders[self._fields.get(name, 0) :]:
                if holder in self._had:
                    self.machine.solver.watch(classes.field(holder, name), self.have)
            self._fields[name] = len(holders)

    def _read_own(self, holder: int) -> None:
        """Take what an object holds that unknown code has had from now on."""
        classes = self.machine.classes
        for name, count in self._fields.items():
            if holder in classes.written.get(name, ())[:count]:
                self.machine.solver.watch(classes.field(holder, name), self.have)

    def _read_module(self, module: str, name: str) -> None:
        if self.machine.modules.has(module, name):
            self.machine.solver.watch(self.machine.modules.variable(module, name), self.have)

    # -- values ---------------------------------------------------------------------------------------------

    def have(self, value: int) -> None:
        """Note that unknown code may have a value."""
        if value in self._had or value == UNKNOWN:
            return
        self._had[value] = None
        machine = self.machine
        kind, *rest = machine.value(value)
        if kind == "function":
            self._read_own(value)
            self._wait(value, UNKNOWN)
        elif kind == "bound":
            self.have(rest[1])
            if machine.values.kind(rest[0]) == "function":
                self._wait(rest[0], rest[1])
            else:
                self.have(rest[0])
        elif kind == "instance":
            self._have_object(rest[0], value)
        elif kind == "class":
            self._have_class(value)
        elif kind == "module":
            self._modules[rest[0]] = None
            for name in list(self._names):
                self._read_module(rest[0], name)
        else:
            self._have_other(value)

    def _have_other(self, value: int) -> None:
        machine = self.machine
        kind, *rest = machine.value(value)
        if kind == "container":
            for variable in (machine.containers.values(value), machine.containers.keys(value)):
                machine.solver.watch(variable, self.have)
        elif kind in {"partial", "late"}:
            for function, request in machine.calls.partials.get(value, ()):
                machine.losing.lose_arguments(request)
                machine.solver.watch(function, self.have)
        elif kind in {"super", "wrapped"}:
            self.have(rest[1])
        elif kind in {"method", "namespace", "dispatch"}:
            self.have(rest[0])
        elif kind == "result":
            self._read_own(value)

    def _have_class(self, cls: int) -> None:
        machine = self.machine
        value = machine.number("instance", cls, -1, ())
        machine.classes.instances.setdefault(cls, {})[value] = None
        self._read_own(cls)
        self.have(value)
        for name in _MAKING:
            self._ask(cls, name)

    def _have_object(self, cls: int, value: int) -> None:
        machine = self.machine
        is_first = cls not in self._objects
        self._objects.setdefault(cls, {})[value] = None
        self._read_own(value)
        machine.containers.iterate(value, self._taken())
        if is_first:
            for name in self._names:
                self._ask(cls, name)
            for each in machine.classes.order(cls):
                for name in self._wanted.get(each, ()):
                    self._ask(cls, name)
            for name in machine.attributes.names(cls):
                if is_special(name) and name not in _MAKING:
                    self._ask(cls, name)
        for member in list(self._members.get(cls, ())):
            self.call_on(member, cls, [value])

    def give(self, value: int) -> None:
        """Let code that is not read ask a value for all that it asks of anything."""
        if value in self._given:
            return
        self._given[value] = None
        kind, *rest = self.machine.value(value)
        if kind == "container":
            self.machine.solver.watch(self.machine.containers.values(value), self.give)
        elif kind in {"instance", "class"}:
            for name in self.outside:
                self._ask(rest[0] if kind == "instance" else value, name)

    def _taken(self) -> int:
        """Give a variable of which unknown code has all values."""
        variable = self.machine.solver.new()
        self.machine.solver.watch(variable, self.have)
        return variable

    # -- calls ----------------------------------------------------------------------------------------------

    def _ask(self, cls: int, name: str) -> None:
        classes = self.machine.classes
        if (cls, name) not in self._asked and classes.finds(cls, name):
            self._asked[cls, name] = None
            classes.ask(cls, name, lambda member: self._found(member, cls))

    def _found(self, member: int, cls: int) -> None:
        self._members.setdefault(cls, {})[member] = None
        self.call_on(member, cls, list(self._objects.get(cls, ())))

    def call_on(self, member: int, cls: int, receivers: Iterable[int]) -> None:
        """Call a member of a class on some of its objects."""
        machine = self.machine
        kind, *rest = machine.value(member)
        if kind == "function":
            for receiver in receivers:
                self._wait(member, receiver)
        elif kind == "wrapped" and rest[0] != "staticmethod":
            inner = machine.value(rest[1])[0]
            for receiver in ([cls] if rest[0] == "classmethod" else receivers) if inner == "function" else ():
                self._wait(rest[1], receiver)
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
        machine = self.machine
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            for function, receiver in waiting:
                _, scope, parent = machine.value(function)
                self.entering.call(machine.frames.scopes[scope], machine.frames.all[parent], receiver)
            machine.solver.drain()
