"""Who calls whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class CallNode(NamedTuple):
    """Something that calls or is called."""

    name: str
    """Dotted, with the module; `<builtin>.` before what is built in."""
    kind: str
    """`module`, `class` (its body), `function`, `lambda`, `builtin` or `external`."""
    module: str
    """Where it stands; empty for what is not read."""
    line: int
    reached: bool
    """Whether its code was followed."""


class CallEdge(NamedTuple):
    """A caller and what it calls, at one line."""

    caller: str
    callee: str
    kind: str
    """`call`, or `run` where a body runs another one: a module that is imported, a class that is defined."""
    module: str
    """Where the line is."""
    line: int
    certain: bool
    """A value that leads there was seen; else only a name."""


OUTSIDE: Final = "<outside>"
"""Key of the hint whose names code that is not read asks of all that it gets."""


class Hint(NamedTuple):
    """What a scope may reach that no value leads to."""

    targets: tuple[tuple[str, str], ...]
    """Modules that run, each with a dotted name in it (or an empty one) that unknown code may call."""
    names: tuple[str, ...]
    """Attributes that it may ask anything for."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What values lead to, open places followed as well."""

    bodies: Mapping[str, tuple[int, ...]]
    """Of each module the lines of the functions, classes and lambdas whose code may run."""
    asked: frozenset[tuple[str, int, str]]
    """Module and line of a class, and the name of a member that a known object or class is asked for."""
    complete: bool
    """False where the work was too much and was left."""


@dataclass(frozen=True, slots=True)
class CallGraph:
    """A call graph with confidence."""

    nodes: tuple[CallNode, ...]
    """Sorted by name."""
    edges: tuple[CallEdge, ...]
    """Sorted."""
    open_calls: tuple[tuple[str, str, int], ...]
    """Caller, module and line of calls of something that may be anything."""
    is_complete: bool = True
    """Whether values were followed to the end; else edges and reached nodes are missing."""
