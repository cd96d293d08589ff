"""Attributes of what is built in, of functions, and of what is not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.methods import METHODS

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.calls import Request
    from vendorize_analysis.callgraph.machine import Machine


class NaturalAttributes:
    """Reads attributes that no class of the program defines."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    def of_external(self, value: int, name: str, request: Request) -> None:
        """Read an attribute of something that is not read."""
        if request.target >= 0:
            self.machine.solver.add(request.target, self.machine.externals.below(value, name))

    def of_result(self, value: int, name: str, request: Request) -> None:
        """Read an attribute of what a call of something external gave."""
        if request.target < 0:
            return
        machine = self.machine
        self.machine.attributes.own(value, name, request.target)
        dotted = machine.value(value)[1]
        if dotted.rpartition(".")[2][:1].isupper():
            machine.solver.add(request.target, machine.externals.below(value, name))
        else:
            self.machine.attributes.of_unknown(value, name, request)

    def of_builtin(self, value: int, name: str, request: Request) -> None:
        """Read an attribute of a built-in object."""
        machine = self.machine
        if request.target < 0 or self._of_exception(name, request):
            return
        kind, *rest = machine.value(value)
        if kind == "container" and rest[0] == "exception" and name == "args":
            machine.solver.add(request.target, value)
        elif kind == "container" and rest[0] == "exception" and name == "exceptions":
            machine.containers.get(value, 1, request.target)
        elif (kind, name) == ("plain", "value") and rest[0] == "exception":
            machine.protocols.read_results(request.target)
        elif kind in {"namespace", "builtin"} or (kind in {"container", "instance"} and name in METHODS):
            machine.solver.add(request.target, machine.number("method", value, name))
        elif kind != "instance":
            machine.solver.add(request.target, machine.number("plain", "object"))

    def _of_exception(self, name: str, request: Request) -> bool:
        """Read what another exception may be behind; tell whether the name says so."""
        if name not in {"__cause__", "__context__"}:
            return False
        self.machine.solver.link(self.machine.protocols.thrown, request.target)
        return True

    def of_wrapped(self, value: int, name: str, request: Request) -> None:
        """Read an attribute of a property or its like."""
        machine = self.machine
        _, how, function = machine.value(value)
        if how == "property" and name in {"setter", "getter", "deleter"}:
            machine.solver.add(request.target, machine.number("method", value, name))
        elif name in {"fget", "__func__"} and request.target >= 0:
            machine.solver.add(request.target, function)

    def of_locals(self, value: int, name: str, request: Request) -> None:
        """Read a local variable by its name."""
        machine = self.machine
        frame = machine.frames.all[machine.value(value)[1]]
        if request.target >= 0 and name in frame.scope.cells:
            machine.solver.link(machine.frames.cell(frame, name), request.target)

    def of_function(self, value: int, name: str, request: Request) -> None:
        """Read an attribute of a function, a method or another callable."""
        machine = self.machine
        if request.target < 0:
            return
        kind, *rest = machine.value(value)
        if name == "__call__":
            machine.solver.add(request.target, value)
        elif name == "__get__" or (kind == "dispatch" and name in {"register", "dispatch"}):
            machine.solver.add(request.target, machine.number("method", value, name))
        elif kind == "bound":
            self._of_bound(value, name, request.target)
        elif name == "func" and kind == "partial":
            for function, _ in machine.calls.partials.get(value, ()):
                machine.solver.link(function, request.target)
        elif name == "__name__" and kind == "function":
            dotted = machine.frames.scopes[rest[0]].name
            machine.solver.add(request.target, machine.number("constant", dotted.rpartition(".")[2]))
        elif kind == "function":
            machine.attributes.own(value, name, request.target)

    def _of_bound(self, value: int, name: str, target: int) -> None:
        machine = self.machine
        _, function, receiver = machine.value(value)
        if name == "__func__":
            machine.solver.add(target, function)
        elif name == "__self__":
            machine.solver.add(target, receiver)
        else:
            machine.attributes.own(function, name, target)
