"""What is live so far and why, and the queue of what to look at next: a record that knows no rule."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from vendorize_analysis.model.analysis import Liveness, Node, Witness
from vendorize_analysis.model.hazards import order

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule, Program
    from vendorize_analysis.model.hazards import Hazard
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.boundaries import Boundaries
    from vendorize_analysis.reachability.edges import ClassId, Edge
    from vendorize_analysis.reachability.search import Search

Tell = Callable[[], None]
"""Called now and then while a search works, so that somebody may tell that it does."""
_BETWEEN = 1_000
"""Actions between two times that a listener hears of the search."""


class State:
    """Mutable, owned by one search."""

    def __init__(self, program: Program, boundaries: Boundaries) -> None:
        self.program = program
        self.boundaries = boundaries
        self.first_party = frozenset(boundaries.first_party)
        self.rooted = self.first_party - boundaries.prunable  # of these everything is a root
        self.queue: deque[tuple[Callable[..., None], tuple[object, ...], Node]] = deque()
        self.current: Node | None = None
        """What is looked at now: the source of every edge that is found."""
        self.witnesses: dict[Node, Witness] = {}
        self.executed: set[str] = set()
        self.live: dict[str, set[int]] = defaultdict(set)
        self.not_instantiated: set[ClassId] = set()
        """Live classes that are kept for their side effects, and that nothing refers to: no object has one of these."""
        self.required: dict[str, dict[str, Node | None]] = defaultdict(dict)
        """Names of modules that something live asks for, with who asked first."""
        self.attribute_names: dict[str, Node | None] = {}
        """Attribute names that live code uses on unknown receivers, with who did first."""
        self.escaped: dict[str, Node | None] = {}
        """Modules that are passed around as values."""
        self.named: dict[str, set[str]] = defaultdict(set)
        """Modules that strings name, or computed imports load, with the distributions that these strings stand in."""
        self.opened_tables: set[ClassId] = set()
        """Tables of what is imported late of which somebody may look at all entries."""
        self.table_strings: dict[ClassId, tuple[str, ...]] = defaultdict(tuple)
        """Of the other tables the strings that count, because their keys are asked for."""
        self.whole, self.main, self.spelled = (set[str]() for _ in range(3))
        """Modules that are kept whole; those that may run as the program; of what is used, what surely is."""
        self.data, self.metadata, self.opened = set[str](), set[str](), set[str]()
        self.hazards: dict[str, list[Hazard]] = defaultdict(list)
        self.used, self.stdlib, self.strings = (defaultdict[str, set[str]](set) for _ in range(3))
        self.imported, self.unmatched = set[tuple[str, str]](), list[str]()
        self.exports: dict[str, tuple[tuple[str, str], ...]] = {}
        self.pointed: dict[Node, dict[tuple[str, str], None]] = {}
        """Modules and names that hazards ask for, by where these stand (`*`: all exports, which `exports` has)."""
        self.unread, self.files, self.by_path, self.by_text, self.by_loader = (set[str]() for _ in range(5))
        """Modules that run, unreadable; whose text may be read; of them by path; by `inspect`; that are run here."""
        self.runs_text, self.annotated, self.listed, self.in_folders, self.asked_alone = (set[str]() for _ in range(5))
        """Who runs texts; whose annotations count; tops of listings; files by a named folder, by other reasons."""

    # -- the record ---------------------------------------------------------------------------------------------

    def note(self, node: Node, edge: Edge, source: Node | None = None) -> None:
        """Remember why a node is live; the first reason stays."""
        if node not in self.witnesses:
            self.witnesses[node] = Witness(edge.kind, source or edge.source or self.current, edge.detail, edge.certain)

    def note_use(self, module: str, name: str, *, certain: bool) -> None:
        """Remember what first-party code refers to, whoever asked for it first."""
        if self.current and self.current.module in self.first_party and module not in self.first_party:
            symbol = f"{module}.{name}"
            self.used[self.distribution(module)].add(symbol)
            if certain:
                self.spelled.add(symbol)

    def point(self, module: str, name: str, edge: Edge) -> None:
        """Remember what a hazard asks for by its name, live or not: a call graph follows each such edge.

        Who names the `__getattr__` of a module may ask it for any name.
        """
        if name == "__getattr__" and edge.kind != "protocol":
            self.opened.add(module)
        if edge.kind == "hazard" and self.current is not None:
            self.pointed.setdefault(self.current, {})[module, name] = None

    def open(self, module: str, edge: Edge) -> None:
        """Remember that somebody may ask for all names of a module at once."""
        self.opened.add(module)
        self.point(module, "", edge)

    def liveness(self) -> Liveness:
        """Return the record for those who come after."""
        return Liveness(
            executed=frozenset(self.executed),
            parts={module: frozenset(parts) for module, parts in sorted(self.live.items())},
            names={module: frozenset(names) for module, names in sorted(self.required.items())},
            whole=frozenset(self.whole),
            opened=frozenset(self.opened),
            annotated=frozenset(self.annotated),
            data=frozenset(self.data),
            metadata=frozenset(self.metadata),
            strings={module: frozenset(texts) for module, texts in sorted(self.strings.items())},
            used={key: frozenset(names) for key, names in sorted(self.used.items())},
            possible=frozenset().union(*self.used.values()) - self.spelled,
            stdlib={key: frozenset(names) for key, names in sorted(self.stdlib.items())},
            unmatched=tuple(self.unmatched),
            witnesses=self.witnesses,
            unread=frozenset(self.unread),
            files=frozenset(self.files),
            texts=frozenset(self.by_text - self.by_path),
            loaded_here=frozenset(self.by_loader - self.by_path),
            in_folders=frozenset(self.in_folders - self.asked_alone),
            listed=frozenset(self.listed),
            imported=frozenset(self.imported),
            escaped=frozenset(self.escaped),
            pointed=tuple(self._pointed()),
            exports=self.exports,
            hazards={module: tuple(sorted(set(met), key=order)) for module, met in sorted(self.hazards.items())},
        )

    def _pointed(self) -> Iterator[tuple[str, int, str, str]]:
        for node, targets in sorted(self.pointed.items()):
            for module, name in sorted(targets):
                yield node.module, node.part, module, name

    # -- the queue ----------------------------------------------------------------------------------------------

    def later(self, action: Callable[..., None], *arguments: object, node: Node) -> None:
        """Queue an action that looks at `node`; it is called with the search and the arguments."""
        self.queue.append((action, arguments, node))

    def drain(self, search: Search, tell: Tell) -> None:
        """Work until nothing new is found; the order is first in, first out, so that witnesses stay short."""
        queue = self.queue
        while queue:
            for _ in range(min(len(queue), _BETWEEN)):
                action, arguments, self.current = queue.popleft()
                action(search, *arguments)
            tell()
        self.current = None

    # -- questions -------------------------------------------------------------------------------------------

    def distribution(self, module: str) -> str:
        """Return the key of a module's distribution; empty for first-party code."""
        linked = self.program.module(module)
        return linked.distribution if linked else ""

    def may_run(self, linked: LinkedModule, part: Part) -> bool:
        """Tell whether a part may run: `if __name__ == "__main__"` needs a module that is started."""
        return part.index not in linked.mains or linked.name in self.main

    def strings_of(self, linked: LinkedModule, part: Part) -> tuple[str, ...]:
        """Return the strings of a part that count: of a table that nobody looks at as a whole those asked for."""
        identity = (linked.name, part.index)
        if part.assigned.table and identity not in self.opened_tables:
            return self.table_strings.get(identity, ())
        return part.texts.strings

    def current_part(self) -> Part | None:
        """Return the part that is looked at now."""
        node = self.current
        linked = self.program.module(node.module) if node else None
        return linked.parts[node.part] if node and linked and node.part >= 0 else None

    def class_around_current(self) -> ClassId | None:
        """Return the class around the part that is looked at now."""
        node = self.current
        linked = self.program.module(node.module) if node else None
        if node is None or linked is None or node.part < 0 or linked.around[node.part] < 0:
            return None
        return node.module, linked.around[node.part]
