"""Which live functions are hot: believed to run, so that they stay where they are; and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

FunctionKey = tuple[str, str]
"""Module and qualified name; an empty name for the body of the module."""


class HotReason(NamedTuple):
    """Why a function is hot, the first reason that was found."""

    kind: str
    """`root`, `keep`, `import`, `edge` (a name leads there), `type` (the type of a receiver), `language` (Python calls
    it on objects of a class that is made) or `trace`."""
    source: FunctionKey | None
    """The hot function that leads there; None for roots and traces."""
    detail: str
    """The name that was asked for, with the receiver's class for `type`."""


@dataclass(frozen=True, slots=True)
class Hot:
    """The hot functions of an analysis. It says nothing of what may go: that is for liveness alone."""

    reasons: Mapping[FunctionKey, HotReason] = field(default_factory=dict)

    @property
    def functions(self) -> frozenset[FunctionKey]:
        """Return the functions, without bodies of modules."""
        return frozenset(key for key in self.reasons if key[1])

    def way(self, key: FunctionKey) -> tuple[tuple[FunctionKey, HotReason], ...]:
        """Return how a function became hot, itself first and a root or trace last; nothing for one that is not."""
        found: list[tuple[FunctionKey, HotReason]] = []
        seen: set[FunctionKey] = set()
        at: FunctionKey | None = key
        while at is not None and at in self.reasons and at not in seen:
            seen.add(at)
            found.append((at, self.reasons[at]))
            at = self.reasons[at].source
        return tuple(found)
