"""What the language asks of objects: items, iteration, operators, `with`, `raise` and `except`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.values import UNKNOWN

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.calls import Request
    from vendorize_analysis.callgraph.facts import Key
    from vendorize_analysis.callgraph.machine import Machine

Bounds = tuple[int | None, int | None]


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

    # -- items ----------------------------------------------------------------------------------------------

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
            if rest and rest[0] == "sys.modules":
                machine.solver.watch(request.positional[0][0], lambda key: self._loaded(key, request))
        elif kind == "namespace":
            machine.solver.watch(request.positional[0][0], lambda key: self._name(rest[0], key, request))
        elif kind == "class":
            self.ask(value, "__class_getitem__", request)
            machine.solver.add(request.target, value)  # `Generic[T]` is as good as the class
        elif kind == "instance":
            if not self.ask(value, "__getitem__", request):
                machine.solver.watch(request.positional[0][0], lambda key: self._get(value, key, request))
            self.ask(value, "__missing__", request)
        elif kind == "builtin":
            machine.solver.add(request.target, value)

    def _get(self, value: int, key: int, request: Request) -> None:
        self.machine.containers.get(value, self._key(key), request.target)

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
        else:
            self.machine.solver.add(request.target, UNKNOWN)

    def store_item(self, variable: int, request: Request) -> None:
        """Write an item of whatever a variable holds; key and value are the arguments."""
        machine = self.machine
        key, source = (argument for argument, _ in request.positional)

        def store(value: int, index: int) -> None:
            kind, *rest = machine.value(value)
            name = self._key(index)
            if kind == "namespace" and isinstance(name, str):
                machine.attributes.write(rest[0], name, request._replace(positional=((source, False),)))
            elif kind in {"container", "instance"}:
                machine.containers.put(value, name, source)
                machine.containers.put_key(value, key)

        def found(value: int) -> None:
            if not self.ask(value, "__setitem__", request):
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
                self.ask(value, "__getitem__", request._replace(positional=((machine.solver.new(), False),)))

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
        machine = self.machine

        def found(value: int) -> None:
            if machine.values.kind(value) == "container" and not machine.containers.is_mapping(value):
                machine.containers.get(value, key, request.target)
            else:
                self._iterate_over(value, request)

        machine.solver.watch(variable, found)

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

    # -- iteration ------------------------------------------------------------------------------------------

    def iterate(self, variable: int, request: Request) -> None:
        """Read what iterating over whatever a variable holds gives."""
        self.machine.solver.watch(variable, lambda value: self._iterate_over(value, request))

    def _iterate_over(self, value: int, request: Request) -> None:
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
            self._iterate_over(iterator, request)

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
            self._iterate_over(value, request._replace(target=item))

        machine.solver.watch(source, found)

    # -- operators and statements ---------------------------------------------------------------------------

    def operate(self, operands: tuple[int, ...], names: tuple[str, str], request: Request) -> None:
        """Apply an operator; collections give a new one with the items of both."""
        machine = self.machine
        method, swapped = names
        made = machine.number("container", "list", machine.frames.site(request.frame, request.site), ())

        def left(value: int) -> None:
            kind = machine.values.kind(value)
            if kind == "container" and request.target >= 0 and method not in {"__contains__", "__bool__"}:
                self._joined(value, made, request)
            elif kind == "unknown" and request.target >= 0:
                machine.solver.add(request.target, UNKNOWN)
            elif not self.ask(value, method, request) and (method.startswith("__i") or len(operands) == 1):
                self.ask(value, swapped, request)
            if kind in {"constant", "plain"} and request.target >= 0:
                machine.solver.add(request.target, machine.number("plain", "object"))
            if method.startswith("__i") and kind == "container":
                machine.solver.add(request.target, value)
                self.extend(value, operands[1], request, keys=True)

        def right(value: int) -> None:
            kind = machine.values.kind(value)
            if kind == "container" and request.target >= 0 and method in {"__add__", "__or__", "__mul__"}:
                self._joined(value, made, request)
            elif kind == "instance" and not self._is_served(operands[0], method):
                self.ask(value, swapped, request._replace(positional=((operands[0], False),)))

        machine.solver.watch(operands[0], left)
        for operand in operands[1:]:
            machine.solver.watch(operand, right)

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
