"""Built-in functions that look at objects: attributes by name, namespaces, types, wrappers of methods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.calls import Request
    from vendorize_analysis.callgraph.machine import Machine


class Reflection:
    """Models of what code asks about itself."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.models: dict[str, Callable[[Request, str], None]] = {
            "classmethod": self._wrap,
            "getattr": self._getattr,
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

        def found(value: int) -> None:
            kind, *rest = machine.value(value)
            if kind == "constant" and isinstance(rest[0], str):
                machine.attributes.load(holder, rest[0], asked)
            elif kind != "constant" and request.target >= 0:
                machine.solver.add(request.target, UNKNOWN)

        if holder >= 0 and name >= 0:
            machine.solver.watch(name, found)

    def _setattr(self, request: Request, _name: str) -> None:
        machine = self.machine
        holder, name, source = (self.machine.natives.argument(request, place) for place in range(3))
        if min(holder, name, source) < 0:
            return

        def found(value: int) -> None:
            kind, *rest = machine.value(value)
            if kind == "constant" and isinstance(rest[0], str):
                machine.attributes.store(holder, rest[0], request._replace(positional=((source, False),)))

        machine.solver.watch(name, found)

    def _globals(self, request: Request, name: str) -> None:
        machine = self.machine
        if request.target < 0:
            return
        scope = request.frame.scope
        if name == "locals" and scope.kind == "function":
            machine.solver.add(request.target, UNKNOWN)
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
            machine.solver.add(request.target, UNKNOWN)

    def _import(self, request: Request, _name: str) -> None:
        self.machine.externals.import_module(request)
