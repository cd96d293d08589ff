"""Who can reach whom by naming it: the shortest way from a symbol to a use of a capability.

Naming a class is taken for having all of its live members, and those of its live bases. What is handed over as an
argument is no way from the one who gets it: it counts for the one who hands it.
"""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING, NamedTuple

from vendorize_analysis.model.analysis import Node

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from vendorize_analysis.linking import Entity, LinkedModule, Program
    from vendorize_analysis.model.analysis import Liveness
    from vendorize_analysis.model.summary import Part


class Reach(NamedTuple):
    """One step: what is reached, and by which name in the code of the step before."""

    node: Node
    kind: str
    """`start`, or `reference`, `import`, `own`, `container` or `effect`, as in `Witness.kind`."""
    detail: str


class Authority:
    """The live part of a program as a graph of who names whom."""

    def __init__(self, program: Program, liveness: Liveness) -> None:
        self._program = program
        self._liveness = liveness

    def path(self, starts: Iterable[Node], ends: Collection[Node]) -> tuple[Reach, ...] | None:
        """Return a shortest way from some nodes to one of others, the start included; None where there is none."""
        before: dict[Node, tuple[Reach, Node | None]] = {}
        queue: deque[Node] = deque()
        for node in starts:
            before.setdefault(node, (Reach(node, "start", ""), None))
            queue.append(node)
        while queue:
            node = queue.popleft()
            if node in ends:
                return _walked(before, node)
            for reach in self._from(node):
                if reach.node not in before:
                    before[reach.node] = (reach, node)
                    queue.append(reach.node)
        return None

    def reaching(self, ends: Mapping[str, Collection[Node]]) -> dict[Node, tuple[str, ...]]:
        """Return for each live node the names of the sets of nodes that it leads to, or is in, in their order."""
        before: dict[Node, list[Node]] = defaultdict(list)
        for node in self._nodes():
            for reach in self._from(node):
                before[reach.node].append(node)
        found: dict[Node, list[str]] = defaultdict(list)
        for name, nodes in ends.items():
            queue = deque(sorted(set(nodes)))
            seen = set(queue)
            while queue:
                node = queue.popleft()
                found[node].append(name)
                fresh = [one for one in dict.fromkeys(before[node]) if one not in seen]
                seen.update(fresh)
                queue.extend(fresh)
        return {node: tuple(names) for node, names in found.items()}

    def _nodes(self) -> Iterator[Node]:
        for module in sorted(self._liveness.executed):
            yield Node(module, -1)
            for part in sorted(self._liveness.parts.get(module, ())):
                yield Node(module, part)

    def _from(self, node: Node) -> Iterator[Reach]:
        """Yield what a node leads to in one step, live things only."""
        linked = self._program.module(node.module)
        if linked is None:
            return
        if node.part < 0:
            yield from self._run(linked)
            return
        part = linked.parts[node.part]
        yield from self._named(linked, part)
        if part.kind in {"class", "block"}:
            inside = linked.inside.get(part.index, ()) if part.kind == "class" else ()
            children = (each.index for each in linked.parts if each.parent == part.index)
            yield from self._live(linked.name, (*inside, *children), "container", part.name)
        for name, _line in part.reads.own:
            yield from self._members(linked, linked.around[part.index], name, "own")

    def _run(self, linked: LinkedModule) -> Iterator[Reach]:
        """Yield what runs when a module is imported."""
        for index in sorted(self._liveness.parts.get(linked.name, ())):
            part = linked.parts[index]
            if linked.around[index] < 0 and part.kind == "import":
                yield from self._loaded(linked, part)
            elif linked.around[index] < 0 and part.kind != "def":
                yield Reach(Node(linked.name, index), "effect", "")

    def _loaded(self, linked: LinkedModule, part: Part) -> Iterator[Reach]:
        """Yield the modules that imports of a part run."""
        for target in linked.imports.get(part.index, ()):
            for entity in self._program.as_module(target.module) if target.module else ():
                if entity.kind == "module" and entity.module in self._liveness.executed:
                    yield Reach(Node(entity.module, -1), "import", entity.module)

    def _named(self, linked: LinkedModule, part: Part) -> Iterator[Reach]:
        for chain, _line in part.reads.refs:
            found, _ = self._program.follow(linked.name, chain)
            yield from self._entities(found, "reference", ".".join(chain))
            # An import that binds the name leads to what it takes; the name may also be changed elsewhere.
            for index in linked.names.get(chain[0], ()):
                if linked.parts[index].kind != "import":
                    yield from self._live(linked.name, (index,), "reference", chain[0])
        # An import statement of a module has run before anybody uses what it binds.
        if part.kind != "import":
            yield from self._loaded(linked, part)
        for target in linked.imports.get(part.index, ()):
            if target.module and target.name not in {"", ".", "*"}:
                names = tuple(target.name.split("."))
                found, _ = self._program.attributes(self._program.as_module(target.module), names)
                yield from self._entities(found, "import", ".".join((target.module, *names)))

    def _entities(self, found: tuple[Entity, ...], kind: str, detail: str) -> Iterator[Reach]:
        for entity in found:
            if entity.part >= 0:
                yield from self._live(entity.module, (entity.part,), kind, detail)
            elif entity.kind == "module" and entity.module in self._liveness.escaped:
                yield Reach(Node(entity.module, -1), kind, detail)

    def _members(self, linked: LinkedModule, around: int, name: str, kind: str) -> Iterator[Reach]:
        """Yield the members of that name of a class and its bases."""
        seen: set[tuple[str, int]] = set()
        todo = [(linked, around)]
        while todo:
            home, index = todo.pop()
            if index < 0 or (home.name, index) in seen:
                continue
            seen.add((home.name, index))
            yield from self._live(home.name, home.members.get(index, {}).get(name, ()), kind, name)
            for chain in home.parts[index].definition.bases:
                found = self._program.follow(home.name, chain)[0] if chain else ()
                for entity in found:
                    base = self._program.module(entity.module) if entity.kind == "class" else None
                    if base is not None:
                        todo.append((base, entity.part))

    def _live(self, module: str, indexes: Iterable[int], kind: str, detail: str) -> Iterator[Reach]:
        live = self._liveness.parts.get(module, frozenset())
        for index in indexes:
            if index in live:
                yield Reach(Node(module, index), kind, detail)


def _walked(before: dict[Node, tuple[Reach, Node | None]], node: Node) -> tuple[Reach, ...]:
    steps: list[Reach] = []
    current: Node | None = node
    while current is not None:
        reach, current = before[current]
        steps.append(reach)
    return tuple(reversed(steps))
