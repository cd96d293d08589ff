"""What the language asks of objects: iteration, `with`, `await`, `raise` and `except`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.facts import SENT, YIELDED
from vendorize_analysis.callgraph.values import UNKNOWN

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.calls import Request
    from vendorize_analysis.callgraph.machine import Machine


class Protocols:
    """Asks values for what a piece of syntax means to them."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.thrown = machine.solver.new()
        """Variable of every exception that is raised anywhere."""
        self._results: list[int] = []
        self._readers: list[int] = []

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
            if kind == "class" and request.target >= 0:
                machine.classes.when_enum(
                    value, lambda: machine.solver.add(request.target, machine.objects.member(value))
                )
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

    def finish(self, result: int) -> None:
        """Note what a generator returns: the exception at its end holds it."""
        self._results.append(result)
        for target in self._readers:
            self.machine.solver.link(result, target)

    def read_results(self, target: int) -> None:
        """Read what any generator returns."""
        self._readers.append(target)
        for result in self._results:
            self.machine.solver.link(result, target)

    def delegate(self, variable: int, request: Request) -> None:
        """Give all that whatever a variable holds gives (`yield from`), and read what it returns."""
        machine = self.machine
        base = request.frame.base
        step = request._replace(target=base + YIELDED)

        def found(value: int) -> None:
            if machine.values.kind(value) == "container":
                machine.containers.result(value, request.target)
                machine.solver.link(base + SENT, machine.containers.sent(value))
            self.iterate_value(value, step)

        machine.solver.watch(variable, found)

    def wait(self, variable: int, request: Request) -> None:
        """Wait for whatever a variable holds; what a coroutine returns stands for it already."""
        machine = self.machine

        def found(value: int) -> None:
            iterator = machine.solver.new()
            if machine.values.kind(value) == "instance" and self.ask(
                value, "__await__", request._replace(target=iterator)
            ):
                machine.solver.watch(iterator, lambda it: machine.containers.result(it, request.target))
            else:
                machine.solver.add(request.target, value)

        machine.solver.watch(variable, found)

    # -- statements ---------------------------------------------------------------------------

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
                self.ask(value, leave, request.silent()._replace(positional=self._thrown_arguments()))
                if not machine.classes.finds(rest[0], enter):
                    machine.solver.add(request.target, value)
            elif kind != "constant":
                machine.solver.add(request.target, value)

        machine.solver.watch(variable, found)

    def _thrown_arguments(self) -> tuple[tuple[int, bool], ...]:
        """Give what a context manager is left with: type, exception and traceback."""
        blank = (self.machine.solver.new(), False)
        return (blank, (self.thrown, False), blank)

    def raised(self, variable: int, request: Request) -> None:
        """Raise whatever a variable holds; a class is called first."""
        machine = self.machine

        def found(value: int) -> None:
            if machine.values.kind(value) == "class":
                machine.calls.invoke(value, request._replace(target=self.thrown))
            elif machine.values.kind(value) in {"instance", "container"}:
                machine.solver.add(self.thrown, value)
                if machine.values.kind(value) == "container":
                    self._raise_members(value, request)

        machine.solver.watch(variable, found)

    def _raise_members(self, group: int, request: Request) -> None:
        """Count what an exception group holds as raised: `except*` takes it out."""
        members = self.machine.solver.new()
        self.machine.containers.get(group, 1, members)
        self.iterate(members, request._replace(target=self.thrown))

    def catch(self, kind: int, target: int) -> None:
        """Give the exceptions of a type (or of several in a collection) that are raised anywhere."""
        machine = self.machine

        def caught(cls: int, value: int) -> None:
            known = machine.value(value)
            own = known[1] if known[0] == "instance" else -1
            if known[0] == "container" and cls in machine.classes.all:
                return  # a built-in exception is no object of a class of the program
            if own < 0 or cls not in machine.classes.all or machine.classes.inherits(own, cls):
                machine.solver.add(target, value)

        seen: set[int] = set()  # a collection may hold itself

        def found(value: int) -> None:
            if value in seen:
                return
            seen.add(value)
            if machine.values.kind(value) == "container":
                machine.solver.watch(machine.containers.values(value), found)
            elif machine.values.kind(value) in {"class", "builtin", "external", "unknown"}:
                machine.solver.watch(self.thrown, lambda raised: caught(value, raised))
                if machine.values.kind(value) in {"builtin", "external"}:
                    machine.solver.add(target, machine.number("plain", "exception"))

        machine.solver.watch(kind, found)
