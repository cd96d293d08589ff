"""Built-in functions and methods: which of their arguments they call, keep and give back."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.calls import Request
    from vendorize_analysis.callgraph.machine import Machine

_SPECIAL: Final = {
    "abs": "__abs__",
    "bool": "__bool__",
    "bytes": "__bytes__",
    "complex": "__complex__",
    "dir": "__dir__",
    "divmod": "__divmod__",
    "float": "__float__",
    "format": "__format__",
    "hash": "__hash__",
    "hex": "__index__",
    "int": "__int__",
    "len": "__len__",
    "pow": "__pow__",
    "print": "__str__",
    "range": "__index__",
    "repr": "__repr__",
    "reversed": "__reversed__",
    "round": "__round__",
    "str": "__str__",
}
"""What a built-in function asks of its first argument."""
_FALLBACKS: Final = {"__bool__": "__len__", "__str__": "__repr__", "__format__": "__str__", "__int__": "__index__"}
_COLLECTIONS: Final = {"list": "list", "tuple": "tuple", "set": "set", "frozenset": "set", "iter": "generator"}
_COMPARED: Final = {"min": "__lt__", "max": "__gt__", "sum": "__add__", "any": "__bool__", "all": "__bool__"}
_ANY_ITEM: Final = frozenset({"min", "max", "sum", "any", "all"})


_EXCEPTIONS: Final = frozenset(
    name for name, value in vars(builtins).items() if isinstance(value, type) and issubclass(value, BaseException)
)


class Natives:
    """Models of what is built in; one without a model gives nothing of the program."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self._models: dict[str, Callable[[Request, str], None]] = {
            **dict.fromkeys(_SPECIAL, self._special),
            **dict.fromkeys(_COLLECTIONS, self._collect),
            **dict.fromkeys(_ANY_ITEM, self._any_item),
            "dict": self._dict,
            "enumerate": self._enumerate,
            "filter": self._filter,
            "map": self._map,
            "next": self._next,
            "sorted": self._sorted,
            "zip": self._zip,
            **machine.reflection.models,
            "input": self._nothing,
        }

    def call(self, value: int, request: Request) -> None:
        """Call a built-in function or type."""
        name = self.machine.value(value)[1]
        if request.counts and not (request.decorator and name in {"staticmethod", "classmethod", "property"}):
            self.machine.edges.call(request.frame.place(request.line), f"<builtin>.{name}")
        model = self._models.get(name)
        if model is not None:
            model(request, name)
        elif name in _EXCEPTIONS:
            made = self.made(request, "exception")
            for place, (variable, star) in enumerate(request.positional):
                self.machine.containers.put(made, None if star else place, variable)
        else:
            self.machine.losing.lose_arguments(request)
            self._nothing(request, name)

    # -- helpers --------------------------------------------------------------------------------------------

    def argument(self, request: Request, place: int, name: str = "") -> int:
        """Give the variable of an argument, -1 without one."""
        if place < len(request.positional) and not any(star for _, star in request.positional[: place + 1]):
            return request.positional[place][0]
        return dict(request.keywords).get(name, -1) if name else -1

    def made(self, request: Request, kind: str) -> int:
        """Give a new collection, which is the result."""
        machine = self.machine
        site = machine.frames.site(request.frame, request.site or -1000 - request.line)
        value = machine.number("container", kind, site, request.frame.context)
        if request.target >= 0:
            machine.solver.add(request.target, value)
        return value

    def items(self, variable: int, request: Request) -> int:
        """Give the variable of what iterating over another one gives."""
        item = self.machine.solver.new()
        if variable >= 0:
            self.machine.protocols.iterate(variable, request._replace(target=item))
        return item

    def back(self, function: int, arguments: tuple[int, ...], request: Request, target: int = -1) -> None:
        """Call back a function that was an argument."""
        if function >= 0:
            positional = tuple((argument, False) for argument in arguments)
            again = request._replace(positional=positional, keywords=(), target=target, decorator=False)
            self.machine.calls.call(function, again)

    # -- functions ------------------------------------------------------------------------------------------

    def _nothing(self, request: Request, _name: str) -> None:
        if request.target >= 0:
            self.machine.solver.add(request.target, self.machine.number("plain", "object"))

    def _special(self, request: Request, name: str) -> None:
        machine = self.machine
        method = _SPECIAL[name]
        for variable, _ in request.positional if name in {"print", "range"} else request.positional[:1]:
            asked = request.silent()

            def found(value: int, asked: Request = asked) -> None:
                if not machine.protocols.ask(value, method, asked) and method in _FALLBACKS:
                    machine.protocols.ask(value, _FALLBACKS[method], asked)

            machine.solver.watch(variable, found)
        self._nothing(request, name)
        if name == "reversed" and request.positional:
            made = self.made(request, "generator")
            machine.containers.put(made, None, self.items(request.positional[0][0], request))

    def _collect(self, request: Request, name: str) -> None:
        machine = self.machine
        made = self.made(request, _COLLECTIONS[name])
        source, sentinel = self.argument(request, 0), self.argument(request, 1)
        if source < 0:
            return
        if name == "iter" and sentinel >= 0:
            item = machine.solver.new()
            machine.containers.put(made, None, item)
            self.back(source, (), request, item)
            return

        def found(value: int) -> None:
            if machine.values.kind(value) == "container" and not machine.containers.is_mapping(value) and name != "set":
                machine.containers.copy(value, made)
                return
            item = machine.solver.new()
            machine.containers.put(made, None, item)
            if name == "iter" and machine.values.kind(value) == "instance":
                machine.protocols.ask(value, "__iter__", request._replace(positional=()))
            else:
                self._iterate_value(value, request._replace(target=item))

        machine.solver.watch(source, found)

    def _iterate_value(self, value: int, request: Request) -> None:
        self.machine.protocols.iterate(self.machine.solver.holder(value), request)

    def _any_item(self, request: Request, name: str) -> None:
        key = self.argument(request, 99, "key")
        method = _COMPARED.get(name, "")
        single = len(request.positional) == 1
        for variable, star in request.positional:
            item = self.items(variable, request) if single or star else variable
            self.compare(item, key, method, request)
            if request.target >= 0 and name in {"min", "max", "sum"}:
                self.machine.solver.link(item, request.target)

    def compare(self, item: int, key: int, method: str, request: Request) -> None:
        """Compare items, or what a function gives for each, or add them up."""
        machine = self.machine
        compared = item if key < 0 else machine.solver.new()
        self.back(key, (item,), request, compared)
        asked = request.silent()._replace(positional=((compared, False),))
        names = (method, "__radd__") if method == "__add__" else (method,)
        for name in names if method else ():
            machine.solver.watch(compared, lambda it, name=name: machine.protocols.ask(it, name, asked))  # type: ignore[misc]

    def _sorted(self, request: Request, _name: str) -> None:
        item = self.items(self.argument(request, 0), request)
        self.compare(item, self.argument(request, 99, "key"), "__lt__", request)
        self.machine.containers.put(self.made(request, "list"), None, item)

    def _map(self, request: Request, _name: str) -> None:
        arguments = tuple(self.items(variable, request) for variable, _ in request.positional[1:])
        result = self.machine.solver.new()
        self.back(self.argument(request, 0), arguments, request, result)
        self.machine.containers.put(self.made(request, "generator"), None, result)

    def _filter(self, request: Request, _name: str) -> None:
        item = self.items(self.argument(request, 1), request)
        self.back(self.argument(request, 0), (item,), request)
        self.machine.containers.put(self.made(request, "generator"), None, item)

    def _zip(self, request: Request, name: str) -> None:
        self.tuples(request, [self.items(variable, request) for variable, _ in request.positional], name)

    def _enumerate(self, request: Request, name: str) -> None:
        self.tuples(request, [self.machine.solver.new(), self.items(self.argument(request, 0), request)], name)

    def tuples(self, request: Request, items: list[int], name: str) -> None:
        """Give an iterator of tuples with an item at each place."""
        machine = self.machine
        made = self.made(request, "generator")
        _, _, site, context = machine.value(made)
        each = machine.number("container", "tuple", f"{name} {site}", context)
        machine.containers.declare(each, len(items))
        for place, item in enumerate(items):
            machine.containers.put(each, place, item)
        machine.containers.put(made, None, machine.solver.holder(each))

    def _dict(self, request: Request, _name: str) -> None:
        made = self.made(request, "dict")
        containers = self.machine.containers
        for name, variable in request.keywords:
            if name:
                containers.put(made, name, variable)
            else:
                self.machine.items.copy_items(variable, made, (None, None))
        if request.positional:
            self.update(made, request.positional[0][0], request)

    def update(self, made: int, source: int, request: Request) -> None:
        """Put the items of a mapping, or pairs, into a mapping."""
        machine = self.machine

        def pair(value: int) -> None:
            if machine.values.kind(value) == "container":
                key, item = machine.solver.new(2), machine.solver.new()
                machine.containers.get(value, 0, key)
                machine.containers.get(value, 1, item)
                stored = request._replace(positional=((key, False), (item, False)))
                machine.items.store_item(machine.solver.holder(made), stored)

        def found(value: int) -> None:
            if machine.containers.is_mapping(value):
                machine.containers.copy(value, made, None)
            else:
                item = machine.solver.new()
                self._iterate_value(value, request._replace(target=item))
                machine.solver.watch(item, pair)

        machine.solver.watch(source, found)

    def _next(self, request: Request, _name: str) -> None:
        machine = self.machine
        source, default = self.argument(request, 0), self.argument(request, 1)
        if source >= 0:
            step = request._replace(positional=(), keywords=())
            machine.solver.watch(source, lambda value: machine.protocols.advance(value, "__next__", step))
        if default >= 0 and request.target >= 0:
            machine.solver.link(default, request.target)
