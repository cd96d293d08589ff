"""What code does with values, as flat operations on numbered variables: the flow facts of one scope.

A scope is a module, a class body, a function or a lambda. Variables are numbered from 0 in each scope; 0 is what it
returns, 1 what it yields and 2 what a generator is sent. Operations have no order: what order there is has gone into
the choice of variables (each assignment of a local name makes a new one).
"""

from __future__ import annotations

from typing import Final, NamedTuple

RETURNED = 0
YIELDED = 1
SENT = 2
FIRST = 3
"""The first variable that is free."""
Key = str | int | tuple["Key", ...]
"""A literal key of a container."""
MOST_TEXT: Final = 64
"""Longer strings are text for people: no keys, and no names of attributes."""


class CopyValue(NamedTuple):
    """The target may be whatever the source is."""

    target: int
    source: int


class LoadConstant(NamedTuple):
    """A string or a number that may serve as a key or name."""

    target: int
    value: Key


class LoadPlain(NamedTuple):
    """A value of a built-in type that holds nothing of the program."""

    target: int
    type: str


class LoadFree(NamedTuple):
    """A name of a scope around this one, so many scopes up."""

    target: int
    depth: int
    name: str


class StoreFree(NamedTuple):
    """A name of a scope around this one gets a value."""

    depth: int
    name: str
    source: int


class LoadGlobal(NamedTuple):
    """A name of the module, or else a built-in."""

    target: int
    name: str


class StoreGlobal(NamedTuple):
    """A name of the module gets a value."""

    name: str
    source: int


class LoadAttribute(NamedTuple):
    """An attribute is read; one that was written just before is what the class makes of it."""

    target: int
    object: int
    name: str
    line: int
    written: bool = False


class AskAttribute(NamedTuple):
    """An attribute that a format string asks of whatever is put into it."""

    name: str
    line: int


class StoreAttribute(NamedTuple):
    """An attribute is written."""

    object: int
    name: str
    source: int
    line: int


class LoadItem(NamedTuple):
    """An item is read."""

    target: int
    object: int
    key: int
    line: int


class StoreItem(NamedTuple):
    """An item is written."""

    object: int
    key: int
    source: int
    line: int


class LoadSlice(NamedTuple):
    """A part of a sequence is read; bounds that are no literals count as unknown."""

    target: int
    object: int
    low: int | None
    high: int | None
    literal: bool


class UnpackItem(NamedTuple):
    """The item at a place of a sequence is taken; `after` counts from the end where it is not 0."""

    target: int
    source: int
    place: int
    after: int
    line: int


class IterateOver(NamedTuple):
    """Any one of the items that iteration gives."""

    target: int
    source: int
    line: int


class MakeCollection(NamedTuple):
    """A new list, tuple, set or dict; its number tells it from others."""

    target: int
    kind: str
    site: int
    length: int
    """Number of items in the literal, -1 where that is not known."""


class PutItem(NamedTuple):
    """A new collection holds an item under a literal key, or anywhere (None)."""

    object: int
    key: Key | None
    source: int


class ExtendCollection(NamedTuple):
    """A new collection takes all items of another one in (`*x`, `**x`)."""

    object: int
    source: int


class CallValue(NamedTuple):
    """Something is called."""

    target: int
    function: int
    positional: tuple[tuple[int, bool], ...]
    """Variables, each with whether it stands behind a star."""
    keywords: tuple[tuple[str, int], ...]
    """Empty names stand behind two stars."""
    line: int
    site: int
    decorator: bool = False


class CallSuper(NamedTuple):
    """`super()` without arguments."""

    target: int
    line: int


class MakeFunction(NamedTuple):
    """A function is defined; defaults by the name of the parameter."""

    target: int
    child: int
    defaults: tuple[tuple[str, int], ...]


class MakeClass(NamedTuple):
    """A class is defined."""

    target: int
    child: int
    bases: tuple[int, ...]
    metaclass: int
    line: int
    site: int


class ImportName(NamedTuple):
    """A module (empty name), or a name in it, is imported."""

    target: int
    module: str
    name: str
    line: int


class ImportStar(NamedTuple):
    """All public names of a module are imported."""

    module: str
    line: int


class JoinStrings(NamedTuple):
    """A string is put together of literals and variables."""

    target: int
    parts: tuple[str | int, ...]


class YieldFrom(NamedTuple):
    """A generator gives all that another one gives (`yield from`), and takes what that returns."""

    target: int
    source: int
    line: int


class AwaitValue(NamedTuple):
    """Something is waited for."""

    target: int
    source: int
    line: int


class LoadPatternField(NamedTuple):
    """The attribute at a place of a class pattern."""

    target: int
    object: int
    type: int
    place: int
    line: int


class RaiseValue(NamedTuple):
    """An exception is raised."""

    source: int
    line: int
    site: int


class CatchException(NamedTuple):
    """An exception of a type is caught."""

    target: int
    type: int


class EnterContext(NamedTuple):
    """A context manager is entered and left."""

    target: int
    source: int
    line: int
    asynchronous: bool


class ApplyOperator(NamedTuple):
    """An operator asks its operands for special methods: the first operand, then the others with the swapped name."""

    target: int
    operands: tuple[int, ...]
    method: str
    swapped: str
    line: int
    site: int


Operation = (
    CopyValue
    | LoadConstant
    | LoadPlain
    | LoadFree
    | StoreFree
    | LoadGlobal
    | StoreGlobal
    | LoadAttribute
    | AskAttribute
    | StoreAttribute
    | LoadItem
    | StoreItem
    | LoadSlice
    | UnpackItem
    | IterateOver
    | MakeCollection
    | PutItem
    | ExtendCollection
    | CallValue
    | CallSuper
    | MakeFunction
    | MakeClass
    | ImportName
    | ImportStar
    | JoinStrings
    | YieldFrom
    | AwaitValue
    | LoadPatternField
    | RaiseValue
    | CatchException
    | EnterContext
    | ApplyOperator
)
