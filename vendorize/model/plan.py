"""What will happen to each distribution and module, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from vendorize.model.bytecode import Bytecode
    from vendorize.model.cold import ColdPolicy, DeniedModule, Unread
    from vendorize.model.hoisted import Hoist
    from vendorize.model.settings import Stripped
    from vendorize_analysis.model.deferral import Deferral
    from vendorize_analysis.model.summary import ModuleSummary, Part

NAMELESS: Final = "the program"
"""What a result calls its program where that has no name."""


@dataclass(frozen=True, slots=True)
class ModulePlan:
    """One module of the result."""

    name: str
    """Original dotted name."""
    path: Path
    """File to read."""
    digest: str
    """BLAKE2b-128 hex digest of the bytes that were analysed."""
    relative: str
    """POSIX path under the original import root (`requests/api.py`)."""
    is_package: bool
    distribution: str
    """Key of the distribution; empty for first-party code."""
    summary: ModuleSummary | None
    """None: copied byte for byte, never parsed (unreadable source)."""
    keep: frozenset[int] | None
    """Indexes of the parts that stay; None: all of them."""
    names: frozenset[str] | None
    """Names that imports at module level must still bind; other aliases go. None: all of them."""
    removed: tuple[str, ...]
    """Module-level names that are bound no more; asking for one raises an error that names it."""
    removed_members: tuple[tuple[int, tuple[str, ...]], ...]
    """The same for kept classes: index of the class part, members that went, with what these were (`size:property`)."""
    exports: tuple[str, ...] | None
    """The new literal `__all__`; None: leave it alone."""
    removed_modules: tuple[str, ...] = ()
    """Of a package: last names of the modules directly in it that the result does not have."""
    dropped_files: tuple[str, ...] = ()
    """Regular expressions for data files of the distribution that went by a rule; opening one says so."""
    by_path: bool = False
    """Its file may be read, or run by its path: no line of ours says in it where it is from."""
    by_text: bool = False
    """As `by_path`, where `inspect` alone asks for the text, which may come from elsewhere."""
    by_loader: bool = False
    """As `by_path`, where all that happens is that this process runs what is in the file."""
    cold: frozenset[int] = frozenset()
    """Indexes of the function parts whose bodies leave the module, where their form and `by_path` allow it."""
    deferrals: tuple[Deferral, ...] = ()
    """Its imports, where they are to wait for the first use of what they bind if nobody can tell."""
    cold_whole: bool = False
    """All of it leaves its file, where that can stand for it."""

    def kept_parts(self) -> tuple[Part, ...]:
        """Return the parts that stay; none where the text is not known."""
        parts = self.summary.parts if self.summary is not None else ()
        return parts if self.keep is None else tuple(part for part in parts if part.index in self.keep)

    @property
    def stays(self) -> bool:
        """Tell whether its file has to have its text: who reads it there, or runs it apart, would get another one."""
        return self.by_path and not (self.by_text or self.by_loader)

    def functions_stay(self, policy: ColdPolicy) -> bool:
        """Tell whether its functions stay: with its file, or for text that is asked for (of no denied module)."""
        return self.stays or (self.by_text and policy == "deny")

    @property
    def is_program(self) -> bool:
        """Tell whether it has a part for `__main__`: somebody may start it by its path."""
        parts = self.summary.parts if self.summary is not None else ()
        return any(part.kind == "block" and part.name == "__main__" for part in parts)


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file that is copied as it is."""

    path: Path
    relative: str
    distribution: str


@dataclass(frozen=True, slots=True)
class DroppedFile:
    """A file that the result could have, and goes."""

    relative: str
    """POSIX path under site-packages, or from the prefix."""
    kind: str
    """Name of the rule (`vendorize.planning.file_kinds`)."""
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True, order=True)
class BundledCopy:
    """A copy of another distribution that one brings along, as it says itself."""

    name: str
    key: str
    """Normalised name (PEP 503)."""
    version: str
    folder: str
    """POSIX path in the location of the distribution that has it."""
    tops: tuple[str, ...]
    """What in the folder may be of it: files and folders, sorted."""

    def has(self, relative: str) -> bool:
        """Tell whether a file may be of the copy."""
        inner = relative.removeprefix(f"{self.folder}/")
        return inner != relative and inner.partition("/")[0] in self.tops


class RewrittenFunction(NamedTuple):
    """A function in a vendored module that a language model wrote."""

    module: str
    name: str
    model: str
    place: str
    """POSIX path in the project of what it wrote; its evidence is beside it."""
    lines: tuple[int, int] = (0, 0)
    """First and last line of it in the vendored file; not known before that is made."""


@dataclass(frozen=True, slots=True)
class DistributionPlan:
    """One distribution of the closure."""

    name: str
    key: str
    version: str
    verdict: Literal["extract", "external", "unused"]
    why: str
    location: Path
    info: str
    """Relative POSIX path of its metadata folder."""
    files: tuple[str, ...]
    licenses: tuple[str, ...]
    license_files: tuple[str, ...]
    requires: tuple[str, ...]
    modules: tuple[ModulePlan, ...]
    data: tuple[DataFile, ...]
    metadata: bool
    """Its metadata folder must travel along, because something alive may read it."""
    starts: bool = False
    """Python acts on its `.pth` files when it starts."""
    programs: tuple[Path, ...] = ()
    """Compiled programs that it installs beside the interpreter."""
    outside: tuple[tuple[str, Path], ...] = ()
    """Its other files that lie outside `location`, each with its path from the prefix."""
    short_names: frozenset[str] = frozenset()
    """Second names of its modules: those in folders that its code puts on `sys.path`."""
    rewritten: tuple[RewrittenFunction, ...] = ()
    """Functions that a language model wrote."""
    dropped: tuple[DroppedFile, ...] = ()
    """What goes since nobody reads it when the program runs, or since the user says so; sorted by path."""
    loaded: tuple[tuple[str, str], ...] = ()
    """Shared libraries that stay, each with the reason; nothing is said of those that stay as installed."""
    cold: ColdPolicy = "drop"
    denied: tuple[DeniedModule, ...] = ()
    whole: bool = False
    """It would stay as installed, and does but for its cold code: all that it has is in the result, in its place."""
    copies: tuple[BundledCopy, ...] = ()
    strip: Stripped = frozenset()
    level: frozenset[str] = frozenset()  # Its modules of which nothing but their own level runs, as traces say.

    @property
    def stays(self) -> bool:
        """Tell whether all of it is there that is installed, cold code in another form."""
        return self.verdict == "external" or self.whole


@dataclass(frozen=True, slots=True)
class Plan:
    """All decisions; what follows only carries them out."""

    project_name: str
    project_root: Path
    namespace: str
    """Dotted name of the private package (`app._vendor`), for layouts that move names."""
    layout: str
    """Name of the layout (`vendorize.layouts`)."""
    first_party: tuple[ModulePlan, ...]
    first_party_data: tuple[DataFile, ...]
    project_info: Path | None
    """The project's own `dist-info` folder, when it is installed."""
    distributions: tuple[DistributionPlan, ...]
    """Sorted by key; all verdicts."""
    strings: tuple[tuple[str, frozenset[str]], ...]
    """Per module the string constants that name modules or symbols of the program. They are never rewritten."""
    first_party_gone: frozenset[Path] = frozenset()
    """Files of the project's modules that nothing reached, where first-party code is cut too."""
    gone: tuple[tuple[str, str], ...] = ()
    """Outermost modules that went without a package around them, with their distributions; known when carried out."""
    asking: frozenset[str] = frozenset()
    """Top-level names of what stays as installed and may ask for one of those by a computed name."""
    unread: Unread | None = None
    """Text that nobody reads there; known when carried out."""
    absent: frozenset[str] = frozenset()
    """Modules and packages whose import fails in the result, whatever is installed beside it."""
    standard: frozenset[str] = frozenset()
    """Top-level names of the standard library of the analysed interpreter, before which no installed module comes."""
    bytecode: Bytecode | None = None
    """None: the result has sources alone."""
    objcopy: Path | None = None
    """The program that takes debugging information out of compiled code; None: it stays."""
    prepares: Path | None = None
    """The interpreter that compiles regular expressions for a fast start; None: nobody does."""
    marks_kinds: bool = False
    """The interpreter is CPython, in which generators and coroutines can be cold."""
    external_beside: bool = False
    """Where one file is the form of the result, what stays as it is installed may lie in a folder beside it."""
    hoist: Hoist = ""
    """Which modules share the scope of another one."""
    signatures: bool = False
    """Code asks for what `@overload` marks: that stays, whatever is stripped."""
    hoisted: Mapping[str, str] | None = None
    """For the overlay of a result: the modules that do so there, each with the one whose scope it has."""

    def starts(self) -> bool:
        """Tell whether a distribution that stays has `.pth` files on which Python acts when it starts."""
        return any(one.starts and one.verdict == "external" for one in self.distributions)

    def drops(self) -> bool:
        """Tell whether a module speaks for data files that a rule has dropped."""
        return any(module.dropped_files for one in self.distributions for module in one.modules)

    def moved(self) -> frozenset[str]:
        """Return the top-level import names of the extracted distributions."""
        return frozenset(
            module.name.partition(".")[0]
            for distribution in self.distributions
            if distribution.verdict == "extract"
            for module in distribution.modules
        )
