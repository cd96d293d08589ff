"""What `update` answers: what another version of installed code changes in a result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.ability import Way
    from vendorize.model.report import Before

SymbolFate = Literal["gained", "lost", "changed", "code"]
"""`changed`: the signature is another; `code`: what stands below it is."""
PatchFate = Literal["kept", "carried over", "merged upstream", "new"]


@dataclass(frozen=True, slots=True, order=True)
class SymbolChange:
    """A symbol of a result that is there now, no longer there, or another."""

    symbol: str
    """Dotted name where it is defined."""
    fate: SymbolFate
    before: str = ""
    """The signature."""
    after: str = ""
    used_as: str = ""
    """The name by which first-party code refers to it, or to the class that has it; empty: it does not."""
    places: tuple[str, ...] = ()
    """Files and lines of first-party code that have its name."""
    is_gone: bool = False
    """Lost since the distribution does not have it any more; else nothing reaches it now."""


@dataclass(frozen=True, slots=True, order=True)
class HazardChange:
    """A hazard that the result has now and had not."""

    path: str
    """POSIX path inside the distribution's location."""
    line: int
    """In the written file."""
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class DistributionChange:
    """What became of one distribution; a version is empty where there was none, or is none now."""

    name: str
    key: str
    versions: tuple[str, str]
    """Before and now."""
    verdicts: tuple[str, str]
    licenses: tuple[tuple[str, ...], tuple[str, ...]]
    bytes: Before
    """Of all that the result has of it."""
    files: Before
    symbols: tuple[SymbolChange, ...] = ()
    """Those that first-party code refers to first."""
    capabilities_gained: tuple[tuple[str, Way | None], ...] = ()
    """Each with the way by which code comes to it, where the code was analysed."""
    capabilities_lost: tuple[str, ...] = ()
    hazards: tuple[HazardChange, ...] = ()
    hazards_gone: int = 0
    is_new_code: bool = False
    """Something else is installed now; else the program uses it otherwise."""


@dataclass(frozen=True, slots=True, order=True)
class PatchChange:
    """What became of a patch of the project."""

    name: str
    fate: PatchFate


@dataclass(frozen=True, slots=True)
class Update:
    """The answer of `update`."""

    result: Path
    in_place: bool
    dry_run: bool
    layout: str
    distributions: tuple[DistributionChange, ...]
    """Those that changed, sorted by key."""
    unchanged: int
    bytes: Before
    """Of the vendored code and what belongs to it."""
    files: tuple[tuple[str, str], ...]
    """`added`, `changed` or `removed`, and the path in the result."""
    patches: tuple[PatchChange, ...] = ()
    is_reconfigured: bool = False
    """The configuration is another than that of the last extraction."""
    inputs: tuple[str, ...] = ()
    """First-party modules that are not as they were then."""
    warnings: tuple[str, ...] = ()
