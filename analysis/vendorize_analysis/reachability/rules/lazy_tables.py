"""Tables of what is imported late: an entry counts when its name is asked for, until somebody looks at all of them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from vendorize_analysis.model.summary import Texts

if TYPE_CHECKING:
    from vendorize_analysis.linking import Entity, LinkedModule
    from vendorize_analysis.model.analysis import Node
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
