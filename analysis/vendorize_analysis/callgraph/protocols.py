"""What the language asks of objects: items, iteration, operators, `with`, `raise` and `except`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.values import UNKNOWN

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.calls import Request
    from vendorize_analysis.callgraph.machine import Machine


class Protocols:
    """Asks values for what a piece of syntax means to them."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self._raised = machine.solver.new()
        """Variable of every exception that is raised anywhere."""

    def ask(self, value: int, name: str, request: Request) -> bool:
        """Call a special method of an instance; tell whether its class surely has one."""
        machine = self.machine
        kind, *rest = machine.value(value)
        if kind == "class":
            owners: tuple[int, ...] = machine.classes.metaclasses(value)
            if name == "__class_getitem__":
                owners = (*owners, value)
        elif kind == "instance":
            owners = (rest[0],)
        else:
            return False
        own = request.first(machine.solver.holder(value))._replace(receiver=value)
        for owner in owners:
            machine.classes.ask(owner, name, lambda it: machine.calls.invoke(machine.classes.unwrapped(it), own))
        return any(machine.classes.finds(owner, name) for owner in owners)

    # -- iteration ------------------------------------------------------------------------------------------

    def iterate(self, variable: int, request: Request) -> None:
        """Read what iterating over whatever a variable holds gives."""
        self.machine.solver.watch(variable, lambda value: self.iterate_value(value, request))

    def iterate_value(self, value: int, request: Request) -> None:
        """Read what iterating over a value gives."""
        machine = self.machine
        kind = machine.values.kind(value)
        request = request._replace(positional=(), keywords=())
        if kind == "container":
            machine.containers.iterate(value, request.target)
        elif kind in {"unknown", "external", "result"}:
            machine.solver.add(request.target, UNKNOWN)
        elif kind in {"instance", "class"}:
            machine.containers.iterate(value, request.target)
            for first, then in (("__iter__", "__next__"), ("__aiter__", "__anext__")):
                iterator = machine.solver.new()
                if self.ask(value, first, request._replace(target=iterator)):
                    machine.solver.watch(iterator, lambda it, then=then: self.advance(it, then, request))  # type: ignore[misc]
                    return
            self.ask(value, "__getitem__", request._replace(positional=((machine.solver.new(), False),)))
        elif kind in {"constant", "plain"}:
            machine.solver.add(request.target, machine.number("plain", "object"))

    def advance(self, iterator: int, name: str, request: Request) -> None:
        """Take the next item of an iterator."""
        if self.machine.values.kind(iterator) == "instance":
            self.ask(iterator, name, request)
        else:
            self.iterate_value(iterator, request)

    # -- operators and statements ---------------------------------------------------------------------------

    def operate(self, operands: tuple[int, ...], names: tuple[str, str], request: Request) -> None:
        """Apply an operator; collections give a new one with the items of both."""
        machine = self.machine
        made = machine.number("container", "list", machine.frames.site(request.frame, request.site), ())
        machine.solver.watch(operands[0], lambda value: self._left(value, operands, names, (made, request)))
        for operand in operands[1:]:
            machine.solver.watch(operand, lambda value: self._right(value, operands[0], names, (made, request)))

    def _left(self, value: int, operands: tuple[int, ...], names: tuple[str, str], result: tuple[int, Request]) -> None:
        machine = self.machine
        method, swapped = names
        made, request = result
        kind = machine.values.kind(value)
        in_place = method.startswith("__i")
        if kind == "container" and request.target >= 0 and method not in {"__contains__", "__bool__"}:
            self._joined(value, made, request)
        elif kind == "unknown" and request.target >= 0:
            machine.solver.add(request.target, UNKNOWN)
        elif not self.ask(value, method, request) and (in_place or len(operands) == 1):
            self.ask(value, swapped, request)
        if kind in {"constant", "plain"} and request.target >= 0:
            machine.solver.add(request.target, machine.number("plain", "object"))
        if in_place and kind == "container":
            machine.solver.add(request.target, value)
            machine.items.extend(value, operands[1], request, keys=True)

    def _right(self, value: int, left: int, names: tuple[str, str], result: tuple[int, Request]) -> None:
        machine = self.machine
        method, swapped = names
        made, request = result
        kind = machine.values.kind(value)
        if kind == "container" and request.target >= 0 and method in {"__add__", "__or__", "__mul__"}:
            self._joined(value, made, request)
        elif kind == "instance" and not self._is_served(left, method):
            self.ask(value, swapped, request._replace(positional=((left, False),)))

    def _is_served(self, variable: int, method: str) -> bool:
        """Tell whether all left operands so far have the operator themselves."""
        machine = self.machine
        held = machine.solver.held(variable)
        own = [machine.value(value)[1] for value in held if machine.values.kind(value) == "instance"]
        return bool(held) and len(own) == len(held) and all(machine.classes.finds(cls, method) for cls in own)

    def _joined(self, value: int, made: int, request: Request) -> None:
        machine = self.machine
        machine.containers.put(made, None, machine.containers.values(value))
        if machine.containers.is_mapping(value):
            machine.solver.add(request.target, value)
        machine.solver.add(request.target, made)

    def manage(self, variable: int, request: Request, *, asynchronous: bool) -> None:
        """Enter and leave a context manager."""
        machine = self.machine
        enter, leave = ("__aenter__", "__aexit__") if asynchronous else ("__enter__", "__exit__")

        def found(value: int) -> None:
            kind, *rest = machine.value(value)
            if kind == "container" and rest[0] == "generator":
                machine.containers.iterate(value, request.target)  # made by `contextlib.contextmanager`
            elif kind == "instance":
                self.ask(value, enter, request)
                self.ask(value, leave, request.silent())
                if not machine.classes.finds(rest[0], enter):
                    machine.solver.add(request.target, value)
            elif kind != "constant":
                machine.solver.add(request.target, value)

        machine.solver.watch(variable, found)

    def raised(self, variable: int, request: Request) -> None:
        """Raise whatever a variable holds; a class is called first."""
        machine = self.machine

        def found(value: int) -> None:
            if machine.values.kind(value) == "class":
                machine.calls.invoke(value, request._replace(target=self._raised))
            elif machine.values.kind(value) == "instance":
                machine.solver.add(self._raised, value)

        machine.solver.watch(variable, found)

    def catch(self, kind: int, target: int) -> None:
        """Give the exceptions of a type (or of several in a collection) that are raised anywhere."""
        machine = self.machine

        def caught(cls: int, value: int) -> None:
            known = machine.value(value)
            own = known[1] if known[0] == "instance" else -1
            if own < 0 or cls not in machine.classes.all or machine.classes.inherits(own, cls):
                machine.solver.add(target, value)

        def found(value: int) -> None:
            if machine.values.kind(value) == "container":
                machine.solver.watch(machine.containers.values(value), found)
            elif machine.values.kind(value) in {"class", "builtin", "external", "unknown"}:
                machine.solver.watch(self._raised, lambda raised: caught(value, raised))
                if machine.values.kind(value) in {"builtin", "external"}:
                    machine.solver.add(target, machine.number("plain", "exception"))

        machine.solver.watch(kind, found)
