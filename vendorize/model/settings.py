"""What the user configures, read and checked; nobody behind the door sees a table of TOML."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final, Literal, get_args

from vendorize.model.cold import Cold
from vendorize_analysis.model.options import AnalysisOptions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize.model.hoisted import Hoist
    from vendorize.model.sandbox import Wanted


@dataclass(frozen=True, slots=True)
class Mask:
    """What differs from run to run in output and messages, and does not count."""

    pattern: str
    """A regular expression."""
    replace: str
    """What stands for it, as `re.sub` has it."""


@dataclass(frozen=True, slots=True)
class VerifySettings:
    """How the project is tested."""

    command: tuple[str, ...] = ()
    """Program and arguments; empty: the tool's own choice."""
    runs: int | None = None
    """How often the whole command runs on each variant."""
    timeout: int | None = None
    """Seconds for one run."""
    network: bool = False
    """Let the tests reach the network."""
    record: str = ""
    """File for the whole record, relative to the project."""
    masks: tuple[Mask, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    """Environment variables that both variants get."""
    replay: bool = False
    """Record calls of vendored code while the tests run, and repeat them on both variants."""
    fuzz: float = 0.0
    """Seconds for calls with made-up arguments; 0: none."""
    sandbox: Wanted = ""
    """Walls of the kernel around tests and calls."""


@dataclass(frozen=True, slots=True, order=True)
class ChangeRule:
    """Which installed files may differ from what was installed."""

    file: str
    """Path as RECORD has it; `*` stands for any text in it."""
    reason: str


@dataclass(frozen=True, slots=True)
class DataRules:
    """Which files beside code a result has: patterns for paths under site-packages (`vendorize.planning.globs`)."""

    keep: tuple[str, ...] = ()
    """These stay, whatever else is said."""
    drop: tuple[str, ...] = ()
    """These go."""


@dataclass(frozen=True, slots=True, order=True)
class AcceptRule:
    """Which findings of `check` are known and wanted."""

    code: str
    about: str
    """What the finding is about; `*` stands for any text in it."""
    reason: str

    def covers(self, code: str, about: str) -> bool:
        """Tell whether a finding is one of these."""
        return self.code == code and fnmatchcase(about, self.about)


@dataclass(frozen=True, slots=True)
class Policy:
    """What a result must not have; distributions are named by their keys."""

    denied: frozenset[str] = frozenset()
    """Capabilities that no distribution may have, unless it is allowed to."""
    denied_to: tuple[tuple[str, frozenset[str]], ...] = ()
    """Further capabilities, for each distribution that must not have them."""
    allowed_to: tuple[tuple[str, frozenset[str]], ...] = ()
    """Capabilities that a distribution may have all the same."""
    licenses: tuple[str, ...] = ()
    """SPDX identifiers and other names of licences that may be in a result; empty: any."""
    distributions: frozenset[str] = frozenset()
    """Distributions that must not be in a result."""
    symbols: tuple[str, ...] = ()
    """Dotted names that vendored code must neither define nor refer to; `*` stands for any text in them."""

    def everything(self) -> frozenset[str]:
        """Return the capabilities that are denied to anybody."""
        return self.denied.union(*(names for _, names in self.denied_to))

    def broken_by(self, key: str, capabilities: Iterable[str]) -> tuple[str, ...]:
        """Return the capabilities among those of a distribution that it must not have, in their order."""
        denied = (self.denied - dict(self.allowed_to).get(key, frozenset())) | dict(self.denied_to).get(
            key, frozenset()
        )
        return tuple(name for name in capabilities if name in denied)


@dataclass(frozen=True, slots=True)
class BuildSettings:
    """How wheels and sdists are built around another build back end."""

    backend: str = ""
    """The back end that builds, as `build-backend` names one (PEP 517); empty: none is wrapped."""
    backend_path: tuple[str, ...] = ()
    """Folders of the project that the back end is imported from."""
    requires: tuple[str, ...] = ()
    """What the back end needs, as `build-system.requires` has it."""
    environment: str = ""
    """Interpreter or virtual environment, seen from the project; empty: what the front end has installed."""


@dataclass(frozen=True, slots=True)
class AssistSettings:
    """The language model that proposes rewrites."""

    enabled: bool = False
    model: str = ""
    base_url: str = ""
    """Empty: that of the library."""
    api: str = ""
    """`chat` or `responses`; empty: `chat`."""
    stream: bool = False
    """Ask for answers in pieces."""
    first_party: bool = False
    """Send first-party code that uses the function, too."""
    attempts: int | None = None
    """Most proposals for one function."""
    tokens: int | None = None
    """Most tokens of one call of the command."""
    seconds: float = 0.0
    """Most time for questions; 0: the tool's own choice."""
    price: float = 0.0
    """Money for a million tokens."""
    money: float = 0.0
    """Most money; 0: no limit."""


StripKind = Literal["comments", "typing", "docstrings"]
"""Text of vendored modules: comments, empty lines and texts that are statements; what a type checker alone reads; and
docstrings of modules, classes and functions, whose `__doc__` is then None, as under `python -OO`."""
STRIP_KINDS: Final[tuple[StripKind, ...]] = get_args(StripKind)
STRIP_NOTHING: Final = "none"
"""What stands for no kind at all, in place of those of the configuration: on the command line, and in a lock."""
Stripped = frozenset[StripKind]


@dataclass(frozen=True, slots=True)
class Strip:
    """What was said about text that does not run; distributions are named by their keys."""

    kinds: Stripped = frozenset()
    of_distributions: tuple[tuple[str, Stripped], ...] = ()
    """For single distributions."""

    def of(self, key: str) -> Stripped:
        """Return what goes from a distribution."""
        return dict(self.of_distributions).get(key, self.kinds)

    @property
    def any(self) -> bool:
        """Whether something goes from some distribution."""
        return bool(self.kinds or any(kinds for _, kinds in self.of_distributions))


@dataclass(frozen=True, slots=True)
class Settings:
    """The configuration of a project; what it does not say has its default."""

    namespace: str = ""
    """Private package of the package layout; empty: `_vendor` in the project's own package."""
    layout: str = "package"
    analysis: AnalysisOptions = field(default_factory=AnalysisOptions)
    """What is told to the analysis; names of distributions and extras are normalised."""
    verify: VerifySettings = field(default_factory=VerifySettings)
    verbatim: tuple[str, ...] = ()
    """First-party files that keep their text, because programs read it: paths in the project, `*` for any text."""
    changed: tuple[ChangeRule, ...] = ()
    """Changes of installed files that are wanted; others stop an extraction."""
    accept: tuple[AcceptRule, ...] = ()
    """Findings of `check` that do not count."""
    policy: Policy = field(default_factory=Policy)
    build: BuildSettings = field(default_factory=BuildSettings)
    assist: AssistSettings = field(default_factory=AssistSettings)
    data: DataRules = DataRules()
    bytecode: int | None = None
    """Level of optimisation of the compiled modules of a result; None: it has none."""
    fast_start: bool = False
    """Regular expressions come compiled."""
    strip_debug: bool = False
    """Compiled code in a result has no debugging information."""
    strip: Strip = field(default_factory=Strip)
    """Text that does not run goes from vendored modules."""
    hoist: Hoist = ""
    """Which modules of a result share a scope."""
    cold: Cold = field(default_factory=Cold)
    """What becomes of live functions that are not known to run."""
    traces: tuple[str, ...] = ()
    """Files that `vendorize trace` has written, seen from the project: what they name is hot."""
