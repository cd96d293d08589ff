"""What an expression may be, as far as types tell: a small set of these; an empty set is unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vendorize_analysis.model.hot import FunctionKey

ClassKey = FunctionKey


@dataclass(frozen=True, slots=True)
class InstanceOf:
    """An object of a class, or of one derived from it."""

    cls: ClassKey


@dataclass(frozen=True, slots=True)
class ClassItself:
    """A class, or one derived from it."""

    cls: ClassKey


@dataclass(frozen=True, slots=True)
class FunctionItself:
    """A function, or a method with what it was asked of."""

    key: FunctionKey
    receiver: ClassKey | None = None


@dataclass(frozen=True, slots=True)
class ModuleItself:
    """A module."""

    name: str


@dataclass(frozen=True, slots=True)
class HolderOf:
    """Something that is iterated, awaited, entered or subscripted to get one of these."""

    items: frozenset[Type]


@dataclass(frozen=True, slots=True)
class ParentOf:
    """`super()` in a method of a class."""

    cls: ClassKey


Type = InstanceOf | ClassItself | FunctionItself | ModuleItself | HolderOf | ParentOf
Types = frozenset[Type]
UNKNOWN: Final[Types] = frozenset()
MOST: Final = 12
"""A set that grows beyond that tells nothing apart."""


def items_of(types: Types) -> Types:
    """Return what iterating, awaiting, entering or subscripting gives."""
    return frozenset(item for one in types if isinstance(one, HolderOf) for item in one.items)


def joined(*many: Types) -> Types:
    """Return the union; unknown where it is too large to tell anything."""
    union = frozenset().union(*many)
    return union if len(union) <= MOST else UNKNOWN
