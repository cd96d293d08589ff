"""What is not read, the standard library above all: which functions it calls back, and what some of it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.values import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.calls import Request
    from vendorize_analysis.callgraph.machine import Machine

_SAME: Final = frozenset(
    {
        "abc.abstractmethod",
        "asyncio.create_task",
        "asyncio.ensure_future",
        "asyncio.run",
        "asyncio.wait_for",
        "contextlib.asynccontextmanager",
        "contextlib.contextmanager",
        "copy.copy",
        "copy.deepcopy",
        "functools.cache",
        "functools.lru_cache",
        "functools.singledispatch",
        "functools.total_ordering",
        "itertools.chain",
        "itertools.cycle",
        "itertools.islice",
        "types.coroutine",
        "typing.cast",
        "typing.final",
        "typing.no_type_check",
        "typing.overload",
        "typing.runtime_checkable",
        "weakref.proxy",
        "weakref.ref",
    }
)
"""Give back what their last positional argument is, or something that stands for it."""
_WRAPPERS: Final = {
    "abc.abstractclassmethod": "classmethod",
    "abc.abstractproperty": "property",
    "abc.abstractstaticmethod": "staticmethod",
    "enum.property": "property",
    "functools.cached_property": "property",
    "types.DynamicClassAttribute": "property",
}
_MAPPINGS: Final = {"collections.OrderedDict": "dict", "collections.defaultdict": "dict", "collections.deque": "list"}
_TYPING: Final = frozenset({"typing.Generic", "typing.Protocol"})
_MOST_DOTS: Final = 4
"""Longer names are attributes of attributes of objects."""
_FUNCTIONS: Final = frozenset({"function", "bound", "partial", "unknown"})


class Externals:
    """Models of what is not read."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.escaped: dict[int, None] = {}
        """Functions that were handed to code that is not read."""
        self._models: dict[str, Callable[[Request], None]] = {
            "functools.partial": self._partial,
            "functools.partialmethod": self._partial,
            "functools.reduce": self._reduce,
            "importlib.import_module": self.import_module,
        }

    def below(self, value: int, name: str) -> int:
        """Give an attribute of something external; of a package with a module that is read, that one."""
        machine = self.machine
        dotted = f"{machine.value(value)[1]}.{name}"
        if machine.modules.sources.kind(dotted) == "source" and machine.modules.run(dotted) is not None:
            return machine.number("module", dotted)
        return UNKNOWN if dotted.count(".") > _MOST_DOTS else machine.number("external", dotted)

    def call(self, value: int, request: Request) -> None:
        """Call something by its dotted name."""
        machine = self.machine
        name = machine.value(value)[1]
        machine.edges.call(request.frame.place(request.line), name)
        model = self._models.get(name)
        if model is not None:
            model(request)
        elif name in _SAME and request.positional:
            self._same(request)
        elif name in _WRAPPERS and request.positional:
            self._wrap(_WRAPPERS[name], request)
        elif name in _MAPPINGS:
            self._collection(_MAPPINGS[name], request)
        else:
            self._other(name, request)

    def _other(self, name: str, request: Request) -> None:
        machine = self.machine
        if request.target >= 0:
            machine.solver.add(request.target, machine.number("result", name))
            if request.decorator:
                self._same(request)
        self.escape(request)

    def call_result(self, value: int, request: Request) -> None:
        """Call what a call of something external gave: a decorator gives what it decorates, or stands for it."""
        machine = self.machine
        name = machine.value(value)[1]
        if request.target >= 0:
            if request.decorator or name in _SAME or name == "functools.wraps":
                self._same(request)
            else:
                machine.solver.add(request.target, value)
        self.escape(request)

    def _same(self, request: Request) -> None:
        if request.target >= 0:
            self.machine.solver.link(request.positional[-1][0], request.target)

    def _wrap(self, how: str, request: Request) -> None:
        machine = self.machine
        machine.solver.watch(
            request.positional[0][0],
            lambda value: machine.solver.add(request.target, machine.number("wrapped", how, value)),
        )

    def _collection(self, kind: str, request: Request) -> None:
        machine = self.machine
        made = machine.natives.made(request, kind)
        if kind == "dict" and len(request.positional) == 1 and request.target >= 0:
            result = machine.solver.new()
            machine.natives.back(request.positional[0][0], (), request, result)
            machine.containers.put(made, None, result)
            machine.natives.update(made, request.positional[0][0], request)
        elif request.positional:
            machine.items.extend(made, request.positional[0][0], request, keys=True)

    def escape(self, request: Request) -> None:
        """Note that functions among the arguments may be called by code that is not read."""
        machine = self.machine
        for variable in (*(each for each, _ in request.positional), *(each for _, each in request.keywords)):
            machine.solver.watch(variable, lambda value: self._called_back(value, request))

    def _called_back(self, value: int, request: Request) -> None:
        machine = self.machine
        kind, *rest = machine.value(value)
        if kind == "bound":
            kind, *rest = machine.value(rest[0])
        if kind == "function" and not request.decorator:
            callee = machine.frames.scopes[rest[0]]
            machine.edges.call(request.frame.place(request.line), callee.name, certain=False)
            self.escaped[value] = None

    def _partial(self, request: Request) -> None:
        machine = self.machine
        if request.target < 0 or not request.positional:
            return
        site = machine.frames.site(request.frame, request.site)
        value = machine.number("partial", site, request.frame.context)
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

    def import_module(self, request: Request) -> None:
        """Import a module by a name that flows here."""
        machine = self.machine
        if not request.positional:
            return

        def found(value: int) -> None:
            kind, *rest = machine.value(value)
            if kind == "constant" and isinstance(rest[0], str) and not rest[0].startswith("."):
                place = request.frame.place(request.line)
                machine.modules.imported(rest[0], "", place, max(request.target, 0) or machine.solver.new())
            elif kind != "constant" and request.target >= 0:
                machine.solver.add(request.target, UNKNOWN)

        machine.solver.watch(request.positional[0][0], found)
