"""What unknown objects may be: objects that the program has made, and what it has handed out.

Where a call or an attribute of something unknown was seen, every object that exists may be meant. That is far less
than every class with a member of that name: only classes of which reached code makes objects count, and what is entered
for it may make more. So both grow together until nothing new follows. Hints name what no value leads to: modules that
are imported by computed names, members that are listed, names in strings that become code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vendorize_analysis.callgraph.facts import RETURNED, YIELDED
from vendorize_analysis.callgraph.values import UNKNOWN
from vendorize_analysis.model.callgraph import OUTSIDE
from vendorize_analysis.tables import stdlib

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vendorize_analysis.callgraph.entering import Entering
    from vendorize_analysis.callgraph.frames import Frame
    from vendorize_analysis.callgraph.machine import Machine
    from vendorize_analysis.model.callgraph import Hint


class Opening:
    """Enters what open places may lead to."""

    def __init__(self, machine: Machine, entering: Entering, hints: Mapping[str, Hint]) -> None:
        self.machine = machine
        self.entering = entering
        self.hints = dict(hints)
        self._wanted: dict[int, dict[str, None]] = {}
        """Of classes the members that unknown code may call, as soon as there are objects."""
        self._names: dict[str, None] = {}
        self._classes: dict[int, None] = {}
        self._fields: dict[str, int] = {}
        self._frames = 0
        self._defined = 0
        self._asked = 0
        self._handed: dict[int, None] = {}
        self._calls: dict[tuple[int, int], None] = {}
        self._waiting: list[tuple[int, int]] = []
        self._lost = 0
        self._refused = 0
        self._swapped: dict[int, None] = {}
        outside = self.hints.pop(OUTSIDE, None)
        self._outside = outside.names if outside else ()
        self._met: dict[int, None] = {}
        """What code that is not read has got."""
        self._modules: dict[str, None] = {}
        """Modules that are values which nobody follows."""

    def run(self) -> None:
        """Enter until nothing new follows."""
        while self._step():
            self.machine.solver.drain()
            self._enter_waiting()
            self.entering.run()
            self.machine.solver.drain()

    def _step(self) -> bool:
        """Take up what turned up since: objects, names that were asked for, frames; tell whether there was anything."""
        machine = self.machine
        asked = list(machine.edges.asked)[self._asked :]
        self._asked += len(asked)
        wanted = dict.fromkeys(name for _, name, _ in asked)
        wanted.update(self._take_hints())
        lost = self._take_lost() or self._take_swapped()
        names = [name for name in wanted if name not in self._names]
        self._find_metaclasses()
        classes = [cls for cls in machine.classes.instances if cls not in self._classes]
        frames = machine.frames.all[self._frames :]
        self._frames += len(frames)
        for name in names:
            self._names[name] = None
            for cls in self._classes:
                self._ask(cls, name)
            for module in self._modules:
                self._ask_name(module, name)
        for cls in classes:
            self._take(cls)
        for frame in frames:
            if frame.scope.kind == "module":
                self._ask_module(frame)
            # What calls it may be unknown too.
            for variable in (frame.base + RETURNED, frame.base + YIELDED):
                machine.solver.watch(variable, self.hand_out)
        self._ask_fields()
        return bool(names or classes or frames or lost or self._waiting)

    def _take_lost(self) -> bool:
        """Take up what unknown code got since, and what a variable that is full counts as unknown."""
        machine = self.machine
        lost = list(machine.externals.lost)[self._lost :]
        refused = list(machine.solver.refused)[self._refused :]
        self._lost += len(lost)
        self._refused += len(refused)
        for value in (*lost, *refused):
            self.hand_out(value)
            self._give_away(value)
        return bool(lost or refused)

    def _take_hints(self) -> dict[str, None]:
        """Follow the hints of scopes that were entered since; give the attributes that they may ask for."""
        machine = self.machine
        names: dict[str, None] = {}
        scopes = ["", *(frame.scope.name for frame in machine.frames.all[self._frames :])]
        for scope in scopes:
            hint = self.hints.pop(scope, None)
            if hint is not None:
                names.update(dict.fromkeys(hint.names))
                for module, name in hint.targets:
                    self._reach(module, name)
        return names

    def _take_swapped(self) -> bool:
        """Ask classes that objects get later for all that they have."""
        classes = self.machine.classes
        fresh = [cls for cls in classes.swapped if cls in classes.all and cls not in self._swapped]
        for cls in fresh:
            self._swapped[cls] = None
            self.hand_out(cls)
            for name in self.machine.attributes.names(cls):
                self._ask(cls, name)
        return bool(fresh)

    def _reach(self, module: str, name: str) -> None:
        machine = self.machine
        if machine.modules.run(module) is None:
            return
        if not name:
            self.hand_out(machine.number("module", module))
            return
        first, *rest = name.split(".")
        machine.solver.watch(machine.modules.variable(module, first), lambda value: self._below(value, rest))

    def _below(self, value: int, names: list[str]) -> None:
        """Hand out a value, or a member of a class."""
        machine = self.machine
        if not names:
            self.hand_out(value)
            self._give_away(value)
        elif value in machine.classes.all:
            first, *rest = names
            if rest or machine.values.kind(value) != "class":
                machine.classes.ask(value, first, lambda it: self._below(it, rest))
            else:
                self._wanted.setdefault(value, {})[first] = None
                if value in self._classes:
                    self._ask(value, first)

    def _find_metaclasses(self) -> None:
        """Count every class of classes as one that there are objects of."""
        machine = self.machine
        known = list(machine.classes.all)
        for cls in known[self._defined :]:
            if machine.number("builtin", "type") in machine.classes.order(cls):
                self.hand_out(cls)
        self._defined = len(known)

    def _offer(self, module: str) -> None:
        """Let unknown code ask a module for names."""
        if module not in self._modules:
            self._modules[module] = None
            for name in self._names:
                self._ask_name(module, name)

    def _ask_name(self, module: str, name: str) -> None:
        modules = self.machine.modules
        if name in modules.names(module):
            self.machine.solver.watch(modules.variable(module, name), self.hand_out)

    def _ask_module(self, frame: Frame) -> None:
        for name in ("__dir__", "__getattr__"):
            if name in frame.scope.cells:
                self.machine.solver.watch(self.machine.frames.cell(frame, name), self.hand_out)

    def _take(self, cls: int) -> None:
        """Take up a class of which there are objects."""
        machine = self.machine
        self._classes[cls] = None
        wanted = {name: None for each in machine.classes.order(cls) for name in self._wanted.get(each, ())}
        for name in (*self._names, *wanted):
            self._ask(cls, name)
        members = [
            name
            for each in machine.classes.order(cls)
            if each in machine.classes.all
            for name in machine.classes.scope(each).locals
        ]
        for name in sorted(set(members)):
            if name.startswith("__") and name.endswith("__"):
                self._ask(cls, name)
        for base in machine.classes.outsiders(cls):
            self._override(cls, base, members)

    def _override(self, cls: int, base: int, members: list[str]) -> None:
        """Enter what a base that is not read may call."""
        kind, *rest = self.machine.value(base)
        called = stdlib.overrides_of(rest[0]) if kind in {"builtin", "external"} else None
        for name in sorted(set(members)):
            if called is None or name in called:
                self._ask(cls, name)

    def _ask(self, cls: int, name: str) -> None:
        classes = self.machine.classes
        if classes.finds(cls, name):
            classes.ask(cls, name, lambda value: self._call_on(value, cls))

    def _ask_fields(self) -> None:
        """Hand out what objects hold under the names that are asked for."""
        classes = self.machine.classes
        for name in list(self._names):
            holders = classes.written.get(name, ())
            for holder in holders[self._fields.get(name, 0) :]:
                self.machine.solver.watch(classes.field(holder, name), self.hand_out)
            self._fields[name] = len(holders)

    def _call_on(self, member: int, cls: int) -> None:
        """Call a member of a class on its objects."""
        machine = self.machine
        kind, *rest = machine.value(member)
        if kind == "function":
            for receiver in list(machine.classes.instances.get(cls, ())):
                self._wait(member, receiver)
        elif kind == "wrapped" and rest[0] != "staticmethod":
            inner = machine.value(rest[1])[0]
            receivers = [cls] if rest[0] == "classmethod" else list(machine.classes.instances.get(cls, ()))
            for receiver in receivers if inner == "function" else ():
                self._wait(rest[1], receiver)
        else:
            self.hand_out(member)

    def _wait(self, function: int, receiver: int) -> None:
        if (function, receiver) not in self._calls:
            self._calls[function, receiver] = None
            self._waiting.append((function, receiver))

    def hand_out(self, value: int) -> None:
        """Note that unknown code may call a value."""
        if value in self._handed:
            return
        self._handed[value] = None
        machine = self.machine
        kind, *rest = machine.value(value)
        if kind == "function":
            self._wait(value, UNKNOWN)
        elif kind == "bound" and machine.values.kind(rest[0]) == "function":
            self._wait(rest[0], rest[1])
        elif kind in {"bound", "dispatch"}:
            self.hand_out(rest[0])
        elif kind == "wrapped":
            self.hand_out(rest[1])
        else:
            self._hand_out_holder(value, kind, rest)

    def _hand_out_holder(self, value: int, kind: str, rest: list[Any]) -> None:
        """Note that unknown code may call what a value holds or makes."""
        machine = self.machine
        if kind in {"partial", "late"}:
            for function, _ in machine.calls.partials.get(value, ()):
                machine.solver.watch(function, self.hand_out)
        elif kind == "container":
            machine.solver.watch(machine.containers.values(value), self.hand_out)
        elif kind == "module":
            self._offer(rest[0])
        elif kind == "class" and value not in machine.classes.instances:
            machine.classes.instances[value] = {machine.number("instance", value, -1, ()): None}

    def _give_away(self, value: int) -> None:
        """Let code that is not read ask what it has got for all that it asks of anything."""
        if value in self._met:
            return
        self._met[value] = None
        kind, *rest = self.machine.value(value)
        if kind == "container":
            self.machine.solver.watch(self.machine.containers.values(value), self._give_away)
        elif kind in {"instance", "class"}:
            cls = rest[0] if kind == "instance" else value
            for name in self._outside:
                self._ask(cls, name)

    def _enter_waiting(self) -> None:
        machine = self.machine
        while self._waiting:
            function, receiver = self._waiting.pop(0)
            _, scope, parent = machine.value(function)
            self.entering.call(machine.frames.scopes[scope], machine.frames.all[parent], receiver)
            machine.solver.drain()
