"""Calls: what each kind of value does when it is called, and how arguments reach parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from vendorize_analysis.callgraph.facts import RETURNED, SENT, YIELDED
from vendorize_analysis.callgraph.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.frames import Context, Frame
    from vendorize_analysis.callgraph.machine import Machine
    from vendorize_analysis.callgraph.scopes import Scope


class Request(NamedTuple):
    """A call, or anything else that may lead to one: where, with what, and where the result goes."""

    frame: Frame
    target: int
    """Variable of the result, or -1."""
    positional: tuple[tuple[int, bool], ...] = ()
    """Variables, each with whether it stands behind a star."""
    keywords: tuple[tuple[str, int], ...] = ()
    line: int = 0
    site: int = 0
    receiver: int = -1
    """The object whose method is called."""
    decorator: bool = False
    counts: bool = True
    """Whether a call of a built-in or of something unknown is worth an edge."""

    def first(self, variable: int) -> Request:
        """Put an argument before the others."""
        return self._replace(positional=((variable, False), *self.positional))

    def silent(self) -> Request:
        """Give the same without a result and arguments, for a call that the language makes."""
        return self._replace(target=-1, positional=(), keywords=(), counts=False)


class Calls:
    """Calls values."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self._done: set[tuple[int, Request]] = set()
        self._generators: set[int] = set()
        self.defaults: dict[int, dict[str, int]] = {}
        """Of each function the variables of its default values."""
        self.partials: dict[int, list[tuple[int, Request]]] = {}
        self._kinds: dict[str, Callable[[int, Request], None]] = {
            "function": self._function,
            "class": machine.objects.call,
            "instance": self._instance,
            "bound": self._bound,
            "wrapped": self._wrapped,
            "partial": self._partial,
            "late": self._late,
            "getter": machine.getters.call,
            "dispatch": machine.functions.dispatch,
            "wraps": machine.functions.wrap,
            "container": machine.library.call_collection,
            "unknown": self._unknown,
            "plain": lambda _, request: machine.losing.lose_arguments(request),
            "builtin": machine.natives.call,
            "method": machine.methods.call,
            "external": machine.externals.call,
            "result": machine.externals.call_result,
        }

    def call(self, function: int, request: Request) -> None:
        """Call whatever a variable holds."""
        self.machine.solver.watch(function, lambda value: self.invoke(value, request))

    def invoke(self, value: int, request: Request) -> None:
        """Call a value; the same call a second time would find everything done, for nothing is ever taken back."""
        if (value, request) in self._done:
            return
        self._done.add((value, request))
        action = self._kinds.get(self.machine.values.kind(value))
        if action is not None:
            action(value, request)

    def _function(self, value: int, request: Request) -> None:
        machine = self.machine
        _, number, parent = machine.value(value)
        scope = machine.frames.scopes[number]
        machine.edges.call(request.frame.place(request.line), scope.name)
        self.enter(value, scope, machine.frames.all[parent], request)

    def enter(self, value: int, scope: Scope, parent: Frame, request: Request) -> None:
        """Run a function with arguments."""
        machine = self.machine
        frame = machine.frames.enter(scope, parent, self._context(request))
        self._bind(frame, request, self.defaults.get(value, {}))
        if request.target < 0:
            return
        if scope.is_generator:
            made = machine.number("container", "generator", -1 - scope.number, frame.context)
            machine.containers.put(made, None, frame.base + YIELDED)
            machine.containers.returned(made, frame.base + RETURNED)
            if made not in self._generators:
                self._generators.add(made)
                machine.protocols.finish(frame.base + RETURNED)
            machine.solver.link(machine.containers.sent(made), frame.base + SENT)
            machine.solver.add(request.target, made)
        else:
            machine.solver.link(frame.base + RETURNED, request.target)

    def _context(self, request: Request) -> Context:
        """Tell apart by receiver, else by the place of the call."""
        machine = self.machine
        if not machine.options.sensitive:
            return ()
        if request.receiver >= 0 and machine.values.kind(request.receiver) == "instance":
            _, _cls, site, context = machine.value(request.receiver)
            if isinstance(site, int) and isinstance(context, tuple):
                return (-2 - request.receiver, *context)[:2]
        return machine.frames.around(request.frame, request.site or -1000 - request.line)

    def _bind(self, frame: Frame, request: Request, defaults: dict[str, int]) -> None:
        machine = self.machine
        solver, scope = machine.solver, frame.scope
        parameters = scope.parameters
        given: set[str] = set()
        starred = False
        for place, (variable, star) in enumerate(request.positional):
            if star:
                starred = True
                self._bind_star(frame, place, variable, request)
            elif starred:
                for name in (*parameters.positional, parameters.rest):
                    if name and name != parameters.rest:
                        solver.link(variable, frame.base + scope.entries[name])
                self._put_rest(frame, None, variable)
            elif place < len(parameters.positional):
                given.add(parameters.positional[place])
                solver.link(variable, frame.base + scope.entries[parameters.positional[place]])
            else:
                self._put_rest(frame, place - len(parameters.positional), variable)
        for name, variable in request.keywords:
            given.add(name)
            self._bind_keyword(frame, name, variable)
        for name, variable in defaults.items():
            if name not in given:
                solver.link(variable, frame.base + scope.entries[name])
        self._rest(frame)
        self._keywords(frame)

    def _bind_star(self, frame: Frame, place: int, variable: int, request: Request) -> None:
        machine = self.machine
        parameters = frame.scope.parameters
        for offset, name in enumerate(parameters.positional[place:]):
            entry = request._replace(target=frame.base + frame.scope.entries[name], positional=())
            machine.items.unpack(variable, offset, entry)
        if parameters.rest:
            skipped = len(parameters.positional) - place
            machine.items.copy_items(variable, self._rest(frame), (max(0, skipped), None) if skipped >= 0 else None)

    def _bind_keyword(self, frame: Frame, name: str, variable: int) -> None:
        machine = self.machine
        scope = frame.scope
        parameters = scope.parameters
        by_name = (*parameters.positional[parameters.only_positional :], *parameters.keyword_only)
        if not name:
            for each in by_name:
                machine.items.unpack_key(variable, each, frame.base + scope.entries[each])
            if parameters.keywords:
                machine.items.copy_items(variable, self._keywords(frame), (None, None))
        elif name in by_name:
            machine.solver.link(variable, frame.base + scope.entries[name])
        elif parameters.keywords:
            machine.containers.put(self._keywords(frame), name, variable)

    def _rest(self, frame: Frame) -> int:
        """Give the tuple of a frame's further positional arguments."""
        return self._extra(frame, frame.scope.parameters.rest, "tuple", -1_000_000)

    def _keywords(self, frame: Frame) -> int:
        """Give the dict of a frame's further keyword arguments."""
        return self._extra(frame, frame.scope.parameters.keywords, "dict", -2_000_000)

    def _extra(self, frame: Frame, name: str, kind: str, site: int) -> int:
        machine = self.machine
        value = machine.number("container", kind, site - frame.number, ())
        if name:
            machine.solver.add(frame.base + frame.scope.entries[name], value)
        return value

    def _put_rest(self, frame: Frame, key: int | None, variable: int) -> None:
        if frame.scope.parameters.rest:
            self.machine.containers.put(self._rest(frame), key, variable)

    # -- other callables ------------------------------------------------------------------------------------

    def _instance(self, value: int, request: Request) -> None:
        machine = self.machine
        cls = machine.value(value)[1]
        own = request.first(machine.solver.holder(value))._replace(receiver=value)
        machine.classes.ask(cls, "__call__", lambda it: self.invoke(it, own))

    def _bound(self, value: int, request: Request) -> None:
        _, function, receiver = self.machine.value(value)
        holder = self.machine.solver.holder(receiver)
        self.invoke(function, request.first(holder)._replace(receiver=receiver))

    def _wrapped(self, value: int, request: Request) -> None:
        _, how, function = self.machine.value(value)
        if how == "staticmethod":
            self.invoke(function, request)

    def _partial(self, value: int, request: Request) -> None:
        for function, first in self.partials.get(value, ()):
            both = request._replace(
                positional=(*first.positional, *request.positional), keywords=(*first.keywords, *request.keywords)
            )
            self.call(function, both)

    def _late(self, value: int, request: Request) -> None:
        """Call a `functools.partialmethod`: the object comes before the arguments that were given first."""
        for function, first in self.partials.get(value, ()):
            both = request._replace(
                positional=(*request.positional[:1], *first.positional, *request.positional[1:]),
                keywords=(*first.keywords, *request.keywords),
            )
            self.call(function, both)

    def _unknown(self, _value: int, request: Request) -> None:
        if request.counts:
            self.machine.edges.open_call(request.frame.place(request.line))
        if request.target >= 0:
            self.machine.solver.add(request.target, UNKNOWN)
        self.machine.externals.escape(request)
