"""Frames: a scope with variables of its own, in a context (call-site sensitivity, k = 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.edges import Location

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.ir.scopes import CodeScope
    from vendorize_analysis.callgraph.solver.objects import CallString

_DEPTH: Final = 2
_MOST_CONTEXTS: Final = 24


class Frame:
    """One activation of a scope, or all of them in one context."""

    __slots__ = ("base", "context", "number", "owner", "parent", "scope")

    def __init__(self, scope: CodeScope, parent: Frame | None, context: CallString, number: int) -> None:
        self.scope = scope
        self.parent = parent
        self.context = context
        self.number = number
        self.base = 0
        """The first of its variables: those of the IR are counted from here."""
        self.owner = -1
        """Of a class body: the class."""

    def locate(self, line: int) -> Location:
        """Return the place of a line of it."""
        return Location(self.scope, line)

    def cell(self, name: str) -> int:
        """Return the variable by which other scopes see a local name; KeyError where there is no such name."""
        return self.base + self.scope.cells[name]


class FrameTable:
    """Makes frames on demand, and numbers scopes and call sites."""

    def __init__(self, *, sensitive: bool) -> None:
        self.sensitive = sensitive
        """Whether calls from different places are told apart."""
        self.all: list[Frame] = []
        self.scopes: list[CodeScope] = []
        self.entered: dict[int, list[Frame]] = {}
        """Frames of each scope."""
        self._found: dict[tuple[int, int, CallString], Frame] = {}
        self._contexts: dict[int, int] = {}
        self._sites: dict[tuple[int, int], int] = {}

    def activate(self, scope: CodeScope, parent: Frame | None, context: CallString = ()) -> tuple[Frame, bool]:
        """Return the frame of a scope in a context, and whether it is new.

        A scope with too many contexts is seen in one.
        """
        self.know(scope)
        parent_number = parent.number if parent else -1
        frame = self._found.get((scope.number, parent_number, context))
        if frame is not None:
            return frame, False
        if context:
            count = self._contexts.get(scope.number, 0)
            if count >= _MOST_CONTEXTS:
                return self.activate(scope, parent)
            self._contexts[scope.number] = count + 1
        frame = Frame(scope, parent, context, len(self.all))
        self.all.append(frame)
        self._found[scope.number, parent_number, context] = frame
        self.entered.setdefault(scope.number, []).append(frame)
        return frame, True

    def know(self, scope: CodeScope) -> None:
        """Assign a number to a scope that has none yet."""
        if scope.number < 0:
            scope.number = len(self.scopes)
            self.scopes.append(scope)

    def site(self, frame: Frame, site: int) -> int:
        """Return the number of a place in a scope among all places of the program."""
        key = (frame.scope.number, site)
        return self._sites.setdefault(key, len(self._sites))

    def push(self, frame: Frame, site: int) -> CallString:
        """Return the context that a call at a place makes, on top of the frame's own."""
        if not self.sensitive:
            return ()
        return (self.site(frame, site), *frame.context)[:_DEPTH]
