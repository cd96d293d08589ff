"""The result of the analysis: what is alive, why, and how much of everything there is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from vendorize_analysis.model.capabilities import Capabilities

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from vendorize_analysis.model.costs import HazardCosts
    from vendorize_analysis.model.deferral import Deferral
    from vendorize_analysis.model.environment import Environment
    from vendorize_analysis.model.hazards import Hazard
    from vendorize_analysis.model.project import Project
    from vendorize_analysis.model.summary import ModuleSummary, Unreadable
    from vendorize_analysis.model.undeclared import UndeclaredImport


class Node(NamedTuple):
    """A vertex of the reachability graph."""

    module: str
    part: int
    """Index of a part, or -1 for the module's execution itself."""


class Witness(NamedTuple):
    """The edge that first reached a node."""

    kind: str
    """`root`, `import`, `reference`, `attribute`, `own`, `protocol`, `override`, `effect`, `container`, `hazard`
    or `keep`."""
    source: Node | None
    """Where the edge comes from; None for a root."""
    detail: str
    """The name that made the edge, or the reason of a root."""
    certain: bool
    """False where a name was enough (`x.close` on an unknown `x`)."""


@dataclass(frozen=True, slots=True)
class LoadedModule:
    """A module that the analysis has read."""

    name: str
    path: Path
    relative: str
    """POSIX path inside the distribution's location or the first-party source root."""
    is_package: bool
    distribution: str
    """Key of its distribution; empty for first-party code."""
    summary: ModuleSummary | Unreadable
    digest: str
    """BLAKE2b of the bytes that were read, so that a later stage notices a change."""


@dataclass(frozen=True, slots=True)
class Liveness:
    """What is alive."""

    executed: frozenset[str]
    """Modules whose body runs."""
    parts: Mapping[str, frozenset[int]]
    """Live parts of each executed module."""
    names: Mapping[str, frozenset[str]]
    """Names of each module that something alive asks for; decides which aliases of an import are needed."""
    whole: frozenset[str]
    """Modules of which every part and name is kept."""
    data: frozenset[str]
    """Keys of the distributions whose data files may be read at run time."""
    metadata: frozenset[str]
    """Keys of the distributions whose `dist-info` may be read at run time."""
    strings: Mapping[str, frozenset[str]]
    """Per module the strings in live code that name modules or symbols of the program (`package.module:attr`)."""
    used: Mapping[str, frozenset[str]]
    """Per distribution the dotted names that first-party code refers to, or may refer to (`possible`)."""
    stdlib: Mapping[str, frozenset[str]]
    """Per distribution (first-party: empty key) the dotted names of the standard library that live code refers to."""
    unmatched: tuple[str, ...]
    """Keep rules that match nothing."""
    witnesses: Mapping[Node, Witness]
    hazards: Mapping[str, tuple[Hazard, ...]]
    """Hazards in live code, per module."""
    possible: frozenset[str] = frozenset()
    """Of those that are used, what first-party code may have from an object that nothing is known of."""
    unread: frozenset[str] = frozenset()
    """Modules that run and could not be read, for which all is kept that they may need."""
    files: frozenset[str] = frozenset()
    """Modules whose file something may read or run by its path: what is written there is not only code."""
    texts: frozenset[str] = frozenset()
    """Those of them whose text is asked of `linecache` alone, which may have it from elsewhere."""
    loaded_here: frozenset[str] = frozenset()
    """Those of them that code of the same process may run, text for text or by a loader, and nobody else reads."""
    in_folders: frozenset[str] = frozenset()
    """Those of them that are so only since code which reads files names the folder that they are in."""
    listed: frozenset[str] = frozenset()
    """Top-level modules that code finds by listing the search path."""
    imported: frozenset[tuple[str, str]] = frozenset()
    """Keys of distributions, each with that of another one whose modules its live code imports, by whatever name."""
    escaped: frozenset[str] = frozenset()
    """Modules that are passed around as values: any attribute may be asked of them."""
    opened: frozenset[str] = frozenset()
    """Modules of which somebody may ask for all names at once, as a listing does."""
    annotated: frozenset[str] = frozenset()
    """Keys of the distributions whose annotations may be evaluated though they are text; empty for first-party code."""
    pointed: tuple[tuple[str, int, str, str], ...] = ()
    """Module and part that a hazard stands in, with a module that it asks for, or a name of that one.

    An empty name is the module itself, `*` what a star import gives.
    """
    exports: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """Per module that is asked for all that a star import gives, what that is, in the form of `pointed`."""


class Figures(NamedTuple):
    """How much is in a source file."""

    functions: int
    """`def` and `async def` nodes, nested ones included."""
    lines: int
    size: int


@dataclass(frozen=True, slots=True)
class Seconds:
    """Where the time went."""

    total: float = 0.0
    parse: float = 0.0
    summarize: float = 0.0
    link: float = 0.0
    reach: float = 0.0


class Sought(NamedTuple):
    """A file that a distribution installs outside of site-packages, and that live code may look for."""

    name: str
    """From the prefix."""
    place: str
    """Of the code: a path and a line."""
    others: int
    """How many more files of the distribution are looked for."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that is known about a project and what it uses."""

    project: Project
    environment: Environment
    modules: Mapping[str, LoadedModule]
    """Every module that was read, first-party ones included, by name."""
    liveness: Liveness
    roots: tuple[str, ...]
    """For people: where execution starts."""
    external: frozenset[str]
    """Keys of the distributions that stay ordinary dependencies (asked for, compiled, or needed by one of these)."""
    native: Mapping[str, str]
    """For each distribution of the closure: `none` where nothing in it is compiled, `required` where what is compiled
    is reached, so that it stays as it is installed, else `optional`."""
    figures: Mapping[str, Figures]
    """How much is in each module of the closure, those that nothing reaches included."""
    seconds: Seconds = field(default_factory=Seconds)
    files_read: int = 0
    lines_read: int = 0
    files_cached: int = 0
    costs: HazardCosts | None = None
    """None unless asked for."""
    compiled: Mapping[str, str] = field(default_factory=dict)
    """For each distribution whose compiled code is reached how that is known."""
    started: Mapping[str, str] = field(default_factory=dict)
    """For each other distribution that stays as installed, for what runs at start or where things lie, the reason."""
    sought: Mapping[str, Sought] = field(default_factory=dict)
    """For each distribution what live code may look for of what it installs outside of site-packages."""
    absent: frozenset[str] = frozenset()
    """Modules and packages whose import fails because the user says so."""
    python: tuple[int, int] = (3, 0)
    """The lowest version that the result has to run on."""
    platforms: frozenset[str] = frozenset()
    """`linux`, `macos`, `windows`: those that it has to run on; empty: any."""
    deferrals: tuple[Deferral, ...] = ()
    """Import statements of code whose imports are to wait, in the order of modules and lines."""
    undeclared: tuple[UndeclaredImport, ...] = ()
    """Imports of what nobody requires and is installed, which is taken for required, sorted."""
    capabilities: Capabilities = field(default_factory=Capabilities)
    """What the code can do to the world around it, before and after."""
