"""Tables and branches of what is imported late: one counts when its name is asked for, all when all names are."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from vendorize_analysis.model.analysis import Node
from vendorize_analysis.model.summary import Texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.linking import Entity, ImportTarget, LinkedModule
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.edges import ClassId
    from vendorize_analysis.reachability.events import Events
    from vendorize_analysis.reachability.search import Search
    from vendorize_analysis.reachability.state import State
    from vendorize_analysis.reachability.strings import StringPool


class LazyTables:
    """Knows the tables in which only hooks have looked names up so far: these are closed."""

    def __init__(self, state: State, pool: StringPool) -> None:
        self._state = state
        self._program = state.program
        self._pool = pool
        self._closed: dict[ClassId, tuple[LinkedModule, Part]] = {}
        self._opened = state.opened_tables
        self._pending: dict[str, list[tuple[ClassId, tuple[str, ...]]]] = defaultdict(list)

    def listen(self, events: Events) -> None:
        """Hold strings of tables back, and open tables that others may look at."""
        events.may_read_strings.append(self.may_read_strings)
        events.pending_keys.append(self._pending)
        events.awaited_name.append((self._pending, self.on_attribute_name))
        events.reached_table.append(self.on_reached_table)
        events.value.append(self.on_value)
        events.all_names.append(self.on_all_names)

    def may_read_strings(self, search: Search, linked: LinkedModule, part: Part) -> bool:
        """Take up a table that has become live; False where its strings wait for their keys."""
        identity = (linked.name, part.index)
        if identity in self._opened:
            return True
        self._closed[identity] = (linked, part)
        for key, texts in part.assigned.table:
            if identity not in self._closed:
                break  # what an entry led to has opened the table, and with that all of it counts
            if search.is_used(key):
                self._give(search, identity, texts, self._state.attribute_names[key])
            else:
                self._pending[key].append((identity, texts))
        return False

    def on_attribute_name(self, search: Search, name: str, source: Node | None) -> None:
        """Let entries of a name count that somebody asks for."""
        for identity, texts in self._pending.pop(name):
            if identity in self._closed:
                self._give(search, identity, texts, source)

    def _give(self, search: Search, identity: ClassId, texts: tuple[str, ...], source: Node | None) -> None:
        linked, part = self._closed[identity]
        state = self._state
        state.table_strings[identity] += texts
        some = part._replace(
            texts=Texts(texts),
            reads=part.reads._replace(lazy=()),
            hazards=(),
            assigned=part.assigned._replace(table=()),
        )
        before, state.current = state.current, source or state.current
        if texts:
            self._pool.take(search, linked, some)
        state.current = before

    # -- who looks at all entries -------------------------------------------------------------------------------

    def on_value(self, search: Search, entity: Entity, root: str) -> None:
        """Open a table that the part that is looked at now reads; a hook may ask it for one key."""
        linked = self._program.module(entity.module)
        if linked is None or not linked.parts[entity.part].assigned.table:
            return
        reader = self._state.current_part()
        if reader is None or root not in reader.hook.keyed:
            self.on_reached_table(search, linked, entity.part)

    def on_all_names(self, search: Search, linked: LinkedModule) -> None:
        """Open the tables of a module that is asked for all names that its hooks know."""
        for root in dict.fromkeys(root for part in linked.parts for root in part.hook.keyed):
            for entity in self._program.look_up(linked.name, root):
                home = self._program.module(entity.module) if entity.kind == "value" else None
                if home is not None and home.parts[entity.part].assigned.table:
                    self.on_reached_table(search, home, entity.part)

    def on_reached_table(self, search: Search, linked: LinkedModule, index: int) -> None:
        """Let all entries count, now and later."""
        identity = (linked.name, index)
        if identity in self._opened:
            return
        self._opened.add(identity)
        if self._closed.pop(identity, None):
            self._pool.take(search, linked, linked.parts[index])


class HookBranches:
    """Holds back what branches of a module's `__getattr__` import that run for names which they spell out.

    A name of the module is asked for as an attribute of anything, by the module, or as a submodule. Who asks for all
    names, or for the hook itself, may ask for any of them.
    """

    def __init__(self, state: State, follow: Callable[[Search, LinkedModule, tuple[ImportTarget, ...]], None]) -> None:
        """Take what follows imports of a function; it must not lead back here, so that no circle keeps a search."""
        self._state = state
        self._follow = follow
        self._open: set[str] = set()
        """Modules of which all names may be asked."""
        self._waiting: dict[tuple[str, str], list[tuple[LinkedModule, Part, tuple[ImportTarget, ...]]]] = {}
        self._by_key: dict[str, set[str]] = defaultdict(set)
        """For each name the modules of which branches wait for it."""

    def listen(self, events: Events) -> None:
        """Look at the imports of functions, and at all that may ask a module for a name."""
        events.late_imports.append(self.on_imports)
        events.pending_keys.append(self._by_key)
        events.awaited_name.append((self._by_key, self.on_attribute_name))
        events.awaited_value.append((self._waiting, self.on_required))
        events.execute.append(self.on_execute)
        events.all_names.append(self.on_all_names)
        events.quiet.append(self.on_quiet)

    def on_imports(self, search: Search, linked: LinkedModule, part: Part) -> tuple[ImportTarget, ...]:
        """Return the imports of a function that nothing has asked for so far; these follow when something does."""
        name = linked.name
        late: tuple[ImportTarget, ...] = ()
        for keys, first, last in part.hook.branches if name not in self._open else ():
            targets = tuple(each for each in linked.imports[part.index] if first <= each.line <= last)
            if any(self._is_asked(search, name, key) for key in keys):
                continue
            late += targets
            for key in keys:
                self._waiting.setdefault((name, key), []).append((linked, part, targets))
                self._by_key[key].add(name)
        return late

    def _is_asked(self, search: Search, module: str, key: str) -> bool:
        state = self._state
        return search.is_used(key) or key in state.required[module] or f"{module}.{key}" in state.executed

    def _give(self, module: str, key: str) -> None:
        for linked, part, targets in self._waiting.pop((module, key), ()):
            self._state.later(self._follow, linked, targets, node=Node(linked.name, part.index))

    def on_attribute_name(self, search: Search, name: str, source: Node | None) -> None:  # noqa: ARG002 - the event's
        """Follow the branches for a name that somebody asks of anything."""
        for module in sorted(self._by_key.pop(name)):
            self._give(module, name)

    def on_required(self, search: Search, linked: LinkedModule, name: str, source: Node | None) -> None:  # noqa: ARG002
        """Follow the branches for a name that the module is asked for."""
        self._give(linked.name, name)

    def on_execute(self, search: Search, module: str) -> None:  # noqa: ARG002 - the event's
        """Follow the branches for a submodule that runs."""
        package, _, name = module.rpartition(".")
        self._give(package, name)

    def on_all_names(self, search: Search, linked: LinkedModule) -> None:  # noqa: ARG002 - the event's
        """Follow all branches of a module, now and later."""
        self._open.add(linked.name)
        for module, key in sorted(each for each in self._waiting if each[0] == linked.name):
            self._give(module, key)

    def on_quiet(self, search: Search) -> None:  # noqa: ARG002 - the event's
        """Follow all branches of modules whose hook somebody has by its own name."""
        for module, key in sorted(each for each in self._waiting if each[0] in self._state.opened):
            self._give(module, key)
