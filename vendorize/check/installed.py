"""Compare what is installed with what was installed when the result was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.lock import changed_files, contents_digest, recorded_hashes
from vendorize.model.findings import Finding
from vendorize.storage import digest_of_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vendorize.check.place import LockedResult
    from vendorize.model.lock import LockedDistribution
    from vendorize_analysis.model.environment import Distribution, Environment


class Installation:
    """The distributions of a lock, and what is installed of them now."""

    def __init__(self, place: LockedResult, environment: Environment | None) -> None:
        self._place = place
        self._installed = {found.key: found for found in environment.distributions} if environment else None
        self._allowed = {(one.distribution, one.path) for one in place.lock.changed}
        self.compared = 0
        self.notes: list[str] = []

    def findings(self) -> Iterator[Finding]:
        """Yield a finding for each distribution of another version or other contents, and for each changed file.

        One that is not installed gives a note: with its code in the project, nobody has to install it.
        """
        if self._installed is None:
            self.notes.append("what is installed was not compared")
            return
        for locked in self._place.lock.distributions:
            installed = self._installed.get(locked.key)
            if installed is None:
                self.notes.append(f"{locked.name} {locked.version} is not installed here: it was not compared")
                continue
            self.compared += 1
            if installed.version != locked.version:
                message = f"{locked.name} {installed.version} is installed; the result was made from {locked.version}"
                yield self._at_lock(locked, message)
            else:
                yield from self._same_version(locked, installed)

    def _same_version(self, locked: LockedDistribution, installed: Distribution) -> Iterator[Finding]:
        hashes = recorded_hashes(installed)
        if contents_digest(installed, hashes) != locked.contents:
            yield self._at_lock(locked, f"{locked.name} {locked.version} was installed anew, with other contents")
            return
        sources = {file.source: file.source_sha256 for file in locked.files if file.source}
        looked_at = {path for path in hashes if path.endswith(".py")} | sources.keys()
        for path in changed_files(installed, looked_at, hashes):
            if (locked.key, path) not in self._allowed:
                message = f"{path} of {locked.name} is not what RECORD says"
                yield Finding(installed.location / path, 1, "VZ806", path, message)
        yield from self._unrecorded(locked, installed, sources, hashes)

    def _unrecorded(
        self,
        locked: LockedDistribution,
        installed: Distribution,
        sources: Mapping[str, str],
        hashes: Mapping[str, object],
    ) -> Iterator[Finding]:
        """Compare the files whose change RECORD does not show, or that may differ from it."""
        for path, sha256 in sorted(sources.items()):
            if hashes.get(path) is None or (locked.key, path) in self._allowed:
                file = installed.location / path
                if not file.is_file() or digest_of_path(file)[0].hex() != sha256:
                    yield Finding(file, 1, "VZ804", path, f"{path} of {locked.name} has changed since the extraction")

    def _at_lock(self, locked: LockedDistribution, message: str) -> Finding:
        return Finding(self._place.lock_file, self._place.locked_at(locked.key, "key"), "VZ804", locked.key, message)
