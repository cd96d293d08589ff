"""Items: read, written, sliced and unpacked, as far as keys are literals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.values import UNKNOWN

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.calls import Request
    from vendorize_analysis.callgraph.facts import Key
    from vendorize_analysis.callgraph.machine import Machine

Bounds = tuple[int | None, int | None]


class Items:
    """Reads and writes the items of values."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    def load_item(self, variable: int, request: Request) -> None:
        """Read an item of whatever a variable holds; the key is the argument."""
        self.machine.solver.watch(variable, lambda value: self._item_of(value, request))

    def _item_of(self, value: int, request: Request) -> None:
        machine = self.machine
        kind, *rest = machine.value(value)
        if kind == "container":
            machine.solver.watch(request.positional[0][0], lambda key: self._get(value, key, request))
        elif kind in {"unknown", "external", "result"}:
            generic = kind == "external" and rest[0].rpartition(".")[2][:1].isupper()
            machine.solver.add(request.target, value if generic else UNKNOWN)
            machine.losing.lose_arguments(request)
            if rest and rest[0] == "sys.modules":
                machine.solver.watch(request.positional[0][0], lambda key: self._loaded(key, request))
        elif kind == "namespace":
            machine.solver.watch(request.positional[0][0], lambda key: self._name(rest[0], key, request))
        elif kind == "class":
            machine.classes.when_enum(value, lambda: machine.solver.add(request.target, machine.objects.member(value)))
            self.machine.protocols.ask(value, "__class_getitem__", request)
            machine.solver.add(request.target, value)  # `Generic[T]` is as good as the class
        elif kind == "instance":
            if not self.machine.protocols.ask(value, "__getitem__", request):
                machine.solver.watch(request.positional[0][0], lambda key: self._get(value, key, request))
            self.machine.protocols.ask(value, "__missing__", request)
        elif kind == "builtin":
            machine.solver.add(request.target, value)

    def _get(self, value: int, key: int, request: Request) -> None:
        if self.machine.values.kind(key) == "instance":
            self._ask_key(value, key, request)
        self.machine.containers.get(value, self._key(key), request.target)

    def _ask_key(self, value: int, key: int, request: Request) -> None:
        """Ask an object that serves as a key for its hash, or for the place that it means."""
        asked = request.silent()
        if self.machine.containers.is_mapping(value):
            self.machine.protocols.ask(key, "__hash__", asked)
        else:
            self.machine.protocols.ask(key, "__index__", asked)

    def _key(self, key: int) -> Key | None:
        kind, *rest = self.machine.value(key)
        return rest[0] if kind == "constant" else None

    def _loaded(self, key: int, request: Request) -> None:
        name = self._key(key)
        if isinstance(name, str) and self.machine.modules.sources.kind(name) != "missing":
            self.machine.solver.add(request.target, self.machine.modules.value(name))

    def _name(self, holder: int, key: int, request: Request) -> None:
        name = self._key(key)
        if isinstance(name, str):
            self.machine.attributes.read(holder, name, request._replace(positional=()))
        module = self.machine.value(holder)
        if not isinstance(name, str) or (module[0] == "module" and not self.machine.modules.has(module[1], name)):
            self.machine.solver.add(request.target, UNKNOWN)
            self.machine.losing.lose(holder)

    def store_item(self, variable: int, request: Request) -> None:
        """Write an item of whatever a variable holds; key and value are the arguments."""
        machine = self.machine
        key, source = (argument for argument, _ in request.positional)

        def store(value: int, index: int) -> None:
            kind, *rest = machine.value(value)
            name = self._key(index)
            if kind == "namespace" and isinstance(name, str):
                machine.attributes.write(rest[0], name, request._replace(positional=((source, False),)))
            elif kind == "namespace":
                machine.losing.lose_arguments(request)
            elif kind in {"container", "instance"}:
                if machine.values.kind(index) == "instance":
                    self._ask_key(value, index, request)
                machine.containers.put(value, name, source)
                machine.containers.put_key(value, key)
            else:
                machine.losing.lose_held([key, source])

        def found(value: int) -> None:
            if machine.values.kind(value) in {"external", "result", "unknown", "plain"}:
                machine.losing.lose_arguments(request)
            elif not self.machine.protocols.ask(value, "__setitem__", request):
                machine.solver.watch(key, lambda index: store(value, index))

        machine.solver.watch(variable, found)

    def slice(self, variable: int, bounds: Bounds | None, request: Request, made: int) -> None:
        """Read a part of whatever a variable holds into a new collection."""
        machine = self.machine

        def found(value: int) -> None:
            kind = machine.values.kind(value)
            if kind == "container":
                self._copy(value, made, bounds)
                machine.solver.add(request.target, made)
            elif kind in {"unknown", "plain", "constant"}:
                machine.solver.add(request.target, machine.number("plain", "str") if kind == "constant" else value)
            else:
                machine.containers.put(made, None, request.target)
                self.machine.protocols.ask(
                    value, "__getitem__", request._replace(positional=((machine.solver.new(), False),))
                )

        machine.solver.watch(variable, found)

    def _copy(self, value: int, made: int, bounds: Bounds | None) -> None:
        containers = self.machine.containers
        if bounds is None:
            containers.put(made, None, containers.values(value))
        else:
            low, high = bounds
            containers.copy(value, made, low or 0, high)

    def copy_items(self, variable: int, made: int, bounds: Bounds | None) -> None:
        """Copy the items of whatever a variable holds; a mapping has no bounds, None: their places change."""
        machine = self.machine

        def found(value: int) -> None:
            kind = machine.values.kind(value)
            if kind == "container" and bounds is not None:
                machine.containers.copy(value, made, *bounds)
            elif kind == "container":
                machine.containers.put(made, None, machine.containers.values(value))
            elif kind == "unknown":
                machine.containers.put(made, None, machine.solver.holder(UNKNOWN))

        machine.solver.watch(variable, found)

    def unpack(self, variable: int, key: int, request: Request) -> None:
        """Read the item at a place of whatever a variable holds."""
        self.machine.solver.watch(variable, lambda value: self.unpack_value(value, key, request))

    def unpack_value(self, value: int, key: int, request: Request) -> None:
        """Read the item at a place of a value."""
        machine = self.machine
        if machine.values.kind(value) == "container" and not machine.containers.is_mapping(value):
            machine.containers.get(value, key, request.target)
        else:
            machine.protocols.iterate_value(value, request)

    def unpack_key(self, variable: int, key: str, target: int) -> None:
        """Read the item under a key of whatever a variable holds."""
        machine = self.machine

        def found(value: int) -> None:
            kind = machine.values.kind(value)
            if kind == "container":
                machine.containers.get(value, key, target)
            elif kind == "unknown":
                machine.solver.add(target, UNKNOWN)

        machine.solver.watch(variable, found)

    def extend(self, made: int, source: int, request: Request, *, keys: bool) -> None:
        """Put all items of whatever a variable holds into a collection; a mapping keeps its keys."""
        machine = self.machine

        def found(value: int) -> None:
            both = machine.containers.is_mapping(made) and machine.containers.is_mapping(value)
            if both and keys:
                machine.containers.copy(value, made, None)
                return
            item = machine.solver.new()
            machine.containers.put(made, None, item)
            self.machine.protocols.iterate_value(value, request._replace(target=item))

        machine.solver.watch(source, found)
