"""Operations that run other code: calls, definitions, imports, and what statements and operators ask of objects."""

from __future__ import annotations

from typing import NamedTuple


class IterateOver(NamedTuple):
    """Any one of the items that iteration gives."""

    target: int
    source: int
    line: int


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
