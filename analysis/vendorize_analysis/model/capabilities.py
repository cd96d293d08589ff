"""What code can do to the world around it: each use of a capability, with its place."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CAPABILITIES: Final = (
    "network",
    "read-files",
    "write-files",
    "subprocess",
    "dynamic-code",
    "native-code",
    "environment-variables",
    "unsafe-deserialization",
    "concurrency",
    "operating-system",
    "reflection",
    "unanalyzed",
)
"""Their names, in the order in which people see them."""


def by_rank(names: Iterable[str]) -> list[str]:
    """Return the capabilities among some names, each once, in their order."""
    found = frozenset(names)
    return [name for name in CAPABILITIES if name in found]


class Use(NamedTuple):
    """Live code that names something with a capability."""

    capability: str
    module: str
    """Module of the code; of a compiled module that is used, the code that uses it."""
    part: int
    """Index of the part, or -1 for a module that could not be read."""
    line: int
    name: str
    """What it names (`subprocess.run`), or an attribute of an unknown object (`.write_text`)."""
    certain: bool
    """False where it may be something else that is named so, or is one of many things that a module has."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the distributions of a program can do, before and after."""

    uses: Mapping[str, tuple[Use, ...]] = field(default_factory=dict)
    """For each distribution (first-party code: empty key) the uses in live code, sorted."""
    installed: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    """For each distribution and capability the modules that use it as they are installed, live or not."""

    def with_uses(self, more: Iterable[tuple[str, Use]]) -> Capabilities:
        """Return the same with further uses, each with its distribution."""
        found = {key: set(uses) for key, uses in self.uses.items()}
        for key, use in more:
            found.setdefault(key, set()).add(use)
        return Capabilities({key: tuple(sorted(uses)) for key, uses in sorted(found.items())}, self.installed)

    def joined(self, modules: Mapping[str, Mapping[str, frozenset[str]]]) -> Capabilities:
        """Return the same with what further modules can do as they are installed, by distribution and name.

        Live code is installed too, so that what it can do is among what there was.
        """
        found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for key, one in self.installed.items():
            for capability, names in one.items():
                found[key][capability] |= names
        for key, more in modules.items():
            for name, given in more.items():
                for capability in given:
                    found[key][capability].add(name)
        for key, uses in self.uses.items():
            for use in uses:
                found[key][use.capability].add(use.module)
        return Capabilities(
            self.uses,
            {
                key: {name: frozenset(users) for name, users in sorted(one.items())}
                for key, one in sorted(found.items())
            },
        )

    def of(self, distribution: str) -> tuple[str, ...]:
        """Return the capabilities of the live code of a distribution, sorted."""
        return tuple(sorted({use.capability for use in self.uses.get(distribution, ())}))

    def before(self, distribution: str) -> tuple[str, ...]:
        """Return the capabilities of a distribution as it is installed, sorted."""
        return tuple(sorted(self.installed.get(distribution, ())))
