"""Collections: what they hold under which key, as far as keys are literals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.solver.objects import CollectionObject, ConstantObject

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.ir.keys import Key
    from vendorize_analysis.callgraph.solver.points_to import Solver

    ItemListener = Callable[[Key, int], None]


_MOST_PLACES: Final = 64
"""Of longer sequences the items are not told apart."""


class _Content:
    """What one collection holds."""

    def __init__(self, first: int) -> None:
        self.all = first
        """Variable of every item."""
        self.anywhere = first + 1
        """Items whose key is not known."""
        self.keys = first + 2
        """What iterating over a mapping gives."""
        self.result = first + 3
        """What a generator returns."""
        self.sent = first + 4
        """What a generator is sent."""
        self.items: dict[Key, int] = {}
        self.listeners: list[ItemListener] = []
        self.length = -1


class CollectionStore:
    """All collections of the program."""

    def __init__(self, solver: Solver) -> None:
        self._solver = solver
        self._contents: dict[int, _Content] = {}

    def _of(self, value: int) -> _Content:
        found = self._contents.get(value)
        if found is None:
            found = self._contents[value] = _Content(self._solver.new(5))
            self._solver.add_edge(found.anywhere, found.all)
        return found

    def close(self) -> None:
        """Let go of listeners."""
        for content in self._contents.values():
            content.listeners.clear()

    def declare(self, value: int, length: int) -> None:
        """Note how many items a literal has."""
        content = self._of(value)
        content.length = length

    def is_mapping(self, value: int) -> bool:
        """Tell whether iteration gives keys."""
        known = self._solver.objects[value]
        return isinstance(known, CollectionObject) and known.type == "dict"

    def put(self, value: int, key: Key | None, source: int) -> None:
        """Store an item."""
        solver = self._solver
        content = self._of(value)
        if key is None:
            solver.add_edge(source, content.anywhere)
            return
        if isinstance(key, int) and key < 0 and content.length >= 0:
            key += content.length
        solver.add_edge(source, self._item(content, key))

    def _item(self, content: _Content, key: Key) -> int:
        solver = self._solver
        if key not in content.items:
            variable = content.items[key] = solver.new()
            solver.add_edge(variable, content.all)
            solver.add(content.keys, solver.objects.number(ConstantObject, key))
            for listener in list(content.listeners):
                listener(key, variable)
        return content.items[key]

    def put_key(self, value: int, key: int) -> None:
        """Note what a mapping's keys may be, by a variable."""
        self._solver.add_edge(key, self._of(value).keys)

    def get(self, value: int, key: Key | None, target: int) -> None:
        """Read an item: under a key, or any (None)."""
        solver = self._solver
        content = self._of(value)
        if key is None:
            solver.add_edge(content.all, target)
            return
        solver.add_edge(content.anywhere, target)
        if isinstance(key, int) and key < 0 and not self.is_mapping(value):
            if content.length < 0:
                solver.add_edge(content.all, target)
                return
            key += content.length
        if key in content.items:
            solver.add_edge(content.items[key], target)
        else:
            content.listeners.append(
                lambda found, variable: solver.add_edge(variable, target) if found == key else None
            )

    def iterate(self, value: int, target: int) -> None:
        """Read what iteration gives."""
        content = self._of(value)
        self._solver.add_edge(content.keys if self.is_mapping(value) else content.all, target)

    def values(self, value: int) -> int:
        """Return the variable of every item."""
        return self._of(value).all

    def keys(self, value: int) -> int:
        """Return the variable of a mapping's keys."""
        return self._of(value).keys

    def listen(self, value: int, listener: ItemListener) -> None:
        """Call a function with every literal key and the variable under it, now and later."""
        content = self._of(value)
        content.listeners.append(listener)
        for key, variable in list(content.items.items()):
            listener(key, variable)

    def copy(self, value: int, made: int, low: int | None = 0, high: int | None = None) -> None:
        """Copy items to another collection: those of a slice, renumbered, or of a mapping (low: None)."""
        solver = self._solver
        content = self._of(value)
        length = content.length

        def copy_item(key: Key, variable: int) -> None:
            if not isinstance(key, int) or low is None:
                self.put(made, key, variable)
                return
            first = low + length if low < 0 else low
            last = None if high is None else high + length if high < 0 else high
            if length < 0 and (low < 0 or (high is not None and high < 0)):
                self.put(made, None, variable)
            elif first <= key and (last is None or key < last):
                self.put(made, key - first, variable)

        solver.add_edge(content.anywhere, self._of(made).anywhere)
        if low is None:
            solver.add_edge(content.keys, self._of(made).keys)
        self.listen(value, copy_item)

    def shift(self, value: int, made: int, by: int) -> None:
        """Copy items of a sequence to later places of another one."""

        def move(key: Key, variable: int) -> None:
            # A list that grows in a loop would have places without end.
            self.put(made, key + by if isinstance(key, int) and key + by < _MOST_PLACES else None, variable)

        self._solver.add_edge(self._of(value).anywhere, self._of(made).anywhere)
        self.listen(value, move)

    def scatter(self, value: int) -> None:
        """Note that items change places: any may be anywhere."""
        content = self._of(value)
        content.length = -1
        self._solver.add_edge(content.all, content.anywhere)

    def returned(self, value: int, source: int) -> None:
        """Note what a generator returns."""
        self._solver.add_edge(source, self._of(value).result)

    def sent(self, value: int) -> int:
        """Return the variable of what a generator is sent."""
        return self._of(value).sent

    def length(self, value: int) -> int:
        """Return how many items a collection has, -1 where that is not known."""
        return self._of(value).length

    def result(self, value: int, target: int) -> None:
        """Read what a generator returned."""
        self._solver.add_edge(self._of(value).result, target)
