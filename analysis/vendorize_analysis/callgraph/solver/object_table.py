"""The numbers of abstract objects, and how many of a kind one variable may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVarTuple

from vendorize_analysis.callgraph.solver.objects import (
    AnyObject,
    BuiltinMethod,
    CollectionObject,
    ConstantObject,
    ExternalObject,
    ExternalResult,
    InstanceObject,
    Kind,
    NamespaceObject,
    TextPattern,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.solver.objects import AbstractObject

Fields = TypeVarTuple("Fields")
CONSTANTS: Final = 1
_GROUPS: Final[dict[Kind, int]] = {
    ConstantObject: CONSTANTS,
    TextPattern: CONSTANTS,
    ExternalObject: 2,
    ExternalResult: 2,
    CollectionObject: 3,
    BuiltinMethod: 4,
    NamespaceObject: 4,
    InstanceObject: 5,
}
"""Kinds by what is limited together; all others are group 0."""
FINE: Final = (128, 12, 16, 12, 12, 24)
COARSE: Final = (48, 6, 3, 6, 4, 16)
"""Widening thresholds: how many objects of each group one variable holds before it counts as unknown.

The coarse ones are for large programs, where what holds many objects says little: 11 kinds of results are any result.
"""


class ObjectTable:
    """Numbers abstract objects, in the order in which they turn up."""

    def __init__(self) -> None:
        self._all: list[AbstractObject] = [AnyObject()]
        self.groups = bytearray(1)
        """Of each object the group whose number is limited."""
        self._numbers: dict[tuple[object, ...], int] = {}

    def number(self, kind: Callable[[*Fields], AbstractObject], *fields: *Fields) -> int:
        """Return the number of the object of a kind with these fields (by position); at least one."""
        # 1 and True are equal, and so are 1 and 1.0: the type tells them apart.
        key = (kind, *fields, type(fields[-1]))  # type: ignore[misc]  # there is at least one
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self._all)
            made = kind(*fields)
            self._all.append(made)
            self.groups.append(_GROUPS.get(type(made), 0))
        return found

    def __getitem__(self, number: int) -> AbstractObject:
        return self._all[number]

    def kind(self, number: int) -> Kind:
        """Return the kind of an object."""
        return type(self._all[number])
