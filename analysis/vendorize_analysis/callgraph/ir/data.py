"""Operations on data: names, attributes, items, collections and texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.ir.keys import Key


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


class JoinStrings(NamedTuple):
    """A string is put together of literals and variables."""

    target: int
    parts: tuple[str | int, ...]


class LoadPatternField(NamedTuple):
    """The attribute at a place of a class pattern."""

    target: int
    object: int
    type: int
    place: int
    line: int
