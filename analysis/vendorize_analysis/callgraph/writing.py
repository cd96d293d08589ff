"""The operations of one scope while they are found, and which variable holds each local name at this point.

An assignment makes a new version of a name, and where branches meet versions meet. Other scopes see a name by its cell,
and objects by what is stored in them: a version goes to its cell, and a store to its object, only when some other code
may look, so that what is overwritten before that is never seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.callgraph import facts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize_analysis.callgraph.facts import Key, Operation
    from vendorize_analysis.callgraph.scopes import Scope

Versions = dict[str, int]
Place = tuple[int, str, "Key"]
"""A variable that holds an object, `.` or `[`, and what is asked of it."""


class Writer:
    """Collects operations; mutable, owned by the lowering of one scope."""

    def __init__(self, scope: Scope, shared: frozenset[str]) -> None:
        self.scope = scope
        self.shared = shared
        self.operations: list[Operation] = []
        self.versions: Versions | None = {}
        """None where no execution comes."""
        self.sites = 0
        self._pending: Versions = {}
        self._held: dict[Place, Operation] = {}
        self._known: dict[Place, int] = {}
        self._logs: list[dict[str, dict[int, None]]] = []

    def is_reached(self) -> bool:
        """Tell whether execution comes here."""
        return self.versions is not None

    def new(self) -> int:
        """Give a new variable."""
        self.scope.variables += 1
        return self.scope.variables - 1

    def site(self) -> int:
        """Give a new number of a call or literal."""
        self.sites += 1
        return self.sites

    def emit(self, operation: Operation) -> None:
        """Add an operation."""
        self.operations.append(operation)

    def plain(self, kind: str) -> int:
        """Give a variable that holds a value of a built-in type."""
        target = self.new()
        self.emit(facts.Plain(target, kind))
        return target

    # -- names ----------------------------------------------------------------------------------------------

    def cell(self, name: str) -> int:
        """Give the variable by which other scopes see a local name."""
        cells = self.scope.cells
        if name not in cells:
            cells[name] = self.new()
        return cells[name]

    def read(self, name: str) -> int:
        """Give the variable that holds a name now."""
        scope = self.scope
        is_shared = name in self.shared
        if not is_shared and self.versions and name in self.versions:
            return self.versions[name]
        if name in scope.locals:
            if is_shared:
                self.settle()
            if scope.kind == "function":
                return self.cell(name)
            if scope.kind == "class":
                target = self._from_outside(name)
                self.emit(facts.Copy(target, self.cell(name)))
                return target
        return self._from_outside(name)

    def _from_outside(self, name: str) -> int:
        target = self.new()
        depth = 0 if name in self.scope.globals else self._depth(name)
        self.emit(facts.Free(target, depth, name) if depth else facts.Global(target, name))
        return target

    def _depth(self, name: str) -> int:
        """Give how many scopes up a name of a function around is, 0 for one of the module."""
        depth = 1
        scope = self.scope.parent
        while scope is not None:
            if scope.kind == "function" and (name in scope.locals or name in scope.inner):
                return depth
            if scope.kind == "function" and name in scope.globals:
                return 0
            scope = scope.parent
            depth += 1
        return 0

    def write(self, name: str, source: int) -> None:
        """Give a name a new value."""
        scope = self.scope
        if name not in scope.locals and name not in scope.inner:
            depth = 0 if name in scope.globals else self._depth(name)
            self.emit(facts.SetFree(depth, name, source) if depth else facts.SetGlobal(name, source))
            return
        if self.versions is not None:
            self.versions[name] = source
        self._pending[name] = source
        for log in self._logs:
            log.setdefault(name, {})[source] = None

    def forget(self, name: str) -> None:
        """Note that a name has no value any more."""
        self._pending.pop(name, None)
        if self.versions is not None:
            self.versions.pop(name, None)

    # -- objects --------------------------------------------------------------------------------------------

    def put(self, place: Place, operation: Operation, source: int) -> None:
        """Store into an object; a store to the same place before that nobody saw is gone."""
        _, kind, key = place
        for other in [known for known in self._known if known[1:] == (kind, key)]:
            del self._known[other]
        for other in [held for held in self._held if held[1:] == (kind, key) and held != place]:
            self.emit(self._held.pop(other))
        self._held.pop(place, None)
        self._held[place] = operation
        self._known[place] = source

    def put_anywhere(self, operation: Operation) -> None:
        """Store under a key that is not known."""
        self.settle()
        self._known = {place: value for place, value in self._known.items() if place[1] != "["}
        self.emit(operation)

    def known(self, place: Place) -> int | None:
        """Give what was stored at a place in the lines just before."""
        return self._known.get(place)

    def settle(self) -> None:
        """Let others see what was assigned and stored so far."""
        for operation in self._held.values():
            self.emit(operation)
        self._held.clear()
        for name, source in self._pending.items():
            self.emit(facts.Copy(self.cell(name), source))
        self._pending.clear()

    def disturb(self) -> None:
        """Note that other code runs here: it sees everything and may change any object."""
        self.settle()
        self._known.clear()

    # -- branches -------------------------------------------------------------------------------------------

    def fork(self) -> Versions | None:
        """Give the versions at a place from which execution takes one of several ways."""
        self.disturb()
        return None if self.versions is None else dict(self.versions)

    def join(self, ways: Iterable[Versions | None]) -> None:
        """Continue where several ways meet."""
        self.disturb()
        reached = [way for way in ways if way is not None]
        if not reached:
            self.versions = None
            return
        merged: Versions = {}
        for name in dict.fromkeys(name for way in reached for name in way):
            sources = list(dict.fromkeys(way[name] for way in reached if name in way))
            partly = any(name not in way for way in reached)
            merged[name] = self._meet(sources, self.cell(name) if partly and self._is_outer(name) else None)
        self.versions = merged

    def _is_outer(self, name: str) -> bool:
        """Tell whether a class body may read a name of the scopes around where its own has no value."""
        return self.scope.kind == "class" and name in self.scope.locals

    def _meet(self, sources: list[int], cell: int | None) -> int:
        if cell is not None:
            sources = [*sources, cell]
        if len(sources) == 1:
            return sources[0]
        target = self.new()
        for source in sources:
            self.emit(facts.Copy(target, source))
        return target

    def begin_loop(self, names: Iterable[str]) -> Versions:
        """Give a variable to each name that a loop assigns: all its values meet there."""
        self.disturb()
        meeting: Versions = {}
        for name in names:
            if name in self.scope.locals:
                meeting[name] = self.new()
        self.reach(meeting)
        if self.versions is not None:
            self.versions.update(meeting)
        return meeting

    def reach(self, meeting: Versions) -> None:
        """Note that execution goes from here to the place where a loop begins or ends."""
        self.disturb()
        for name, target in meeting.items():
            if self.versions is not None and self.versions.get(name, target) != target:
                self.emit(facts.Copy(target, self.versions[name]))

    def start_log(self) -> None:
        """Begin to note every version that is made."""
        self._logs.append({name: {source: None} for name, source in (self.versions or {}).items()})

    def end_log(self) -> Versions:
        """Give each name with all versions since the log was started: what an exception may leave behind."""
        self.disturb()
        return {name: self._meet(list(sources), None) for name, sources in self._logs.pop().items()}
