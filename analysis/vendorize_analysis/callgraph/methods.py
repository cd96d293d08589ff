"""Methods of built-in objects: what they put into collections and take out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.library import HANDING_OUT

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.calls import Request
    from vendorize_analysis.callgraph.machine import Machine

_SCATTERING: Final = frozenset({"insert", "pop", "popleft", "remove", "reverse", "rotate", "sort", "appendleft"})
_ADDING: Final = {"append": 0, "add": 0, "appendleft": 0, "insert": 1, "put": 0, "put_nowait": 0}
_WHOLE: Final = frozenset({"copy", "union", "intersection", "difference", "symmetric_difference", "__iter__", "__or__"})
METHODS: Final = frozenset(
    {
        *_SCATTERING, *_ADDING, *_WHOLE, *("extend", "update", "extendleft", "__init__", "get", "setdefault"),
        *("__getitem__", "items", "values", "keys", "popitem", "__next__", "send", "throw"),
        *("add_done_callback", "get_nowait", "result"),
    }
)  # fmt: skip
"""Methods of collections that give or take items."""


class Methods:
    """Calls methods of built-in objects."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self._kinds: dict[str, Callable[[int, str, Request], None]] = {
            "container": self._of_container,
            "instance": self._of_container,
            "wrapped": self._extend_property,
            "class": self._of_class,
            "builtin": self._of_builtin,
            "namespace": self._of_namespace,
            "function": self._of_function,
            "dispatch": machine.functions.register,
        }

    def call(self, value: int, request: Request) -> None:
        """Call a method of a built-in object."""
        machine = self.machine
        _, receiver, name = machine.value(value)
        kind = machine.values.kind(receiver)
        action = self._kinds.get(kind)
        if action is not None:
            action(receiver, name, request)
        elif kind in {"constant", "plain"}:
            machine.losing.lose_arguments(request)
            if request.target >= 0:
                machine.solver.add(request.target, machine.number("plain", "object"))

    def _of_class(self, cls: int, name: str, request: Request) -> None:
        machine = self.machine
        if name == "__new__":
            machine.objects.bare(request)
        elif name == "__call__":
            machine.objects.construct(cls, request)
        else:  # `mro` or `__subclasses__`
            item = machine.solver.new()
            machine.containers.put(machine.natives.made(request, "list"), None, item)
            machine.classes.collect(cls, name, item)

    def _of_builtin(self, value: int, name: str, request: Request) -> None:
        machine = self.machine
        kind = machine.value(value)[1]
        if name == "__new__":
            machine.objects.bare(request)
        elif (kind, name) == ("dict", "fromkeys"):
            self._from_keys(request)
        elif (kind, name) == ("object", "__setattr__"):
            machine.reflection.set_own(request)
        elif (kind, name) == ("type", "__call__") and request.positional:
            first, *others = request.positional
            again = request._replace(positional=tuple(others))
            machine.solver.watch(first[0], lambda cls: self._construct(cls, again))

    def _construct(self, cls: int, request: Request) -> None:
        if self.machine.values.kind(cls) == "class":
            self.machine.objects.construct(cls, request)

    def _of_namespace(self, value: int, name: str, request: Request) -> None:
        machine = self.machine
        if name == "update":
            self._write_all(machine.value(value)[1], request)
        elif name == "get":
            machine.items.load_item(machine.solver.holder(value), request)
        elif name in {"items", "values"}:
            self._list(machine.value(value)[1], name, request)

    def _list(self, holder: int, name: str, request: Request) -> None:
        """Give all that a class or module binds."""
        machine = self.machine
        if request.target < 0 or machine.values.kind(holder) not in {"class", "module"}:
            return
        item = machine.solver.new()
        for each in machine.attributes.names(holder):
            if machine.values.kind(holder) == "class":
                machine.classes.ask(holder, each, lambda it: machine.solver.add(item, it))
            else:
                machine.solver.link(machine.modules.variable(machine.value(holder)[1], each), item)
        if name == "items":
            machine.natives.tuples(request, [machine.solver.holder(machine.number("plain", "str")), item], name)
        else:
            machine.containers.put(machine.natives.made(request, "list"), None, item)

    def _of_function(self, function: int, name: str, request: Request) -> None:
        machine = self.machine
        if name == "__get__" and request.positional and request.target >= 0:
            machine.solver.watch(
                request.positional[0][0],
                lambda it: machine.solver.add(request.target, machine.number("bound", function, it)),
            )

    def _from_keys(self, request: Request) -> None:
        machine = self.machine
        made = machine.natives.made(request, "dict")
        keys, item = machine.natives.argument(request, 0), machine.natives.argument(request, 1)
        machine.solver.link(machine.natives.items(keys, request), machine.containers.keys(made))
        if item >= 0:
            machine.containers.put(made, None, item)

    def _write_all(self, holder: int, request: Request) -> None:
        """Write every item of a mapping as an attribute (`self.__dict__.update(…)`)."""
        machine = self.machine

        def put(key: object, variable: int) -> None:
            if isinstance(key, str):
                machine.attributes.write(holder, key, request._replace(target=-1, positional=((variable, False),)))

        def found(value: int) -> None:
            if machine.values.kind(value) == "container":
                machine.containers.listen(value, put)

        for variable, _ in request.positional[:1]:
            machine.solver.watch(variable, found)
        for name, variable in request.keywords:
            put(name, variable)

    def _extend_property(self, receiver: int, name: str, request: Request) -> None:
        machine = self.machine
        if request.target < 0 or not request.positional:
            return
        machine.solver.add(request.target, receiver)
        how = "property" if name == "getter" else name
        machine.solver.watch(
            request.positional[0][0],
            lambda it: machine.solver.add(request.target, machine.number("wrapped", how, it)),
        )

    def _of_container(self, value: int, name: str, request: Request) -> None:
        machine = self.machine
        containers = machine.containers
        if name in _SCATTERING and not containers.is_mapping(value):
            containers.scatter(value)
        if name in _ADDING:
            source = self.machine.natives.argument(request, _ADDING[name])
            if source >= 0:
                containers.put(value, None, source)
        elif name == "send" and request.positional:
            machine.solver.link(request.positional[0][0], containers.sent(value))
            self._give(value, name, request)
        elif name == "add_done_callback":
            machine.natives.back(machine.natives.argument(request, 0), (machine.solver.holder(value),), request)
        elif name in {"extend", "update", "extendleft", "__init__"}:
            self._extend(value, request)
        elif name == "sort":
            key = machine.natives.argument(request, 99, "key")
            machine.natives.compare(containers.values(value), key, "__lt__", request)
        elif name in {"get", "setdefault", "pop", "__getitem__"} and containers.is_mapping(value):
            self._look_up(value, name, request)
        elif request.target >= 0:
            self._give(value, name, request)

    def _extend(self, value: int, request: Request) -> None:
        machine = self.machine
        for variable, _ in request.positional[-1:]:
            if machine.containers.is_mapping(value):
                self.machine.natives.update(value, variable, request)
            else:
                machine.items.extend(value, variable, request, keys=False)
        for name, variable in request.keywords:
            machine.containers.put(value, name or None, variable)

    def _look_up(self, value: int, name: str, request: Request) -> None:
        machine = self.machine
        key, default = self.machine.natives.argument(request, 0), self.machine.natives.argument(request, 1)
        if key < 0:
            return
        if request.target >= 0:
            machine.items.load_item(machine.solver.holder(value), request._replace(positional=((key, False),)))
            if default >= 0:
                machine.solver.link(default, request.target)
        if name == "setdefault" and default >= 0:
            stored = request._replace(positional=((key, False), (default, False)), target=-1)
            machine.items.store_item(machine.solver.holder(value), stored)

    def _give(self, value: int, name: str, request: Request) -> None:
        machine = self.machine
        containers = machine.containers
        if request.target < 0:
            return
        if name == "items":
            self.machine.natives.tuples(request, [containers.keys(value), containers.values(value)], name)
        elif name == "values":
            containers.put(self.machine.natives.made(request, "list"), None, containers.values(value))
        elif name == "keys":
            containers.put(self.machine.natives.made(request, "list"), None, containers.keys(value))
        elif name in _WHOLE:
            machine.solver.add(request.target, value)
            for variable, _ in request.positional:
                machine.solver.link(variable, request.target)
        elif name in HANDING_OUT.get(machine.value(value)[1], ()) or name in {
            "pop",
            "popleft",
            "__next__",
            "send",
            "throw",
            "__getitem__",
        }:
            machine.solver.link(containers.values(value), request.target)
        elif name == "popitem":
            self.machine.natives.tuples(request, [containers.keys(value), containers.values(value)], name)
        else:
            machine.solver.add(request.target, machine.number("plain", "object"))
