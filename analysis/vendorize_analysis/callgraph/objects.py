"""Objects: what calling a class gives, and what runs for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.values import UNKNOWN

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.calls import Request
    from vendorize_analysis.callgraph.machine import Machine


class Objects:
    """Makes objects of classes."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    def call(self, cls: int, request: Request) -> None:
        """Call a class: its metaclass may do something else than to make an object."""
        machine = self.machine
        metas = [meta for meta in machine.classes.metaclasses(cls) if machine.classes.finds(meta, "__call__")]
        make = request.first(machine.solver.holder(cls))
        for meta in metas:
            machine.classes.ask(meta, "__call__", lambda it: machine.calls.invoke(it, make))
        if machine.classes.is_enum(cls) and request.target >= 0:
            machine.solver.add(request.target, self.member(cls))
        elif not metas:
            self.construct(cls, request)

    def construct(self, cls: int, request: Request) -> None:
        """Make an object of a class, as `type.__call__` does."""
        machine = self.machine
        if not machine.classes.finds(cls, "__new__"):
            self._start(cls, self.make(cls, request), request)
        else:
            made = machine.solver.new()
            make = request.first(machine.solver.holder(cls))._replace(target=made)
            machine.classes.ask(cls, "__new__", lambda it: machine.calls.invoke(machine.classes.unwrapped(it), make))
            machine.solver.watch(made, lambda value: self._made(cls, value, request))
        if machine.classes.is_open(cls):
            machine.edges.ask(request.frame.place(request.line), "__init__")

    def _made(self, cls: int, value: int, request: Request) -> None:
        """Go on with what `__new__` gave: an object of the class is initialised, others are left alone."""
        machine = self.machine
        kind, *rest = machine.value(value)
        if kind == "instance" and machine.classes.inherits(rest[0], cls):
            self._start(cls, value, request)
        elif kind in {"unknown", "plain", "result", "external", "container"}:
            self._start(cls, self.make(cls, request), request)
        elif request.target >= 0:
            machine.solver.add(request.target, value)

    def _start(self, cls: int, value: int, request: Request) -> None:
        machine = self.machine
        holder = machine.solver.holder(value)
        start = request.first(holder)._replace(target=-1, receiver=value)
        machine.classes.ask(cls, "__init__", lambda it: machine.calls.invoke(it, start))
        if machine.classes.finds(cls, "__post_init__"):
            after = start.silent().first(holder)
            machine.classes.ask(cls, "__post_init__", lambda it: machine.calls.invoke(it, after))
        self._fill(cls, value, request)
        if request.target >= 0:
            machine.solver.add(request.target, value)

    def _fill(self, cls: int, value: int, request: Request) -> None:
        """Give an instance of a class without `__init__` its fields as a data class or named tuple would."""
        machine = self.machine
        if machine.classes.finds(cls, "__init__"):
            return
        for name, variable in request.keywords:
            if name:
                machine.solver.link(variable, machine.classes.field(value, name))
        names = machine.classes.annotated(cls)
        is_tuple = machine.classes.is_tuple(cls)
        for place, ((variable, star), name) in enumerate(zip(request.positional, names, strict=False)):
            if not star:
                machine.solver.link(variable, machine.classes.field(value, name))
                if is_tuple:
                    machine.containers.put(value, place, variable)
        for name in names[len(request.positional) :]:
            machine.classes.ask(cls, name, lambda it, name=name: self._default(it, (value, name), request))  # type: ignore[misc]

    def _default(self, member: int, field: tuple[int, str], request: Request) -> None:
        """Call what makes the default of a field."""
        machine = self.machine
        kind, *rest = machine.value(member)
        if kind == "field":
            made = request._replace(target=machine.classes.field(*field), positional=(), keywords=())
            machine.calls.call(rest[0], made)

    def make(self, cls: int, request: Request) -> int:
        """Give a new instance, before anything runs that fills it."""
        machine = self.machine
        sensitive = machine.options.sensitive
        site = machine.frames.site(request.frame, request.site or -1000 - request.line) if sensitive else 0
        value = machine.number("instance", cls, site, request.frame.context[:1] if sensitive else ())
        machine.classes.instances.setdefault(cls, {})[value] = None
        return value

    def member(self, cls: int) -> int:
        """Give the objects that an enumeration has."""
        value = self.machine.number("instance", cls, -1, ())
        self.machine.classes.instances.setdefault(cls, {})[value] = None
        return value

    def bare(self, request: Request) -> None:
        """Give a new instance of the first argument (`object.__new__`), whose constructor does not run."""
        machine = self.machine

        def found(cls: int) -> None:
            if machine.values.kind(cls) == "class":
                value = self.make(cls, request)
                if machine.classes.is_tuple(cls):
                    self._fill(cls, value, request._replace(positional=request.positional[1:]))
                machine.solver.add(request.target, value)
            elif machine.values.kind(cls) == "unknown":
                machine.solver.add(request.target, UNKNOWN)

        if request.target >= 0 and request.positional:
            machine.solver.watch(request.positional[0][0], found)
