"""Built-in functions that look at objects: attributes by name, namespaces, types, wrappers of methods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.values import UNKNOWN
from vendorize_analysis.model.names import unmangled

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.calls import Request
    from vendorize_analysis.callgraph.machine import Machine


_PLACE_OF_NAMES = 3
"""Argument of `__import__`: with names to be taken from it, it gives the module itself, else the outermost package."""


class Reflection:
    """Models of what code asks about itself."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.models: dict[str, Callable[[Request, str], None]] = {
            "classmethod": self._wrap,
            "eval": machine.code.run,
            "exec": machine.code.run,
            "getattr": self._getattr,
            "hasattr": self._hasattr,
            "isinstance": self._check,
            "issubclass": self._check,
            "globals": self._globals,
            "locals": self._globals,
            "property": self._wrap,
            "setattr": self._setattr,
            "staticmethod": self._wrap,
            "super": self._super,
            "type": self._type,
            "vars": self._vars,
            "__import__": self._import,
        }

    def _getattr(self, request: Request, _name: str) -> None:
        machine = self.machine
        holder, name, default = (self.machine.natives.argument(request, place) for place in range(3))
        if default >= 0 and request.target >= 0:
            machine.solver.link(default, request.target)
        asked = request._replace(positional=(), keywords=())
        if holder >= 0 and name >= 0:
            self._by_name(holder, name, asked, lambda each: machine.attributes.load(holder, each, asked))

    def _by_name(self, holder: int, name: int, request: Request, action: Callable[[str], None]) -> None:
        """Do something with every name that a variable may be; what begins or ends in a known way is a name in use."""
        machine = self.machine

        def matching(value: int, pattern: int) -> None:
            for each in machine.strings.names(pattern, lambda: machine.attributes.names(value)) or ():
                action(each)

        def found(value: int) -> None:
            kind, *rest = machine.value(value)
            if kind == "constant" and isinstance(rest[0], str) and rest[0].isidentifier():
                action(rest[0])
                plain = unmangled(rest[0])
                if plain:
                    action(plain)
            elif kind == "pattern":
                machine.solver.watch(holder, lambda it: matching(it, value))
            if kind != "constant":
                machine.losing.lose_held([holder, *(each for each, _ in request.positional)])
                if request.target >= 0:
                    machine.solver.add(request.target, UNKNOWN)

        machine.solver.watch(name, found)

    def _hasattr(self, request: Request, _name: str) -> None:
        self._getattr(request._replace(target=-1, positional=request.positional[:2]), "getattr")
        if request.target >= 0:
            self.machine.solver.add(request.target, self.machine.number("plain", "bool"))

    def _check(self, request: Request, name: str) -> None:
        """Ask the metaclass of a class whether something belongs to it."""
        machine = self.machine
        if request.target >= 0:
            machine.solver.add(request.target, machine.number("plain", "bool"))
        sought, kind = machine.natives.argument(request, 0), machine.natives.argument(request, 1)
        if min(sought, kind) < 0:
            return
        method = "__instancecheck__" if name == "isinstance" else "__subclasscheck__"
        asked = request.silent()._replace(positional=((sought, False),))
        machine.solver.watch(kind, lambda cls: machine.protocols.ask(cls, method, asked))

    def _setattr(self, request: Request, _name: str) -> None:
        machine = self.machine
        holder, name, source = (self.machine.natives.argument(request, place) for place in range(3))
        if min(holder, name, source) < 0:
            return
        stored = request._replace(target=-1, positional=((source, False),))
        self._by_name(holder, name, stored, lambda each: machine.attributes.store(holder, each, stored))

    def set_own(self, request: Request) -> None:
        """Write an attribute of an object itself (`object.__setattr__`)."""
        machine = self.machine
        holder, name, source = (self.machine.natives.argument(request, place) for place in range(3))

        def put(value: int, each: str) -> None:
            if machine.values.kind(value) in {"instance", "class"}:
                machine.solver.link(source, machine.classes.field(value, each))

        if min(holder, name, source) >= 0:
            asked = request._replace(target=-1)
            self._by_name(holder, name, asked, lambda each: machine.solver.watch(holder, lambda it: put(it, each)))

    def _globals(self, request: Request, name: str) -> None:
        machine = self.machine
        if request.target < 0:
            return
        scope = request.frame.scope
        if name == "locals" and scope.kind == "function":
            frame = machine.number("locals", request.frame.number)
            machine.solver.add(request.target, machine.number("namespace", frame))
        else:
            module = machine.number("module", scope.module)
            machine.solver.add(request.target, machine.number("namespace", module))

    def _vars(self, request: Request, name: str) -> None:
        machine = self.machine
        if not request.positional:
            self._globals(request, name)
        elif request.target >= 0:
            machine.solver.watch(
                request.positional[0][0],
                lambda value: machine.solver.add(request.target, machine.number("namespace", value)),
            )

    def _wrap(self, request: Request, name: str) -> None:
        machine = self.machine
        getter, setter = (
            self.machine.natives.argument(request, 0, "fget"),
            self.machine.natives.argument(request, 1, "fset"),
        )
        if request.target < 0:
            return
        for variable, how in ((getter, name), (setter, "setter")):
            if variable >= 0:
                machine.solver.watch(
                    variable,
                    lambda value, how=how: machine.solver.add(  # type: ignore[misc]
                        request.target, machine.number("wrapped", how, value)
                    ),
                )

    def _super(self, request: Request, _name: str) -> None:
        machine = self.machine
        owner, receiver = self.machine.natives.argument(request, 0), self.machine.natives.argument(request, 1)
        if min(owner, receiver, request.target) < 0:
            return

        def found(cls: int, value: int) -> None:
            machine.solver.add(request.target, machine.number("super", cls, value))

        machine.solver.watch(owner, lambda cls: machine.solver.watch(receiver, lambda value: found(cls, value)))

    def _type(self, request: Request, _name: str) -> None:
        machine = self.machine

        def found(value: int) -> None:
            kind, *rest = machine.value(value)
            if kind == "instance":
                machine.solver.add(request.target, rest[0])
            elif kind == "unknown":
                machine.solver.add(request.target, UNKNOWN)

        if request.target >= 0 and len(request.positional) == 1:
            machine.solver.watch(request.positional[0][0], found)
        elif request.target >= 0:
            machine.making.class_of_three(request)

    def _import(self, request: Request, _name: str) -> None:
        machine = self.machine
        machine.externals.import_module(request._replace(target=-1))
        if request.target < 0 or not request.positional:
            return

        def found(value: int) -> None:
            text = machine.strings.text(value)
            if text is None:
                machine.solver.add(request.target, UNKNOWN)
            elif text and not text.startswith("."):
                whole = text if len(request.positional) > _PLACE_OF_NAMES else text.partition(".")[0]
                machine.modules.imported(whole, "", request._replace(positional=(), keywords=()))

        machine.solver.watch(request.positional[0][0], found)
