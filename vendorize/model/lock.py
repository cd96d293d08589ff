"""What `vendorize.lock` says: what a result was made from, and what was written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Decision = Literal["extract", "external", "unused"]
LOCK_NAME = "vendorize.lock"
"""Name of the file: beside the code of a result, as `uv.lock` is beside that of a project."""

SBOM_NAME = "sboms/vendorize.cdx.json"
"""Where a wheel has its bill of materials, below `dist-info` (PEP 770)."""


def lock_name(script: str) -> str:
    """Return the name of the lock in a project that is changed in place, or of a script's (several share a folder)."""
    return f"{script}.{LOCK_NAME}" if script else LOCK_NAME


@dataclass(frozen=True, slots=True, order=True)
class Artefact:
    """What a distribution was installed from, as far as anything says it."""

    told_by: str
    """`uv.lock`, `pylock.toml`, a requirements file, `direct_url.json`; `RECORD` where nothing else does."""
    name: str = ""
    """File name of the wheel or sdist."""
    url: str = ""
    """Without credentials; empty for what lay on a disk."""
    hashes: tuple[str, ...] = ()
    """As `sha256:…`, sorted: those of the artefact, or of all that are allowed where nothing tells which it was."""
    revision: str = ""
    """Commit, for what came from version control."""


@dataclass(frozen=True, slots=True, order=True)
class LockedFile:
    """One written file, and the file that it is made from."""

    path: str
    """POSIX path in the result."""
    sha256: str
    """In hexadecimal, as all of them."""
    source: str = ""
    """POSIX path inside the distribution's location, or in the project for first-party code; empty: made by us."""
    source_sha256: str = ""
    extracted_sha256: str = ""
    """Of what was extracted, where the project has patches for it; else empty."""
    cold: str = ""
    """What happens when cold code of it is used (`load`, `warn`, `deny`); empty where it has none."""
    cold_functions: tuple[str, ...] = ()
    """The cold ones as `qualified.name:line`, with their first lines; none of a module that is cold as a whole."""

    @property
    def is_cold(self) -> bool:
        """Tell whether all of it is cold: the file itself only loads it, or says that it is denied."""
        return bool(self.cold) and not self.cold_functions


@dataclass(frozen=True, slots=True, order=True)
class LockedLicence:
    """A module that says itself that it has another licence."""

    source: str
    """POSIX path inside the distribution's location."""
    license: str


@dataclass(frozen=True, slots=True, order=True)
class LockedCopy:
    """A copy of another distribution of which something was written."""

    name: str
    version: str
    folder: str
    """POSIX path inside the location of the distribution that has it."""


@dataclass(frozen=True, slots=True, order=True)
class LockedPatch:
    """A patch of the project that was applied."""

    path: str
    """POSIX path in the project."""
    sha256: str


@dataclass(frozen=True, slots=True, order=True)
class LockedCapability:
    """Something that the code of a distribution can do, and the first place where it does."""

    name: str
    source: str = ""
    """POSIX path inside the distribution's location; empty where only what is installed has it."""
    symbol: str = ""
    """The function, class or module that the code stands in."""
    uses: str = ""
    """What it names: `subprocess.run`."""


@dataclass(frozen=True, slots=True)
class LockedDistribution:
    """One distribution of the closure."""

    name: str
    key: str
    version: str
    verdict: Decision
    licenses: tuple[str, ...]
    license_files: tuple[str, ...]
    """POSIX paths in the result."""
    requires: tuple[str, ...]
    """Keys of the distributions of the closure that it needs."""
    artefact: Artefact
    contents: str
    """SHA-256 over the paths and hashes of its RECORD, what installers add aside; empty where there is no RECORD."""
    files: tuple[LockedFile, ...]
    """Sorted by path."""
    file_licenses: tuple[LockedLicence, ...] = ()
    """Sorted by path; those that differ from what the metadata states."""
    patches: tuple[LockedPatch, ...] = ()
    """In the order in which they were applied."""
    capabilities: tuple[LockedCapability, ...] | None = None
    """In the order of capabilities; None where the lock was written before they were known."""
    copies: tuple[LockedCopy, ...] = ()
    """Sorted."""
    requires_python: str = ""
    """A version specifier; empty where it says nothing."""
    stripped: tuple[str, ...] = ()
    """Text that does not run, and went from its modules; sorted."""


@dataclass(frozen=True, slots=True, order=True)
class Undeclared:
    """An import of an installed distribution that nobody requires."""

    path: str
    """POSIX path in the project; of third-party code, in its distribution's location."""
    line: int
    module: str
    distribution: str
    """Key of what is imported."""
    importer: str
    """Key of the importer's distribution; empty for first-party code."""


@dataclass(frozen=True, slots=True, order=True)
class ChangedFile:
    """An installed file that is not what its RECORD says."""

    distribution: str
    path: str
    """POSIX path as in RECORD."""
    reason: str = ""
    """Why the configuration allows it; empty: it does not."""


@dataclass(frozen=True, slots=True)
class LockedProject:
    """What the result was made for."""

    name: str
    requires: tuple[str, ...]
    """Requirements of the project before extraction."""
    requires_after: tuple[str, ...]
    """Those that are left in the result."""
    files: tuple[LockedFile, ...]
    """First-party code, edited metadata, and what is ours (support code, notices); if complete, all that is left."""
    inputs: tuple[LockedFile, ...] = ()
    """First-party modules and traces that were read and are not written; `path` is empty."""
    version: str = ""
    """Of what was written, in a complete lock; there people go on changing it else."""
    licenses: tuple[str, ...] = ()
    """What the project states for its own code, in a complete lock."""


@dataclass(frozen=True, slots=True)
class Lock:
    """The whole record; every tuple is sorted."""

    tool: str
    """Version of vendorize."""
    layout: str
    home: str
    """POSIX folder of the vendored code in the result; `.` for the whole of it."""
    python: str
    """Version of the analysed interpreter, `3.11`."""
    platform: str
    """Its `sys.platform`."""
    configuration: str
    """SHA-256 of what the configuration says about the result."""
    options: tuple[str, ...]
    """What the command line added, as `option=value`."""
    project: LockedProject
    distributions: tuple[LockedDistribution, ...]
    unused_rules: tuple[str, ...] = ()
    """Keep rules that match nothing."""
    undeclared: tuple[Undeclared, ...] = ()
    changed: tuple[ChangedFile, ...] = ()
    """Installed files that differ from their RECORD, by a rule."""
    settings: tuple[str, ...] = ()
    """The same, as `key=value`, sorted: to say what differs."""
    complete: bool = False
    """Every file of the result is listed; not of a project changed in place, whose data people go on editing."""

    def written(self) -> tuple[LockedFile, ...]:
        """Return all written files, sorted by path."""
        of_distributions = (file for one in self.distributions for file in one.files)
        return tuple(sorted((*self.project.files, *of_distributions)))
