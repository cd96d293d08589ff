"""What the module `functools` makes of functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.calls import Request
    from vendorize_analysis.callgraph.machine import Machine

_REGISTERED = "<registered>"
"""Attribute of a generic function that holds its implementations: no name of the program."""


class Functions:
    """Models of functions that are made of functions."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.models: dict[str, Callable[[Request], None]] = {
            "functools.partial": lambda request: self._partial(request, "partial"),
            "functools.partialmethod": lambda request: self._partial(request, "late"),
            "functools.reduce": self._reduce,
            "functools.singledispatch": self._generic,
            "functools.singledispatchmethod": self._generic,
            "functools.update_wrapper": self._update,
            "functools.wraps": self._wraps,
            "types.MethodType": self._method,
        }

    def _partial(self, request: Request, kind: str) -> None:
        machine = self.machine
        if request.target < 0 or not request.positional:
            return
        site = machine.frames.site(request.frame, request.site)
        value = machine.number(kind, site, request.frame.context)
        rest = request._replace(positional=request.positional[1:])
        machine.calls.partials.setdefault(value, []).append((request.positional[0][0], rest))
        machine.solver.add(request.target, value)

    def _reduce(self, request: Request) -> None:
        machine = self.machine
        natives = machine.natives
        result = machine.solver.new()
        item = natives.items(natives.argument(request, 1), request)
        start = natives.argument(request, 2)
        machine.solver.link(item if start < 0 else start, result)
        natives.back(natives.argument(request, 0), (result, item), request, result)
        if request.target >= 0:
            machine.solver.link(result, request.target)

    def _method(self, request: Request) -> None:
        machine = self.machine
        if request.target < 0 or len(request.positional) != 2:  # noqa: PLR2004 (a function and an object)
            return
        function, receiver = (variable for variable, _ in request.positional)

        def found(value: int) -> None:
            machine.solver.watch(
                receiver, lambda it: machine.solver.add(request.target, machine.number("bound", value, it))
            )

        machine.solver.watch(function, found)

    # -- wraps ----------------------------------------------------------------------------------------------

    def _wraps(self, request: Request) -> None:
        wrapped = self.machine.natives.argument(request, 0)
        if request.target >= 0 and wrapped >= 0:
            self.machine.solver.add(request.target, self.machine.number("wraps", wrapped))

    def _update(self, request: Request) -> None:
        wrapped = self.machine.natives.argument(request, 1, "wrapped")
        if wrapped >= 0:
            self.wrap(self.machine.number("wraps", wrapped), request)

    def wrap(self, value: int, request: Request) -> None:
        """Call what `functools.wraps(f)` gave: the function stays, and has `f` as an attribute."""
        machine = self.machine
        wrapped = machine.value(value)[1]
        for variable, _ in request.positional[:1]:
            if request.target >= 0:
                machine.solver.link(variable, request.target)
            machine.solver.watch(
                variable, lambda it: machine.solver.link(wrapped, machine.classes.field(it, "__wrapped__"))
            )

    # -- singledispatch -------------------------------------------------------------------------------------

    def _generic(self, request: Request) -> None:
        machine = self.machine
        source = machine.natives.argument(request, 0)
        if source < 0 or request.target < 0:
            return

        def found(function: int) -> None:
            value = machine.number("dispatch", function)
            machine.solver.add(machine.classes.field(value, _REGISTERED), function)
            machine.solver.add(request.target, value)

        machine.solver.watch(source, found)

    def dispatch(self, value: int, request: Request) -> None:
        """Call every implementation of a generic function."""
        self.machine.calls.call(self.machine.classes.field(value, _REGISTERED), request)

    def register(self, generic: int, name: str, request: Request) -> None:
        """Add an implementation, or say which there are (`dispatch`)."""
        machine = self.machine
        registered = machine.classes.field(generic, _REGISTERED)
        if name == "dispatch":
            if request.target >= 0:
                machine.solver.link(registered, request.target)
            return

        def found(value: int) -> None:
            if machine.values.kind(value) in {"function", "bound", "partial"}:
                machine.solver.add(registered, value)
                if request.target >= 0:
                    machine.solver.add(request.target, value)
            elif request.target >= 0 and len(request.positional) == 1:
                machine.solver.add(request.target, machine.number("method", generic, name))

        for variable, _ in request.positional[-1:]:
            machine.solver.watch(variable, found)
