"""Abstract values, numbered: what a variable may hold."""

from __future__ import annotations

from typing import Any, Final

Value = tuple[Any, ...]
"""The first item is the kind:

`unknown`                        anything that the program has
`function` scope, frame          a function made in a frame
`class` scope, frame             a class with the frame of its body
`instance` class, site, context  an object of a class
`bound` callable, receiver       a method of an object
`wrapped` how, callable          a `staticmethod`, `classmethod`, `property` (its getter) or `setter`
`super` class, receiver          the classes after one
`module` name                    a module of the program
`builtin` name                   a built-in function or type
`external` name                  something that is not read, by its dotted name
`result` name                    what a call of it gave
`plain` type                     an object of a built-in type that holds nothing
`constant` value                 a string or number, or a tuple of such
`pattern` first, last            a string of which the beginning and the end are known
`container` kind, site, context  a collection
`method` receiver, name          a method of a built-in object
`partial` site, context          a callable with arguments
`namespace` of                   the names of a module or object as a dict
"""
UNKNOWN: Final = 0
_GROUPS: Final = {
    **dict.fromkeys(("constant", "pattern"), 1),
    **dict.fromkeys(("external", "result"), 2),
    "container": 3,
    **dict.fromkeys(("method", "namespace"), 4),
    "instance": 5,
}
CONSTANTS: Final = 1
FINE: Final = (128, 12, 16, 12, 12, 24)
COARSE: Final = (48, 6, 3, 6, 4, 16)
"""How many values of each group one variable holds before it counts as unknown: the bound that keeps the work small.

The coarse one is for large programs, where what holds many values says little: 11 kinds of results are any result.
"""


class Values:
    """Gives each value its number."""

    def __init__(self) -> None:
        self._all: list[Value] = [("unknown",)]
        self.groups = bytearray(1)
        """For each value the group whose number is limited."""
        self._numbers: dict[tuple[object, ...], int] = {("unknown",): UNKNOWN}

    def number(self, *value: object) -> int:
        """Give the number of a value."""
        # 1 and True are equal, and so are 1 and 1.0: the type tells them apart.
        key = (*value, type(value[-1]))
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self._all)
            self._all.append(value)
            self.groups.append(_GROUPS.get(str(value[0]), 0))
        return found

    def __getitem__(self, number: int) -> Value:
        return self._all[number]

    def kind(self, number: int) -> str:
        """Give the kind of a value."""
        return str(self._all[number][0])
