"""Functions that nothing was seen to call: those of the roots, and those handed to code that is not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.solver.objects import UNKNOWN, BoundMethod, FunctionObject, InstanceObject

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.heap.frames import Frame
    from vendorize_analysis.callgraph.interpreter import AbstractInterpreter
    from vendorize_analysis.callgraph.ir.scopes import CodeScope


class EntryPoints:
    """Enters functions with unknown arguments."""

    def __init__(self, interp: AbstractInterpreter) -> None:
        self.interp = interp
        self.frames: dict[int, Frame] = {}
        """Those with a caller that is not known."""
        self._seen = 0
        self._handed = 0

    def run(self) -> None:
        """Enter every function of the roots, and every one handed to code that is not read."""
        heap = self.interp.heap
        frames, called_back = heap.frames, heap.escapes.objects.called_back
        while self._seen < len(frames.all) or self._handed < len(called_back):
            if self._seen < len(frames.all):
                frame = frames.all[self._seen]
                self._seen += 1
                children = frame.scope.children if frame.scope.module in heap.modules.rooted else ()
                waiting = [(child, frame) for child in children if child.kind == "function" and child.number >= 0]
            else:
                fresh = list(called_back)[self._handed :]
                self._handed += len(fresh)
                waiting = [place for value in fresh for place in self._defined(value)]
            for scope, parent in waiting:
                self._enter(scope, parent)
                self.interp.solver.drain()

    def _defined(self, value: int) -> list[tuple[CodeScope, Frame]]:
        """Return the scope of a function, or of a method, and the frame around it."""
        known = self.interp.objects[value]
        if isinstance(known, BoundMethod):
            return self._defined(known.function)
        frames = self.interp.heap.frames
        return [(frames.scopes[known.scope], frames.all[known.frame])] if isinstance(known, FunctionObject) else []

    def _enter(self, scope: CodeScope, parent: Frame) -> None:
        """Run a function that did not run on unknown arguments; the first one of a method is an object of its class."""
        if scope.number in self.interp.heap.frames.entered:
            return
        is_method = parent.scope.kind == "class" and scope.parameters.positional
        for receiver in self._receivers(parent.owner, scope) if is_method else [UNKNOWN]:
            self.call(scope, parent, receiver)

    def call(self, scope: CodeScope, parent: Frame, receiver: int) -> None:
        """Run a function on a first argument, and unknown other ones."""
        interp, solver = self.interp, self.interp.solver
        value = interp.objects.number(FunctionObject, scope.number, parent.number)
        frame = interp.enter(scope, parent)
        self.frames[frame.number] = frame
        for name, source in interp.heap.callables.defaults.get(value, {}).items():
            solver.add_edge(source, frame.base + scope.entries[name])
        first = scope.parameters.positional[:1]
        for name, entry in scope.entries.items():
            solver.add(frame.base + entry, receiver if (name,) == first else UNKNOWN)

    def _receivers(self, cls: int, scope: CodeScope) -> list[int]:
        classes = self.interp.heap.classes
        decorators = _decorators(scope)
        if "staticmethod" in decorators:
            return [UNKNOWN]
        if "classmethod" in decorators or scope.name.endswith((".__new__", ".__init_subclass__", ".__class_getitem__")):
            return [cls]
        known = [
            value for other, values in classes.instances.items() if classes.inherits(other, cls) for value in values
        ]
        return known or [self.interp.objects.number(InstanceObject, cls, -1, ())]


def _decorators(scope: CodeScope) -> set[str]:
    return {getattr(each, "id", "") for each in getattr(scope.node, "decorator_list", ())}
