"""Which distributions can hand something to the code of another one: those that need it, or import it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Dependents:
    """For each distribution those that need it, transitively; grows with imports that no metadata tells of."""

    def __init__(self, known: Mapping[str, frozenset[str]]) -> None:
        self._dependents: dict[str, set[str]] = defaultdict(set)
        for key, dependents in known.items():
            self._dependents[key] = set(dependents)
        self._declared = known

    def of(self, distribution: str) -> set[str]:
        """Return the keys of the distributions whose code can hand something to a distribution."""
        return self._dependents[distribution]

    def used_by(self, distribution: str) -> list[str]:
        """Return the sorted keys of the distributions that one needs."""
        return sorted(key for key, dependents in self._dependents.items() if distribution in dependents)

    def has(self, user: str, used: str) -> bool:
        """Tell whether a distribution is known to need another one."""
        return user == used or user in self._dependents[used]

    def declares(self, user: str, used: str) -> bool:
        """Tell whether a distribution says that it needs another one, or what needs that."""
        return user in self._declared.get(used, ())

    def relate(self, user: str, used: str) -> Iterator[tuple[str, list[str]]]:
        """Note that a distribution imports another one; yield each whose dependents grow, with the new ones sorted."""
        more = {user, *self._dependents[user]}
        for key in [key for key, dependents in self._dependents.items() if key == used or used in dependents]:
            fresh = more - self._dependents[key] - {key}
            self._dependents[key] |= fresh
            yield key, sorted(fresh)
