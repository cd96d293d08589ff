"""What an OSV record says: which releases of which distributions have a weakness, and in which symbols."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

RangeKind = Literal["ECOSYSTEM", "SEMVER", "GIT"]
EventKind = Literal["introduced", "fixed", "last_affected", "limit"]


class RangeEvent(NamedTuple):
    """A release (or commit) at which something about the weakness changes."""

    kind: EventKind
    version: str


@dataclass(frozen=True, slots=True)
class VersionRange:
    """An `affected[].ranges[]` of the schema."""

    kind: RangeKind
    events: tuple[RangeEvent, ...]


@dataclass(frozen=True, slots=True)
class AffectedPackage:
    """An `affected[]` of the schema, for a distribution of PyPI."""

    key: str
    """Normalised name (PEP 503)."""
    versions: tuple[str, ...]
    ranges: tuple[VersionRange, ...]
    symbols: tuple[str, ...]
    """What the record names of its code, as `module:name`, as a dotted name, or as a name alone; a module as `module:`.
    What cannot be read as a name stays as it is written."""


@dataclass(frozen=True, slots=True)
class Advisory:
    """One record, or several that are aliases of each other, made one."""

    id: str
    aliases: tuple[str, ...]
    """Other identifiers of the same weakness, sorted."""
    summary: str
    """On one line, without what steers a terminal; may be empty."""
    severity: str
    """As the record has it (a CVSS vector, or a word); may be empty."""
    urls: tuple[str, ...]
    affected: tuple[AffectedPackage, ...]
    withdrawn: bool = False
    place: str = ""
    """The file that it was read from."""


@dataclass(frozen=True, slots=True)
class NamedSymbols:
    """What a user says about the code behind an advisory."""

    advisory: str
    """Its identifier, or an alias."""
    symbols: tuple[str, ...]
    key: str = ""
    """Normalised name of the distribution that it holds for; empty: any."""
