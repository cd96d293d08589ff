"""Compare the installed release with others on disk, to derive what an advisory is about that names no symbols."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from packaging.version import Version

from vendorize.audit.artefacts import ReleaseFiles, artefacts_of, held, read_artefact, unconditional
from vendorize.audit.deriving import Derived, derive_symbols
from vendorize.audit.matching import is_affected, parsed
from vendorize_analysis.model.names import is_in_folder
from vendorize_analysis.reading import read_bytes

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from vendorize.audit.artefacts import ArtefactFile
    from vendorize.model.advisory import Advisory
    from vendorize_analysis.model.environment import Distribution


class ReleaseComparison(NamedTuple):
    """What differs between the installed release and a mended one."""

    derived: Derived
    against: str
    """The file name of the mended one."""
    likely: frozenset[str] = frozenset()
    """Of the symbols those that differ between the last affected release and the mended one, too, annotations aside.

    The mend is most likely among them, and not for certain: code may have moved between the releases before it.
    """
    last: str = ""
    """The file name of the last affected one; empty where there is none but the installed one."""


@dataclass
class OtherReleases:
    """The releases of a distribution in a folder."""

    found: Distribution
    folder: Path
    written: Collection[str]
    """Paths of the distribution that the result has."""
    _read: dict[Path, ReleaseFiles] = field(default_factory=dict)
    _derived: dict[tuple[Path | None, Path], Derived] = field(default_factory=dict)

    def compare(self, advisory: Advisory) -> ReleaseComparison | None:
        """Compare with the first later release that an advisory is not about; None where there is none.

        Raises `UserError` for an archive that cannot be read or trusted.
        """
        release = parsed(self.found.version)
        last: ArtefactFile | None = None
        for one in artefacts_of(self.folder, self.found.key):
            if release is None or Version(one.version.public) <= release:
                continue
            if not is_affected(advisory, self.found.key, str(one.version)):
                return self._compared(last, one)
            # Of one release the first artefact is the best one.
            last = one if last is None or one.version > last.version else last
        return None

    def _compared(self, last: ArtefactFile | None, mended: ArtefactFile) -> ReleaseComparison:
        derived = self._difference(None, mended)
        if last is None:
            return ReleaseComparison(derived, mended.path.name)
        likely = frozenset(self._difference(last, mended).symbols) & frozenset(derived.symbols)
        return ReleaseComparison(derived, mended.path.name, likely, last.path.name)

    def _difference(self, before: ArtefactFile | None, after: ArtefactFile) -> Derived:
        """Return what differs from the installed release, or from another one."""
        key = (before.path if before else None, after.path)
        if key not in self._derived:
            files = self._files(before) if before else self._installed
            self._derived[key] = derive_symbols(files, self._files(after), self.written, typed=before is None)
        return self._derived[key]

    def _files(self, artefact: ArtefactFile) -> ReleaseFiles:
        if artefact.path not in self._read:
            tops = frozenset(one.partition("/")[0].removesuffix(".py") for one in self.found.files)
            self._read[artefact.path] = read_artefact(artefact, tops)
        return self._read[artefact.path]

    @cached_property
    def _installed(self) -> ReleaseFiles:
        """The files of the installed release, which may be compared with those of several."""
        found = self.found
        paths = (one for one in found.files if not is_in_folder(one, found.info))
        files = {one: held(one, read_bytes(found.location / one)) for one in paths}
        return ReleaseFiles(f"{found.name} {found.version}", files, unconditional(iter(found.requirements)))
