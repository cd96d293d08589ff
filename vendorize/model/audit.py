"""The answer of `audit`: what each advisory means for a result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from vendorize.model.report import Step

Exposure = Literal["absent", "unreachable", "reachable"]
"""`absent`: the result does not have it; `unreachable`: it is there, and nothing that runs leads to it."""
SymbolState = Literal["absent", "unreachable", "reachable", "unknown"]
SymbolOrigin = Literal["record", "user", "derived", "none"]
"""Who says which symbols are affected; `none`: nobody, so that all of the distribution is."""
_DOUBTFUL = frozenset({"container", "effect", "hazard", "keep"})
"""Kinds of edges that keep something because of what is around it, because defining it does something (it is
registered, say), because nobody can tell, or because a person says so: it is there, and may never be called."""


@dataclass(frozen=True, slots=True)
class AffectedSymbol:
    """One affected function, class, name or module, and what became of it."""

    name: str
    """As `module:qualified.name`, `module:` for the code of a module itself; as it was named where nothing is found."""
    state: SymbolState
    """`unknown`: the installed distribution has no such name, or no source of it; or a hazard may lead there."""
    path: str = ""
    """POSIX path in the distribution's location; empty where unknown."""
    line: int = 0
    steps: tuple[Step, ...] = ()
    """Of what is reachable: the way from a root."""
    calls: tuple[Step, ...] | None = None
    """The way by calls; None unless it was asked for."""
    reason: str = ""
    cold: str = ""
    """What happens when it is used, if it is cold: `load`, `warn`, `deny`."""
    likely: bool = False
    """Of a derived one: it differs between the last affected release and the mended one, too."""

    @property
    def outcome(self) -> str:
        """Return the state in words, and that it is cold."""
        return f"{self.state}, cold ({self.cold})" if self.cold else self.state

    @property
    def certain(self) -> bool:
        """Tell whether every step of the way is certain, and none only makes that something is there."""
        return bool(self.steps) and all(step.certain and step.kind not in _DOUBTFUL for step in self.steps)


@dataclass(frozen=True, slots=True)
class AuditedAdvisory:
    """One advisory about one distribution that the result was made from."""

    id: str
    aliases: tuple[str, ...]
    summary: str
    severity: str
    urls: tuple[str, ...]
    distribution: str
    key: str
    version: str
    fixed: str
    """The first release without the weakness, as far as the record says; may be empty."""
    exposure: Exposure
    component: bool
    """The result has something of the distribution."""
    origin: SymbolOrigin
    symbols: tuple[AffectedSymbol, ...]
    """Reachable ones first."""
    reason: str
    certain: bool = False
    """Of what is reachable: a named symbol is reached by certain steps alone."""
    derived_from: str = ""
    """What the installed release was compared with, where symbols are derived."""
    last_affected: str = ""
    """The last affected release that this was compared with as well, to tell which symbols are likely."""
    accepted: str = ""
    """Why the configuration accepts it; empty: it does not."""

    @property
    def found(self) -> bool:
        """Tell whether it is a finding."""
        return self.exposure == "reachable" and not self.accepted

    @property
    def way(self) -> AffectedSymbol | None:
        """Return the reachable symbol whose way is shown: likely ones, names, certain and short ways first."""
        ways = [one for one in self.symbols if one.state == "reachable" and one.steps]
        return min(ways, key=_preference, default=None)


def _preference(one: AffectedSymbol) -> tuple[object, ...]:
    return one.name.endswith(":"), not one.likely, not one.certain, len(one.steps), one.name


@dataclass(frozen=True, slots=True)
class Audit:
    """The whole answer."""

    project: str
    version: str
    advisories: tuple[AuditedAdvisory, ...]
    """Sorted: reachable ones first, then by distribution and identifier."""
    records: int
    """Records that were read."""
    distributions: int
    """Distributions that they were compared with."""
    notes: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[AuditedAdvisory, ...]:
        """Return those that make the command end with 1."""
        return tuple(one for one in self.advisories if one.found)
