"""Tables of what is imported late: an entry counts when its name is asked for, until somebody looks at all of them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from vendorize_analysis.model.summary import Texts

if TYPE_CHECKING:
    from vendorize_analysis.linking import Entity, LinkedModule
    from vendorize_analysis.model.analysis import Node
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.engine import Engine
    from vendorize_analysis.reachability.state import ClassId

CLOSED = frozenset({"import", "reference"})
"""Kinds of edges that lead to a table by its name; what is done with it then is seen where it is read."""


class Tables:
    """Tables in which only hooks have looked names up so far."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._closed: dict[ClassId, tuple[LinkedModule, Part]] = {}
        self._opened: set[ClassId] = set()
        self._waiting: dict[str, list[tuple[ClassId, tuple[str, ...]]]] = defaultdict(list)
        self._given: dict[ClassId, list[str]] = defaultdict(list)

    def take(self, linked: LinkedModule, part: Part) -> bool:
        """Take up a table that has become alive; tell whether its strings wait for their keys."""
        identity = (linked.name, part.index)
        if not part.assigned.table or identity in self._opened:
            return False
        self._closed[identity] = (linked, part)
        for key, texts in part.assigned.table:
            if self.engine.is_mentioned(key):
                self._give(identity, texts, self.engine.state.mentioned[key])
            else:
                self._waiting[key].append((identity, texts))
        return True

    def asked(self, name: str, source: Node | None) -> None:
        """Note that somebody asks for a name: entries of that name count."""
        for identity, texts in self._waiting.pop(name, ()):
            if identity in self._closed:
                self._give(identity, texts, source)

    def names(self) -> list[str]:
        """Give the keys that nobody has asked for."""
        return list(self._waiting)

    def strings(self, linked: LinkedModule, part: Part) -> tuple[str, ...]:
        """Give the strings of a part that count."""
        identity = (linked.name, part.index)
        if part.assigned.table and identity not in self._opened:
            return tuple(self._given.get(identity, ()))
        return part.texts.strings

    def read(self, entity: Entity, root: str) -> None:
        """Note that the part that is looked at now reads a value; a hook may ask it for one key."""
        linked = self.engine.program.module(entity.module)
        if linked is None or not linked.parts[entity.part].assigned.table:
            return
        reader = self.engine.looked_at()
        if reader is None or root not in reader.hook.keyed:
            self.open(linked, entity.part)

    def open(self, linked: LinkedModule, index: int) -> None:
        """Note that somebody may look at all entries."""
        identity = (linked.name, index)
        if identity in self._opened:
            return
        self._opened.add(identity)
        if self._closed.pop(identity, None):
            self.engine.texts.read(linked, linked.parts[index])

    def open_name(self, linked: LinkedModule, name: str) -> None:
        """As `open`, for a name of a module."""
        for index in linked.names.get(name, ()):
            if linked.parts[index].assigned.table:
                self.open(linked, index)

    def open_for(self, linked: LinkedModule) -> None:
        """Note that somebody asks a module for all names that its hooks know."""
        for root in dict.fromkeys(root for part in linked.parts for root in part.hook.keyed):
            for entity in self.engine.program.look_up(linked.name, root):
                home = self.engine.program.module(entity.module) if entity.kind == "value" else None
                if home is not None and home.parts[entity.part].assigned.table:
                    self.open(home, entity.part)

    def _give(self, identity: ClassId, texts: tuple[str, ...], source: Node | None) -> None:
        linked, part = self._closed[identity]
        self._given[identity] += texts
        some = part._replace(
            texts=Texts(texts),
            reads=part.reads._replace(lazy=()),
            hazards=(),
            assigned=part.assigned._replace(table=()),
        )
        before, self.engine.state.current = self.engine.state.current, source or self.engine.state.current
        self.engine.texts.read(linked, some)
        self.engine.state.current = before
