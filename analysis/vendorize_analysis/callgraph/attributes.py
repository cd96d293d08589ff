"""Attributes: what each kind of value gives when it is asked for one, and where it keeps what it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.methods import METHODS
from vendorize_analysis.callgraph.values import UNKNOWN
from vendorize_analysis.tables import stdlib

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vendorize_analysis.callgraph.calls import Request
    from vendorize_analysis.callgraph.machine import Machine

_DESCRIPTORS: Final = frozenset({"enum.property", "types.DynamicClassAttribute"})
"""Classes of the standard library that bind and have no model of their own."""


class Attributes:
    """Reads and writes attributes."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self._kinds: dict[str, Callable[[int, str, Request], None]] = {
            "unknown": self.of_unknown,
            "instance": self._of_instance,
            "class": self._of_class,
            "module": self._of_module,
            "super": self._of_super,
            "external": machine.natural.of_external,
            "result": machine.natural.of_result,
            "container": machine.natural.of_builtin,
            "plain": machine.natural.of_builtin,
            "constant": machine.natural.of_builtin,
            "wrapped": machine.natural.of_wrapped,
            "builtin": machine.natural.of_builtin,
            "bound": machine.natural.of_function,
            "function": machine.natural.of_function,
            "namespace": machine.natural.of_builtin,
            "locals": machine.natural.of_locals,
            "partial": machine.natural.of_function,
            "dispatch": machine.natural.of_function,
        }

    def load(self, variable: int, name: str, request: Request) -> None:
        """Read an attribute of whatever a variable holds."""
        self.machine.solver.watch(variable, lambda value: self.read(value, name, request))

    def load_written(self, variable: int, name: str, request: Request) -> None:
        """Read an attribute that was written just before: properties and descriptors give something else."""
        machine = self.machine

        def member(value: int, it: int) -> None:
            kind, *rest = machine.value(it)
            if (kind == "wrapped" and rest[0] == "property") or (
                kind == "instance" and machine.classes.finds(rest[0], "__set__")
            ):
                self.bind(it, value, machine.value(value)[1], request)

        def found(value: int) -> None:
            if machine.values.kind(value) == "instance":
                cls = machine.value(value)[1]
                machine.classes.ask(cls, name, lambda it: member(value, it))
                self._intercept(value, cls, name, request)

        machine.solver.watch(variable, found)

    def load_place(self, variable: int, kind: int, place: int, request: Request) -> None:
        """Read the attribute that a place of a class pattern means: `__match_args__`, or a data class's fields."""
        machine = self.machine
        names = machine.solver.new()

        def name(value: int) -> None:
            known = machine.value(value)
            if known[0] == "constant" and isinstance(known[1], str):
                self.load(variable, known[1], request)

        def found(cls: int) -> None:
            if machine.values.kind(cls) != "class":
                return
            if machine.classes.finds(cls, "__match_args__"):
                item = request._replace(target=names)
                machine.classes.ask(cls, "__match_args__", lambda it: machine.items.unpack_value(it, place, item))
                return
            fields = machine.classes.annotated(cls)
            if place < len(fields):
                self.load(variable, fields[place], request)

        machine.solver.watch(names, name)
        machine.solver.watch(kind, found)

    def read(self, value: int, name: str, request: Request) -> None:
        """Read an attribute of a value."""
        action = self._kinds.get(self.machine.values.kind(value))
        if action is not None:
            action(value, name, request)

    def store(self, variable: int, name: str, request: Request) -> None:
        """Write an attribute of whatever a variable holds."""
        self.machine.solver.watch(variable, lambda value: self.write(value, name, request))

    def write(self, value: int, name: str, request: Request) -> None:
        """Write an attribute of a value."""
        machine = self.machine
        source = request.positional[0][0]
        kind, *rest = machine.value(value)
        if kind == "module":
            machine.modules.write(rest[0], name, source)
        elif kind in {"instance", "class", "function", "result"}:
            machine.solver.link(source, machine.classes.field(value, name))
        elif kind == "bound":
            machine.solver.link(source, machine.classes.field(rest[0], name))
        else:
            machine.losing.lose_held([source])
        if kind == "result" and len(rest) == 1:
            machine.losing.lose_held([source])  # others may get the same object elsewhere
        if name == "__class__":
            machine.solver.watch(source, machine.classes.take_over)
        if kind == "instance":
            self._ask_setters(value, name, request)

    def _ask_setters(self, value: int, name: str, request: Request) -> None:
        machine = self.machine
        own = request.first(machine.solver.holder(value))._replace(receiver=value)

        def found(member: int) -> None:
            kind, *rest = machine.value(member)
            if kind == "wrapped" and rest[0] == "setter":
                machine.calls.invoke(rest[1], own)
            elif kind == "instance" and machine.classes.finds(rest[0], "__set__"):
                set_it = own.first(machine.solver.holder(member))._replace(receiver=member)
                machine.classes.ask(rest[0], "__set__", lambda it: machine.calls.invoke(it, set_it))

        cls = machine.value(value)[1]
        machine.classes.ask(cls, name, found)
        if machine.classes.finds(cls, "__setattr__"):
            named = machine.solver.holder(machine.number("constant", name))
            setter = own._replace(positional=(own.positional[0], (named, False), *own.positional[1:]))
            machine.classes.ask(cls, "__setattr__", lambda it: machine.calls.invoke(it, setter))

    # -- kinds of values ------------------------------------------------------------------------------------

    def of_unknown(self, _value: int, name: str, request: Request) -> None:
        """Read an attribute of something that may be anything."""
        self.machine.edges.ask(request.frame.place(request.line), name)
        if request.target >= 0:
            self.machine.solver.add(request.target, UNKNOWN)

    def _of_instance(self, value: int, name: str, request: Request) -> None:
        machine = self.machine
        cls = machine.value(value)[1]
        if request.target >= 0:
            self.own(value, name, request.target)
            if name == "__class__":
                machine.solver.add(request.target, cls)
            elif name == "__dict__":
                machine.solver.add(request.target, machine.number("namespace", value))
        self._intercept(value, cls, name, request)
        machine.classes.ask(cls, name, lambda it: self.bind(it, value, cls, request))
        if not machine.classes.finds(cls, name):
            self._missing(value, cls, name, request)
            if machine.classes.outsiders(cls):
                self.machine.natural.of_builtin(value, name, request)

    def _intercept(self, value: int, cls: int, name: str, request: Request) -> None:
        if self.machine.classes.finds(cls, "__getattribute__"):
            self._ask_by_name(value, cls, "__getattribute__", (name, request))

    def _missing(self, value: int, cls: int, name: str, request: Request) -> None:
        classes = self.machine.classes
        if classes.finds(cls, "__getattr__") and not classes.has_written(value, name):
            self._ask_by_name(value, cls, "__getattr__", (name, request))

    def _ask_by_name(self, value: int, cls: int, method: str, asked: tuple[str, Request]) -> None:
        machine = self.machine
        name, request = asked
        named = machine.solver.holder(machine.number("constant", name))
        holder = machine.solver.holder(value)
        ask = request._replace(positional=((holder, False), (named, False)), keywords=(), receiver=value)
        machine.classes.ask(cls, method, lambda it: machine.calls.invoke(it, ask))

    def bind(self, member: int, receiver: int, cls: int, request: Request) -> None:
        """Give what a member of a class becomes when an object (or the class) is asked for it."""
        machine = self.machine
        kind, *rest = machine.value(member)
        target = request.target
        is_class = receiver == cls
        if kind == "wrapped":
            self._bind_wrapped(member, receiver, cls, request)
        elif kind == "function" and not is_class:
            if target >= 0:
                machine.solver.add(target, machine.number("bound", member, receiver))
        elif kind in {"late", "dispatch"} and not is_class and target >= 0:
            machine.solver.add(target, machine.number("bound", member, receiver))
        elif kind == "instance" and machine.classes.finds(rest[0], "__get__"):
            holders = [machine.solver.holder(each) for each in (member, receiver, cls)]
            get = request._replace(positional=tuple((each, False) for each in holders), receiver=member)
            machine.classes.ask(rest[0], "__get__", lambda it: machine.calls.invoke(it, get))
        else:
            if not is_class and _may_bind(kind, rest):
                machine.losing.lose(receiver)
            if target >= 0:
                machine.solver.add(target, member)

    def _bind_wrapped(self, member: int, receiver: int, cls: int, request: Request) -> None:
        machine = self.machine
        _, how, function = machine.value(member)
        if how == "property" and receiver != cls:
            holder = machine.solver.holder(receiver)
            get = request._replace(positional=((holder, False),), keywords=(), receiver=receiver)
            machine.calls.invoke(function, get)
        elif request.target < 0:
            return
        elif how == "staticmethod":
            machine.solver.add(request.target, function)
        elif how == "classmethod":
            machine.solver.add(request.target, machine.number("bound", function, cls))
        elif receiver == cls:
            machine.solver.add(request.target, member)

    def _of_class(self, value: int, name: str, request: Request) -> None:
        machine = self.machine
        machine.classes.ask(value, name, lambda it: self.bind(it, value, value, request))
        for meta in machine.classes.metaclasses(value):
            machine.classes.ask(meta, name, lambda it, meta=meta: self.bind(it, value, meta, request))  # type: ignore[misc]
        if request.target < 0:
            return
        if name == "__dict__":
            machine.solver.add(request.target, machine.number("namespace", value))
        elif name == "__name__":
            dotted = machine.classes.scope(value).name
            machine.solver.add(request.target, machine.number("constant", dotted.rpartition(".")[2]))
        elif name in {"__mro__", "__bases__"}:
            made = machine.number("container", "tuple", f"{name} {value}", ())
            item = machine.solver.new()
            machine.containers.put(made, None, item)
            machine.classes.collect(value, name, item)
            machine.solver.add(request.target, made)
        elif name == "__base__":
            machine.classes.collect(value, "__bases__", request.target)
        elif name in {"__new__", "mro", "__subclasses__"} and not machine.classes.finds(value, name):
            machine.solver.add(request.target, machine.number("method", value, name))
        elif not name.startswith("_") and machine.classes.defines(value, name):
            machine.classes.when_enum(value, lambda: machine.solver.add(request.target, machine.objects.member(value)))

    def _of_module(self, value: int, name: str, request: Request) -> None:
        module = self.machine.value(value)[1]
        if name == "__dict__":
            self.machine.solver.add(request.target, self.machine.number("namespace", value))
        self.machine.modules.member(module, name, request)

    def _of_super(self, value: int, name: str, request: Request) -> None:
        machine = self.machine
        _, cls, receiver = machine.value(value)
        kind, *rest = machine.value(receiver)
        if kind == "instance":
            machine.classes.ask(rest[0], name, lambda it: self.bind(it, receiver, rest[0], request), after=cls)
            if name in METHODS and request.target >= 0 and machine.classes.outsiders(rest[0]):
                machine.solver.add(request.target, machine.number("method", receiver, name))
        elif kind == "class":
            # `cls.__mro__` of a class method; of a metaclass's method the class is the object
            if machine.classes.inherits(receiver, cls):
                machine.classes.ask(receiver, name, lambda it: self.bind(it, receiver, receiver, request), after=cls)
            else:
                machine.classes.ask(cls, name, lambda it: self.bind(it, receiver, cls, request), after=cls)
            if name in {"__new__", "__call__"} and request.target >= 0:
                machine.solver.add(request.target, machine.number("method", receiver, name))
        elif kind == "unknown":
            machine.classes.ask(cls, name, lambda it: self.bind(it, receiver, cls, request), after=cls)

    def own(self, value: int, name: str, target: int) -> None:
        """Read an attribute of an object itself."""
        machine = self.machine
        machine.classes.when_written(value, name, lambda field: machine.solver.link(field, target))

    def names(self, value: int) -> list[str]:
        """Give the names that an object, a class or a module surely has."""
        machine = self.machine
        kind, *rest = machine.value(value)
        if kind == "module":
            return sorted(machine.modules.names(rest[0]))
        cls = rest[0] if kind == "instance" else value
        found = {
            name
            for each in machine.classes.order(cls)
            if each in machine.classes.all
            for name in machine.classes.scope(each).locals
        }
        return sorted(found)


def _may_bind(kind: str, rest: Sequence[object]) -> bool:
    """Tell whether a member of a class that is not read may get the object that is asked for it (`__get__`)."""
    if kind == "external":
        return not stdlib.is_standard_class(str(rest[0]))
    if kind == "result":
        name = str(rest[0])
        return name in _DESCRIPTORS or not stdlib.is_standard_module(name.rpartition(".")[0])
    return kind == "unknown"
