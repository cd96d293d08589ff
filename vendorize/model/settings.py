"""What the user configures, read and checked; nobody behind the door sees a table of TOML."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from vendorize.model.plan import Layout
    from vendorize_analysis.model.options import Native, Precision

Granularity = Literal["member", "symbol", "module", "distribution"]
Platform = Literal["linux", "macos", "windows"]


@dataclass(frozen=True, slots=True, order=True)
class KeepRule:
    """A symbol that stays although nothing alive is seen to reach it."""

    symbol: str
    """Dotted name; `*` stands for any part of one."""
    reason: str
    """What `why` shows."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What the result must not hold."""

    licenses: tuple[str, ...] = ()
    """SPDX identifiers that are allowed; none: all of them."""
    deny_capabilities: tuple[str, ...] = ()


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
    """How often the whole command runs on each side."""
    timeout: int | None = None
    """Seconds for one run."""
    network: bool = False
    """Let the tests reach the network."""
    record: str = ""
    """File for the whole record, relative to the project."""
    masks: tuple[Mask, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    """Environment variables that both sides get."""
    replay: bool = False
    """Record calls of vendored code while the tests run, and repeat them on both sides."""
    fuzz: float = 0.0
    """Seconds for calls with made-up arguments; 0: none."""


@dataclass(frozen=True, slots=True)
class AssistSettings:
    """The language model that may propose smaller code."""

    enabled: bool = False
    model: str = ""
    base_url: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """The configuration of a project; what it does not say has its default."""

    namespace: str = ""
    """Private package of the package layout; empty: `_vendor` in the project's own package."""
    layout: Layout = "package"
    granularity: Granularity = "member"
    precision: Precision = "names"
    external: tuple[str, ...] = ()
    """Normalised names of the distributions that stay ordinary dependencies."""
    roots: tuple[str, ...] = ()
    """Where execution starts; empty: entry points and all first-party code."""
    extras: tuple[str, ...] = ()
    """Normalised names of the project's extras that it is to have."""
    absent: tuple[str, ...] = ()
    """Modules whose import shall fail."""
    prune_first_party: bool = False
    python: str = ""
    """Version specifier; empty: what the project requires."""
    platforms: tuple[Platform, ...] = ()
    """Empty: all of them."""
    keep: tuple[KeepRule, ...] = ()
    distributions: tuple[tuple[str, Granularity], ...] = ()
    """Granularity of single distributions, by normalised name, sorted."""
    native: Native = "keep"
    """What becomes of compiled modules that are reached."""
    natives: tuple[tuple[str, Native], ...] = ()
    """The same for single distributions, by normalised name, sorted."""
    policy: Policy = field(default_factory=Policy)
    verify: VerifySettings = field(default_factory=VerifySettings)
    assist: AssistSettings = field(default_factory=AssistSettings)
