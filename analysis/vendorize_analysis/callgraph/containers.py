"""Collections: what they hold under which key, as far as keys are literals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.facts import Key
    from vendorize_analysis.callgraph.machine import Machine

    Listener = Callable[[Key, int], None]


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
        self.listeners: list[Listener] = []
        self.length = -1


class Containers:
    """All collections of the program."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self._contents: dict[int, _Content] = {}

    def _of(self, value: int) -> _Content:
        found = self._contents.get(value)
        if found is None:
            found = self._contents[value] = _Content(self.machine.solver.new(5))
            self.machine.solver.link(found.anywhere, found.all)
        return found

    def declare(self, value: int, length: int) -> None:
        """Note how many items a literal has."""
        content = self._of(value)
        content.length = length

    def is_mapping(self, value: int) -> bool:
        """Tell whether iteration gives keys."""
        kind, *rest = self.machine.value(value)
        return bool(kind == "container" and rest[0] == "dict")

    def put(self, value: int, key: Key | None, source: int) -> None:
        """Store an item."""
        solver = self.machine.solver
        content = self._of(value)
        if key is None:
            solver.link(source, content.anywhere)
            return
        if isinstance(key, int) and key < 0 and content.length >= 0:
            key += content.length
        solver.link(source, self._item(content, key))

    def _item(self, content: _Content, key: Key) -> int:
        solver = self.machine.solver
        if key not in content.items:
            variable = content.items[key] = solver.new()
            solver.link(variable, content.all)
            solver.add(content.keys, self.machine.number("constant", key))
            for listener in list(content.listeners):
                listener(key, variable)
        return content.items[key]

    def put_key(self, value: int, key: int) -> None:
        """Note what a mapping's keys may be, by a variable."""
        self.machine.solver.link(key, self._of(value).keys)

    def get(self, value: int, key: Key | None, target: int) -> None:
        """Read an item: under a key, or any (None)."""
        solver = self.machine.solver
        content = self._of(value)
        if key is None:
            solver.link(content.all, target)
            return
        solver.link(content.anywhere, target)
        if isinstance(key, int) and key < 0 and not self.is_mapping(value):
            if content.length < 0:
                solver.link(content.all, target)
                return
            key += content.length
        if key in content.items:
            solver.link(content.items[key], target)
        else:
            content.listeners.append(lambda found, variable: solver.link(variable, target) if found == key else None)

    def iterate(self, value: int, target: int) -> None:
        """Read what iteration gives."""
        content = self._of(value)
        self.machine.solver.link(content.keys if self.is_mapping(value) else content.all, target)

    def values(self, value: int) -> int:
        """Give the variable of every item."""
        return self._of(value).all

    def keys(self, value: int) -> int:
        """Give the variable of a mapping's keys."""
        return self._of(value).keys

    def listen(self, value: int, listener: Listener) -> None:
        """Call a function with every literal key and the variable under it, now and later."""
        content = self._of(value)
        content.listeners.append(listener)
        for key, variable in list(content.items.items()):
            listener(key, variable)

    def copy(self, value: int, made: int, low: int | None = 0, high: int | None = None) -> None:
        """Copy items to another collection: those of a slice, renumbered, or of a mapping (low: None)."""
        solver = self.machine.solver
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

        solver.link(content.anywhere, self._of(made).anywhere)
        if low is None:
            solver.link(content.keys, self._of(made).keys)
        self.listen(value, copy_item)

    def shift(self, value: int, made: int, by: int) -> None:
        """Copy items of a sequence to later places of another one."""

        def move(key: Key, variable: int) -> None:
            # A list that grows in a loop would have places without end.
            self.put(made, key + by if isinstance(key, int) and key + by < _MOST_PLACES else None, variable)

        self.machine.solver.link(self._of(value).anywhere, self._of(made).anywhere)
        self.listen(value, move)

    def scatter(self, value: int) -> None:
        """Note that items change places: any may be anywhere."""
        content = self._of(value)
        content.length = -1
        self.machine.solver.link(content.all, content.anywhere)

    def returned(self, value: int, source: int) -> None:
        """Note what a generator returns."""
        self.machine.solver.link(source, self._of(value).result)

    def sent(self, value: int) -> int:
        """Give the variable of what a generator is sent."""
        return self._of(value).sent

    def length(self, value: int) -> int:
        """Give how many items a collection has, -1 where that is not known."""
        return self._of(value).length

    def result(self, value: int, target: int) -> None:
        """Read what a generator returned."""
        self.machine.solver.link(self._of(value).result, target)
