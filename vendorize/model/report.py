"""What the commands answer: plain figures and texts, ready to be shown in any form."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from vendorize.model.advice import Usage
from vendorize_analysis.model.analysis import Seconds

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.cold import ColdCode
    from vendorize.model.hoisted import Hoisted
    from vendorize.model.mechanism import Mechanism
    from vendorize.model.outlined import OutlinedModule


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are, and how many stay."""

    total: int = 0
    kept: int = 0

    @property
    def percent(self) -> float:
        """Return the kept share in percent; of nothing, all of it is kept."""
        return 100.0 * self.kept / self.total if self.total else 100.0


@dataclass(frozen=True, slots=True)
class Before:
    """A figure of the distributions as they are installed, and the same after extraction."""

    total: int = 0
    after: int = 0

    @property
    def percent(self) -> float:
        """Return the share that remains, in percent."""
        return 100.0 * self.after / self.total if self.total else 100.0


@dataclass(frozen=True, slots=True)
class CapabilityChange:
    """How much of the third-party code has a capability."""

    capability: str
    distributions: Before
    modules: Before


@dataclass(frozen=True, slots=True, order=True)
class Cost:
    """What is kept of the extracted distributions because of something alone."""

    parts: int = 0
    functions: int = 0
    bytes: int = 0
    """Of source, and of data files that nobody else reads."""


@dataclass(frozen=True, slots=True, order=True)
class ReportedHazard:
    """A hazard in live code, with its place."""

    path: str
    """POSIX path inside the distribution's location."""
    line: int
    """0 where a whole file is meant."""
    code: str
    message: str
    cost: Cost | None = field(default=None, compare=False)
    """Without the hazards of this code on this line; None unless asked for."""

    @property
    def place(self) -> str:
        """Return the file, and the line where there is one."""
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, slots=True, order=True)
class AbsentImport:
    """A live import of a module that is declared absent."""

    name: str
    path: str
    line: int
    caught: bool
    """It stands in a `try`, an `if` or a function; False: the module that does it cannot be imported."""


@dataclass(frozen=True, slots=True)
class DistributionReport:
    """One distribution of the closure; fields as in the JSON of `analyze`."""

    name: str
    version: str
    direct: bool
    required_by: tuple[str, ...]
    verdict: Literal["extract", "external", "unused"]
    why: str
    licenses: tuple[str, ...]
    native: str  # `none`, `optional` or `required`
    modules: Counts
    functions: Counts  # `def` and `async def` nodes, nested ones included
    lines: Counts
    bytes: Counts  # of the `.py` files
    used_symbols: tuple[str, ...]
    """Those that first-party code refers to, as `requests.get`."""
    capabilities: tuple[str, ...] = ()
    """Of its code that stays, in the order of capabilities."""
    capabilities_before: tuple[str, ...] = ()  # of all its code as it is installed
    hazards: tuple[ReportedHazard, ...] = ()
    hazard_costs: tuple[tuple[str, Cost], ...] | None = None
    """For each code, without all its hazards in this distribution; None unless asked for."""
    kept: tuple[str, ...] | None = None
    """Kept symbols as `module:qualified.name`; None unless asked for."""
    symbol_capabilities: tuple[tuple[str, tuple[str, ...]], ...] | None = None
    """Kept symbols that can do something by what they name, anywhere, each with what; None unless asked for."""
    dropped: tuple[tuple[str, int], ...] = ()
    """Kinds of files beside code that go, each with its bytes, sorted."""
    usage: Usage = field(default_factory=Usage)
    cold: int = 0  # of the kept functions; where a form has no stub, `extract` leaves them hot


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the closure, before and after."""

    distributions: Before
    modules: Before
    functions: Before
    lines: Before
    bytes: Before
    """Of every file that the distributions install."""


@dataclass(frozen=True, slots=True)
class Report:
    """The answer of `analyze`; the distributions are sorted by normalised name."""

    project: str
    root: Path
    python: str
    """Version of the analysed interpreter, `3.11.7`."""
    distributions: tuple[DistributionReport, ...]
    totals: Totals
    roots: tuple[str, ...]
    capabilities: tuple[CapabilityChange, ...] = ()
    """What the third-party code can do, in the order of capabilities; those that are gone included."""
    own_capabilities: tuple[str, ...] = ()
    hazards: tuple[ReportedHazard, ...] = ()
    """Hazards in the first-party code itself; paths start from the project's root."""
    vendored: tuple[str, ...] = ()
    """Folders of it that hold copies of distributions, as POSIX paths from the root."""
    hazard_costs: tuple[tuple[str, Cost], ...] | None = None
    """For each code, without all its hazards anywhere; None unless asked for."""
    mechanisms: tuple[Mechanism, ...] | None = None
    """Most bytes first; None unless asked for."""
    missing: tuple[str, ...] = ()
    """Requirements of the closure that are not installed."""
    absent: tuple[AbsentImport, ...] = ()
    """Imports that fail because the user says so."""
    layout: str = ""
    taken_as: str = ""
    """What was taken for the project: the file that declares it, or what kind of code it is. Both may be empty."""
    seconds: Seconds = field(default_factory=Seconds)
    files_read: int = 0
    lines_read: int = 0
    files_cached: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One link of a witness path."""

    symbol: str
    """The symbol that is reached, as `module.qualified.name`."""
    path: str
    """File and line of the reference that reaches it; empty for a root that stands nowhere in source."""
    line: int
    kind: str
    """Kind of the edge, as in `Witness.kind`."""
    certain: bool
    """False where a name was enough."""
    text: str = ""
    """The line of source, without its indentation."""
    detail: str = ""
    """The name that made the edge, or the reason of a root or keep rule."""

    def moved(self, copy: Path, own: Path) -> Step:
        """Return it with a file of the project itself, where a copy of that was analysed."""
        return replace(self, path=self.path.replace(str(copy), str(own)))


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer of `why`."""

    symbol: str
    kept: bool
    steps: tuple[Step, ...]
    """The shortest path, from a root to the symbol; with `every` also see `edges`."""
    edges: tuple[Step, ...] = ()
    """Every edge into the symbol; `Step.symbol` is where the edge comes from."""
    reason: str = ""
    nearest: tuple[Step, ...] = ()
    """References to what is not kept; all of them stand in code that is not kept either."""
    calls: tuple[Step, ...] | None = None
    """The way by calls, certain ones as far as there are any; None unless it was asked for."""


@dataclass(frozen=True, slots=True)
class ExtractedDistribution:
    """What became of one distribution."""

    name: str
    version: str
    verdict: Literal["extract", "external", "unused"]
    why: str
    modules: Before
    functions: Before
    bytes: Before
    capabilities: tuple[str, ...] = ()
    capabilities_before: tuple[str, ...] = ()
    dropped: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """The answer of `extract`."""

    out: Path
    layout: str
    distributions: tuple[ExtractedDistribution, ...]
    totals: Totals
    files: tuple[str, ...]
    """Relative POSIX paths of what was written, or would be with `dry_run`."""
    capabilities: tuple[CapabilityChange, ...] = ()
    warnings: tuple[str, ...] = ()
    dry_run: bool = False
    in_place: bool = False
    diff: str = ""
    modules: tuple[OutlinedModule, ...] = ()
    cold: tuple[ColdCode, ...] = ()
    hoisted: tuple[Hoisted, ...] = ()
    stripped: int = 0
