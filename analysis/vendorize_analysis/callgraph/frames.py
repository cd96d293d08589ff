"""Frames: a scope with variables of its own, in a context; its operations become constraints when it is entered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.edges import Place

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.machine import Machine
    from vendorize_analysis.callgraph.scopes import Scope

Context = tuple[int, ...]
_DEPTH: Final = 2
_MOST_CONTEXTS: Final = 24


class Frame:
    """One activation of a scope, or all of them in one context."""

    __slots__ = ("base", "context", "number", "owner", "parent", "scope")

    def __init__(self, scope: Scope, parent: Frame | None, context: Context, number: int) -> None:
        self.scope = scope
        self.parent = parent
        self.context = context
        self.number = number
        self.base = 0
        self.owner = -1
        """Of a class body: the class."""

    def place(self, line: int) -> Place:
        """Give a line of it."""
        return Place(self.scope, line)


class Frames:
    """Makes frames on demand."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.all: list[Frame] = []
        self._found: dict[tuple[int, int, Context], Frame] = {}
        self._contexts: dict[int, int] = {}
        self._sites: dict[tuple[int, int], int] = {}
        self.scopes: list[Scope] = []
        self.entered: dict[int, list[Frame]] = {}
        """Frames of each scope."""

    def enter(self, scope: Scope, parent: Frame | None, context: Context = ()) -> Frame:
        """Give the frame of a scope in a context; a scope with too many contexts is seen in one."""
        self.know(scope)
        parent_number = parent.number if parent else -1
        frame = self._found.get((scope.number, parent_number, context))
        if frame is None and context:
            count = self._contexts.get(scope.number, 0)
            if count >= _MOST_CONTEXTS:
                return self.enter(scope, parent)
            self._contexts[scope.number] = count + 1
        if frame is None:
            frame = Frame(scope, parent, context, len(self.all))
            self.all.append(frame)
            self._found[scope.number, parent_number, context] = frame
            self.entered.setdefault(scope.number, []).append(frame)
            self._begin(frame)
        return frame

    def know(self, scope: Scope) -> None:
        """Give a scope its number."""
        if scope.number < 0:
            scope.number = len(self.scopes)
            self.scopes.append(scope)

    def site(self, frame: Frame, site: int) -> int:
        """Give the number of a place in a scope among all places of the program."""
        key = (frame.scope.number, site)
        return self._sites.setdefault(key, len(self._sites))

    def around(self, frame: Frame, site: int) -> Context:
        """Give the context that a call at a place makes, on top of the frame's own."""
        if not self.machine.options.sensitive:
            return ()
        return (self.site(frame, site), *frame.context)[:_DEPTH]

    def cell(self, frame: Frame, name: str) -> int:
        """Give the variable of a local name."""
        return frame.base + frame.scope.cells[name]

    def _begin(self, frame: Frame) -> None:
        scope = frame.scope
        if scope.operations is None:
            self.machine.modules.lowering(scope.module).lower(scope)
        frame.base = self.machine.solver.new(scope.variables)
        if scope.kind == "class":
            frame.owner = self.machine.number("class", scope.number, frame.number)
        # Later, for imports and classes lead to other frames: the stack stays flat.
        self.machine.solver.later(self._run, frame.number)

    def _run(self, number: int) -> None:
        self.machine.operations.run(self.all[number])
