"""The SSA builder: the operations of one scope while they are found, and which variable holds each name at this point.

An assignment makes a new version of a name, and where branches meet versions are merged (φ). Other scopes see a name by
its cell, and objects by what is stored in them: a version goes to its cell, and a store to its object, only when some
other code may look, so that what is overwritten before that is never seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.callgraph.ir import operations as ir

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize_analysis.callgraph.ir.keys import Key
    from vendorize_analysis.callgraph.ir.operations import Operation
    from vendorize_analysis.callgraph.ir.scopes import CodeScope

SSANames = dict[str, int]
StorePlace = tuple[int, str, "Key"]
"""A variable that holds an object, `.` or `[`, and what is asked of it."""


class SSABuilder:
    """Collects operations; mutable, owned by the lowering of one scope."""

    def __init__(self, scope: CodeScope, shared: frozenset[str]) -> None:
        self.scope = scope
        self.shared = shared
        self.operations: list[Operation] = []
        self.names: SSANames | None = {}
        """None where no execution comes."""
        self.sites = 0
        self._pending: SSANames = {}
        self._held: dict[StorePlace, Operation] = {}
        self._known: dict[StorePlace, int] = {}
        self.dicts: set[int] = set()
        """Variables that hold a dict from a literal."""
        self._logs: list[dict[str, dict[int, None]]] = []

    def is_reached(self) -> bool:
        """Tell whether execution comes here."""
        return self.names is not None

    def new(self) -> int:
        """Return a new variable."""
        self.scope.variables += 1
        return self.scope.variables - 1

    def site(self) -> int:
        """Return a new number of a call or literal."""
        self.sites += 1
        return self.sites

    def emit(self, operation: Operation) -> None:
        """Add an operation."""
        self.operations.append(operation)

    def plain(self, kind: str) -> int:
        """Return a variable that holds a value of a built-in type."""
        target = self.new()
        self.emit(ir.LoadPlain(target, kind))
        return target

    # -- names ----------------------------------------------------------------------------------------------

    def cell(self, name: str) -> int:
        """Return the variable by which other scopes see a local name."""
        cells = self.scope.cells
        if name not in cells:
            cells[name] = self.new()
        return cells[name]

    def read(self, name: str) -> int:
        """Return the variable that holds a name now."""
        scope = self.scope
        is_shared = name in self.shared
        if not is_shared and self.names and name in self.names:
            return self.names[name]
        if name in scope.locals:
            if is_shared:
                self.flush()
            if scope.kind == "function":
                return self.cell(name)
            if scope.kind == "class":
                target = self._from_outside(name)
                self.emit(ir.CopyValue(target, self.cell(name)))
                return target
        return self._from_outside(name)

    def _from_outside(self, name: str) -> int:
        target = self.new()
        depth = 0 if name in self.scope.globals else self._depth(name)
        self.emit(ir.LoadFree(target, depth, name) if depth else ir.LoadGlobal(target, name))
        return target

    def _depth(self, name: str) -> int:
        """Return how many scopes up a name of a function around is, 0 for one of the module."""
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
        """Bind a name to a new value."""
        scope = self.scope
        if name not in scope.locals and name not in scope.inner:
            depth = 0 if name in scope.globals else self._depth(name)
            self.emit(ir.StoreFree(depth, name, source) if depth else ir.StoreGlobal(name, source))
            return
        if self.names is not None:
            self.names[name] = source
        self._pending[name] = source
        for log in self._logs:
            log.setdefault(name, {})[source] = None

    def kill(self, name: str) -> None:
        """Note that a name has no value any more."""
        self._pending.pop(name, None)
        if self.names is not None:
            self.names.pop(name, None)

    # -- objects --------------------------------------------------------------------------------------------

    def put(self, place: StorePlace, operation: Operation, source: int) -> None:
        """Store into an object; a store to the same place before that nobody saw is gone."""
        _, kind, key = place
        for other in [known for known in self._known if known[1:] == (kind, key)]:
            del self._known[other]
        for other in [held for held in self._held if held[1:] == (kind, key) and held != place]:
            self.emit(self._held.pop(other))
        self.put_first(place, operation, source)

    def put_first(self, place: StorePlace, operation: Operation, source: int) -> None:
        """Store into an object that has just been made: no other variable holds it."""
        self._held.pop(place, None)
        self._held[place] = operation
        self._known[place] = source

    def put_anywhere(self, operation: Operation) -> None:
        """Store under a key that is not known."""
        self.flush()
        self._known = {place: value for place, value in self._known.items() if place[1] != "["}
        self.emit(operation)

    def known(self, place: StorePlace) -> int | None:
        """Return what was stored at a place in the lines just before."""
        return self._known.get(place)

    def known_items(self, holder: int) -> list[tuple[Key, int]]:
        """Return what was stored under which keys of a variable in the lines just before."""
        return [(key, value) for (owner, kind, key), value in self._known.items() if owner == holder and kind == "["]

    def flush(self) -> None:
        """Let others see what was assigned and stored so far."""
        for operation in self._held.values():
            self.emit(operation)
        self._held.clear()
        for name, source in self._pending.items():
            self.emit(ir.CopyValue(self.cell(name), source))
        self._pending.clear()

    def clobber(self) -> None:
        """Note that other code runs here: it sees everything and may change any object."""
        self.flush()
        self._known.clear()

    # -- branches -------------------------------------------------------------------------------------------

    def fork(self) -> SSANames | None:
        """Return the versions at a place from which execution takes one of several ways."""
        self.clobber()
        return None if self.names is None else dict(self.names)

    def merge(self, ways: Iterable[SSANames | None]) -> None:
        """Continue where several ways meet."""
        self.clobber()
        reached = [way for way in ways if way is not None]
        if not reached:
            self.names = None
            return
        merged: SSANames = {}
        for name in dict.fromkeys(name for way in reached for name in way):
            sources = list(dict.fromkeys(way[name] for way in reached if name in way))
            partly = any(name not in way for way in reached)
            merged[name] = self._merge_names(sources, self.cell(name) if partly and self._is_outer(name) else None)
        self.names = merged

    def _is_outer(self, name: str) -> bool:
        """Tell whether a class body may read a name of the scopes around where its own has no value."""
        return self.scope.kind == "class" and name in self.scope.locals

    def _merge_names(self, sources: list[int], cell: int | None) -> int:
        if cell is not None:
            sources = [*sources, cell]
        if len(sources) == 1:
            return sources[0]
        target = self.new()
        for source in sources:
            self.emit(ir.CopyValue(target, source))
        return target

    def begin_loop(self, names: Iterable[str]) -> SSANames:
        """Return a variable to each name that a loop assigns: all its values meet there."""
        self.clobber()
        meeting: SSANames = {}
        for name in names:
            if name in self.scope.locals:
                meeting[name] = self.new()
        self.reach(meeting)
        if self.names is not None:
            self.names.update(meeting)
        return meeting

    def reach(self, meeting: SSANames) -> None:
        """Note that execution goes from here to the place where a loop begins or ends."""
        self.clobber()
        for name, target in meeting.items():
            if self.names is not None and self.names.get(name, target) != target:
                self.emit(ir.CopyValue(target, self.names[name]))

    def start_log(self) -> None:
        """Begin to note every version that is made."""
        self._logs.append({name: {source: None} for name, source in (self.names or {}).items()})

    def end_log(self) -> SSANames:
        """Return each name with all versions since the log was started: what an exception may leave behind."""
        self.clobber()
        return {name: self._merge_names(list(sources), None) for name, sources in self._logs.pop().items()}
