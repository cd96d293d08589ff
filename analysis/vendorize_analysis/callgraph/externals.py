"""What is not read, the standard library above all: which functions it calls back, and what some of it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.library import QUEUES
from vendorize_analysis.callgraph.values import UNKNOWN
from vendorize_analysis.model.names import absolute

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
        "functools.total_ordering",
        "types.coroutine",
        "typing.cast",
        "typing.final",
        "typing.no_type_check",
        "typing.overload",
        "typing.runtime_checkable",
        "weakref.proxy",
    }
)
"""Give back what their last positional argument is, or something that stands for it."""
_FACTORIES: Final = frozenset({"functools.lru_cache"})
"""Of these, what gives a decorator where it does not get a function."""
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
            **machine.functions.models,
            **machine.iterators.models,
            **machine.getters.models,
            **machine.library.models,
            "collections.namedtuple": machine.making.named_tuple,
            "contextlib.ExitStack.enter_context": self._enter,
            "contextlib.closing": self._same,
            "contextlib.nullcontext": self._same,
            "dataclasses.field": self._field,
            "importlib.import_module": self.import_module,
            "types.SimpleNamespace": self._namespace,
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
            if name in _FACTORIES and request.target >= 0:
                machine.solver.add(request.target, machine.number("result", name))
        elif name in _WRAPPERS and request.positional:
            self._wrap(_WRAPPERS[name], request)
        elif name in QUEUES:
            machine.natives.made(request, "queue")
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
            if request.decorator or name in _SAME:
                self._same(request)
            else:
                machine.solver.add(request.target, value)
        self.escape(request)

    def _same(self, request: Request) -> None:
        if request.target >= 0 and request.positional:
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
        machine.losing.lose_arguments(request)
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

    def _enter(self, request: Request) -> None:
        for variable, _ in request.positional[:1]:
            self.machine.protocols.manage(variable, request._replace(positional=()), asynchronous=False)

    def _field(self, request: Request) -> None:
        """Give a field of a data class: what makes its default is called for each object."""
        machine = self.machine
        factory = machine.natives.argument(request, 99, "default_factory")
        default = machine.natives.argument(request, 99, "default")
        if request.target >= 0 and factory >= 0:
            machine.solver.add(request.target, machine.number("field", factory))
        elif request.target >= 0 and default >= 0:
            machine.solver.link(default, request.target)

    def _namespace(self, request: Request) -> None:
        machine = self.machine
        if request.target >= 0:
            site = machine.frames.site(request.frame, request.site)
            value = machine.number("result", "types.SimpleNamespace", site)
            for name, variable in request.keywords:
                if name:
                    machine.solver.link(variable, machine.classes.field(value, name))
            machine.solver.add(request.target, value)

    def import_module(self, request: Request) -> None:
        """Import a module by a name that flows here."""
        machine = self.machine
        if not request.positional:
            return
        package = machine.natives.argument(request, 1, "package")

        def found(value: int) -> None:
            kind, *rest = machine.value(value)
            if kind == "constant" and isinstance(rest[0], str) and not rest[0].startswith("."):
                self._import(rest[0], request)
            elif kind == "constant" and isinstance(rest[0], str) and package >= 0:
                machine.solver.watch(package, lambda base: self._import_below(rest[0], base, request))
            elif kind != "constant" and request.target >= 0:
                machine.solver.add(request.target, UNKNOWN)

        machine.solver.watch(request.positional[0][0], found)

    def _import_below(self, name: str, package: int, request: Request) -> None:
        base = self.machine.strings.text(package)
        if base is not None:
            below = name.lstrip(".")
            self._import(absolute(base, len(name) - len(below), below), request)

    def _import(self, name: str, request: Request) -> None:
        target = request.target if request.target >= 0 else self.machine.solver.new()
        self.machine.modules.imported(name, "", request._replace(target=target, positional=(), keywords=()))
