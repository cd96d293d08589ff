"""Operators: what they ask of objects, and what they make of collections and constants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.values import UNKNOWN

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.calls import Request
    from vendorize_analysis.callgraph.machine import Machine

_JOINING: Final = frozenset({"__add__", "__or__", "__mul__", "__iadd__", "__ior__"})
_ASKING: Final = frozenset({"__contains__", "__delitem__", "__bool__"})
"""Operators that give nothing of what a collection holds."""


class Operators:
    """Applies operators to values."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    def operate(self, operands: tuple[int, ...], names: tuple[str, str], request: Request) -> None:
        """Apply an operator; collections give a new one with the items of both."""
        watch = self.machine.solver.watch
        if len(operands) == 1:
            watch(operands[0], lambda value: self._alone(value, names, request))
            return
        left, right = operands[0], operands[1]
        watch(left, lambda value: self._left(value, right, names, request))
        watch(right, lambda value: self._right(value, left, names, request))

    def _alone(self, value: int, names: tuple[str, str], request: Request) -> None:
        method, other = names
        protocols = self.machine.protocols
        if not protocols.ask(value, method, request) and other:
            protocols.ask(value, other, request)
        if request.target >= 0 and self.machine.values.kind(value) not in {"instance", "class"}:
            is_open = value == UNKNOWN and method != "__bool__"
            self.machine.solver.add(request.target, UNKNOWN if is_open else self.machine.number("plain", "object"))

    def _left(self, value: int, right: int, names: tuple[str, str], request: Request) -> None:
        machine = self.machine
        method, swapped = names
        kind = machine.values.kind(value)
        in_place = method.startswith("__i") and method != "__invert__"
        if kind == "container":
            self._of_collection(value, right, method, request)
        elif kind in {"unknown", "external", "result"}:
            machine.losing.lose_held([right])
            if kind == "unknown" and request.target >= 0:
                machine.solver.add(request.target, UNKNOWN)
        elif not machine.protocols.ask(value, method, request) and in_place:
            machine.protocols.ask(value, swapped, request)
        if kind == "constant" and request.target >= 0:
            name = swapped if in_place else method
            machine.solver.watch(right, lambda other: self._compute(value, other, name, request.target))
        elif kind in {"plain", "pattern"} and request.target >= 0:
            machine.solver.add(request.target, machine.number("plain", "object"))

    def _compute(self, left: int, right: int, method: str, target: int) -> None:
        machine = self.machine
        known = machine.strings.compute(left, right, method)
        if known is not None:
            machine.solver.add(target, machine.number("constant", known))
        elif method == "__add__" and isinstance(machine.value(left)[1], str):
            machine.strings.join([machine.value(left)[1], machine.solver.holder(right)], target)
        else:
            machine.solver.add(target, machine.number("plain", "object"))

    def _of_collection(self, value: int, right: int, method: str, request: Request) -> None:
        machine = self.machine
        if method == "__delitem__" and not machine.containers.is_mapping(value):
            machine.containers.scatter(value)
        elif method == "__contains__":
            self._compare_items(value, right, request)
        elif request.target >= 0 and method not in _ASKING:
            if method == "__add__" and not machine.containers.is_mapping(value):
                machine.containers.copy(value, self._made(request, value))
                machine.solver.add(request.target, self._made(request, value))
            else:
                self._join(value, request)
        if method in {"__iadd__", "__ior__"}:
            machine.solver.add(request.target, value)
            machine.items.extend(value, right, request, keys=True)

    def _compare_items(self, value: int, sought: int, request: Request) -> None:
        machine = self.machine
        asked = request.silent()._replace(positional=((sought, False),))
        containers = machine.containers
        item = containers.keys(value) if containers.is_mapping(value) else containers.values(value)
        machine.solver.watch(item, lambda it: machine.protocols.ask(it, "__eq__", asked))

    def _right(self, value: int, left: int, names: tuple[str, str], request: Request) -> None:
        machine = self.machine
        method, swapped = names
        kind = machine.values.kind(value)
        if kind == "container" and request.target >= 0 and method == "__add__":
            machine.solver.watch(left, lambda other: self._append(other, value, request))
        elif kind == "container" and request.target >= 0 and method in _JOINING:
            self._join(value, request)
        elif kind in {"unknown", "external", "result"}:
            machine.losing.lose_held([left])
        elif kind == "instance" and not self._is_served(left, method):
            machine.protocols.ask(value, swapped, request._replace(positional=((left, False),)))

    def _is_served(self, variable: int, method: str) -> bool:
        """Tell whether all left operands so far have the operator themselves."""
        machine = self.machine
        held = machine.solver.held(variable)
        own = [machine.value(value)[1] for value in held if machine.values.kind(value) == "instance"]
        return bool(held) and len(own) == len(held) and all(machine.classes.finds(cls, method) for cls in own)

    # -- new collections ------------------------------------------------------------------------------------

    def _made(self, request: Request, value: int) -> int:
        """Give the collection that an operator makes: a list, or for mappings a mapping."""
        machine = self.machine
        kind = "dict" if machine.containers.is_mapping(value) else "list"
        return machine.number("container", kind, machine.frames.site(request.frame, request.site), ())

    def _join(self, value: int, request: Request) -> None:
        machine = self.machine
        made = self._made(request, value)
        if machine.containers.is_mapping(value):
            machine.containers.copy(value, made, None)
        else:
            machine.containers.put(made, None, machine.containers.values(value))
        machine.solver.add(request.target, made)

    def _append(self, left: int, value: int, request: Request) -> None:
        """Put the items of a sequence behind those of another one."""
        containers = self.machine.containers
        made = self._made(request, value)
        length = containers.length(left) if self.machine.values.kind(left) == "container" else -1
        if length < 0 or containers.is_mapping(value):
            containers.put(made, None, containers.values(value))
        else:
            containers.shift(value, made, length)
        self.machine.solver.add(request.target, made)
