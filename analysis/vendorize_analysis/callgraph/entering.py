"""Functions that nothing was seen to call: those of the roots, and those handed to code that is not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.values import UNKNOWN

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.frames import Frame
    from vendorize_analysis.callgraph.machine import Machine
    from vendorize_analysis.callgraph.scopes import Scope


class Entering:
    """Enters functions with unknown arguments."""

    def __init__(self, machine: Machine, rooted: frozenset[str]) -> None:
        self.machine = machine
        self.rooted = rooted
        self._seen = 0
        self._handed = 0
        self.frames: dict[int, Frame] = {}
        """Those with a caller that is not known."""

    def run(self) -> None:
        """Enter every function of the roots, and every one handed to code that is not read."""
        machine = self.machine
        frames, escaped = machine.frames, machine.externals.escaped
        while self._seen < len(frames.all) or self._handed < len(escaped):
            if self._seen < len(frames.all):
                frame = frames.all[self._seen]
                self._seen += 1
                children = frame.scope.children if frame.scope.module in self.rooted else ()
                waiting = [(child, frame) for child in children if child.kind == "function" and child.number >= 0]
            else:
                fresh = list(escaped)[self._handed :]
                self._handed += len(fresh)
                waiting = [self._defined(value) for value in fresh]
            for scope, parent in waiting:
                self.enter(scope, parent)
                machine.solver.drain()

    def _defined(self, value: int) -> tuple[Scope, Frame]:
        """Give the scope of a function, or of a method, and the frame around it."""
        kind, *rest = self.machine.value(value)
        if kind == "bound":
            return self._defined(rest[0])
        return self.machine.frames.scopes[rest[0]], self.machine.frames.all[rest[1]]

    def enter(self, scope: Scope, parent: Frame) -> None:
        """Run a function that did not run on unknown arguments; the first one of a method is an object of its class."""
        if scope.number in self.machine.frames.entered:
            return
        is_method = parent.scope.kind == "class" and scope.parameters.positional
        for receiver in self._receivers(parent.owner, scope) if is_method else [UNKNOWN]:
            self.call(scope, parent, receiver)

    def call(self, scope: Scope, parent: Frame, receiver: int) -> None:
        """Run a function on a first argument, and unknown other ones."""
        machine = self.machine
        solver = machine.solver
        value = machine.number("function", scope.number, parent.number)
        frame = machine.frames.enter(scope, parent)
        self.frames[frame.number] = frame
        for name, source in machine.calls.defaults.get(value, {}).items():
            solver.link(source, frame.base + scope.entries[name])
        first = scope.parameters.positional[:1]
        for name, entry in scope.entries.items():
            solver.add(frame.base + entry, receiver if (name,) == first else UNKNOWN)

    def _receivers(self, cls: int, scope: Scope) -> list[int]:
        machine = self.machine
        wrapped = {how for how in ("classmethod", "staticmethod") if how in _decorators(scope)}
        if "staticmethod" in wrapped:
            return [UNKNOWN]
        if "classmethod" in wrapped or scope.name.endswith((".__new__", ".__init_subclass__", ".__class_getitem__")):
            return [cls]
        known = [
            value
            for other, values in machine.classes.instances.items()
            if machine.classes.inherits(other, cls)
            for value in values
        ]
        return known or [machine.number("instance", cls, -1, ())]


def _decorators(scope: Scope) -> set[str]:
    return {getattr(each, "id", "") for each in getattr(scope.node, "decorator_list", ())}
