"""Statements that read a name before the module binds it: running them may raise, which is an effect.

Whatever binds a name further up counts, in whatever branch, and so does a star import: only reads that nothing in the
module can have answered are found (Python's reference, "Resolution of names"). A name that the module binds nowhere
counts: who imports the module may catch the error, and go another way.
"""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vendorize_analysis.model.summary import Part

_ALWAYS_BOUND: Final = frozenset(dir(builtins)) | {
    *("__annotations__", "__builtins__", "__cached__", "__doc__", "__file__", "__loader__", "__name__", "__package__"),
    *("__path__", "__spec__", "__module__", "__qualname__", "__class__", "__classdict__"),
}


def mark_unbound(parts: list[Part], reads: Sequence[tuple[int, frozenset[str]]]) -> None:
    """Mark the parts that read a name which no earlier part binds: as acting if a later one does, else as failing.

    `reads` has for each part that reads anything its index and the names that it reads while it runs; parts come in
    source order, a container before its children.
    """
    anywhere = {name for part in parts for name in part.binds}
    bound: set[str] = set()
    done = 0
    for index, names in sorted(reads):
        for part in parts[done:index]:
            if any(item.name == "*" for item in part.imports):
                return
            bound.update(part.binds)
        done = index
        if unbound := names - _ALWAYS_BOUND - bound:
            execution = parts[index].execution
            later = not unbound.isdisjoint(anywhere)
            found = execution._replace(effect=execution.effect or later, fails=not later)
            parts[index] = parts[index]._replace(execution=found)
