"""What the analysis can be told."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from pathlib import Path

Precision = Literal["names", "values"]
Granularity = Literal["member", "symbol", "module", "distribution"]
"""The smallest thing that may go."""
Native = Literal["keep", "pure"]
"""What becomes of compiled modules that are reached."""
Platform = Literal["linux", "macos", "windows"]


@dataclass(frozen=True, slots=True, order=True)
class KeepRule:
    """What stays whatever the analysis finds; the one type for it, from the configuration to the search."""

    symbol: str
    """Dotted name of a module, of a name in one, or of a class member; `*` stands for any text in it."""
    reason: str
    """What `why` shows."""


@dataclass(frozen=True, slots=True, order=True)
class Replaced:
    """A module file of a distribution for which another one stands in."""

    distribution: str
    """Key."""
    relative: str
    """POSIX path inside the distribution's location."""
    folder: Path
    """Where the other one has that path."""


@dataclass(frozen=True, slots=True)
class AnalysisOptions:
    """Settings of one analysis.

    The command line and the configuration each give one of these; `combine` makes of them the one that is carried out.
    """

    python: Path | None = None
    """Interpreter whose environment is analysed; None: the project's, else the running one."""
    search_path: tuple[Path, ...] = ()
    copied_from: Path | None = None
    """The folder that an installed project says it is in, where a copy of it is analysed."""
    roots: tuple[str, ...] = ()
    """More roots: `package.module`, `package.module:name`, a file or a folder."""
    external: frozenset[str] = frozenset()
    """Keys of distributions that stay ordinary dependencies."""
    whole_names: bool = False
    """What shares a top-level name (a namespace package) with a distribution that stays external stays too: a name
    cannot move in part."""
    on_path: bool = True
    """What stays lies under its names in a folder on the search path, where code that looks along that finds it, and
    compiled modules can stay where they are while code around them is cut."""
    absent: frozenset[str] = frozenset()
    """Modules and packages whose import shall fail."""
    keep: tuple[KeepRule, ...] = ()
    granularity: Granularity = "member"
    granularities: tuple[tuple[str, Granularity], ...] = ()
    """The same for single distributions, by key."""
    prune_first_party: bool = False
    """First-party code is cut as installed code is: only what its entry points and the roots lead to stays."""
    native: Native = "keep"
    """`keep`: compiled modules that are reached stay; `pure`: readable ones take their place where that works."""
    natives: tuple[tuple[str, Native], ...] = ()
    """The same for single distributions, by key."""
    defer_imports: bool = False
    """Find the imports of kept code that may wait for the first use of what they bind."""
    deferring: tuple[tuple[str, bool], ...] = ()
    """The same for single distributions, by key."""
    own_sources: bool = False
    """The project's own sources are what is changed: they are for people, and their imports stay where they stand."""
    requires_python: str = ""
    """Version specifier that folds version tests; empty: the project's own."""
    platforms: frozenset[Platform] = frozenset()
    """Empty: all three, or any where the interpreter runs on another."""
    replaced: tuple[Replaced, ...] = ()
    """Modules that are read from elsewhere."""
    extras: frozenset[str] = frozenset()
    """Names of the project's extras whose requirements count as its own."""
    joined: frozenset[str] = frozenset()
    """Keys of distributions that count as required, declared or not: an earlier analysis found them used."""
    listed: frozenset[str] | None = None
    """Top-level modules that the program finds by listing the search path. What installed code lists beyond that, when
    the tests are roots too, are the tools of the tests. None: all that is listed counts."""
    with_tests: bool = False
    """The project's tests, and every installed distribution that is not needed at run time, are roots too."""
    precision: Precision | None = None
    """`names`: a member stays where its name is mentioned; `values`: where a value may lead to it, too. None: not said
    here, which comes to `names` in the end."""
    values_within: float = 0.0
    """Seconds for following values; where it takes longer, names decide. 0: as long as it takes."""
    hazard_costs: bool = False
    """Find out what is kept because of each hazard alone."""
    cache_dir: Path | None = None
    """Folder of the cache; None: the platform's own."""
    cache_fallback: Path | None = None
    """Folder of a second cache, which is only read."""
    use_cache: bool = True
    without: frozenset[str] = frozenset()
    """Rules that keep less (names from `model.rules`) that shall not be used."""
    jobs: int = 1
    """Processes to use, our own included; 0: as many as there are processors."""


def defers(options: AnalysisOptions, key: str, project: str = "") -> bool:
    """Tell whether imports of a distribution, or of a project's own code with an empty key, may wait."""
    if not key and options.own_sources:
        return False
    return dict(options.deferring).get(key or project, options.defer_imports)


def combine(configured: AnalysisOptions, asked: AnalysisOptions) -> AnalysisOptions:
    """Return the options of one call: what is asked for adds to configured collections, and replaces other values.

    An option that has its default value in `asked` was not asked for, and is as configured.
    """
    return AnalysisOptions(
        **{
            field.name: _chosen(field.default, getattr(configured, field.name), getattr(asked, field.name))
            for field in fields(AnalysisOptions)
        }
    )


def _chosen(default: Any, configured: Any, asked: Any) -> Any:  # noqa: ANN401 (values of any option)
    if isinstance(default, tuple):
        return (*configured, *asked)
    if isinstance(default, frozenset):
        return configured | asked
    return configured if asked == default else asked
