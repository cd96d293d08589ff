"""Compare the first-party code with what was analysed."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from vendorize.check.place import digest_in
from vendorize.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.check.place import LockedResult
    from vendorize.check.references import WrittenTexts
    from vendorize_analysis.model.project import Project


def input_findings(place: LockedResult, project: Project, references: WrittenTexts) -> Iterator[Finding]:
    """Yield a finding for each first-party module that is changed, gone or new.

    In a project that was changed in place, a module shall be as it was written there. A folder that `--out` has written
    holds results only, and they are compared as such.
    """
    if not place.is_apart and place.is_whole:
        return
    expected = dict(_expected(place))
    for path, sha256 in sorted(expected.items()):
        found = digest_in(place.root, path)
        if not found:
            yield Finding(
                place.lock_file,
                place.locked_at(path, "path" if not place.is_apart else "source"),
                "VZ804",
                path,
                f"{path} is gone",
            )
        elif found != sha256:
            line = 1 if place.is_apart else references.first_difference(path, place.root / path)
            yield Finding(place.root / path, line, "VZ804", path, f"{path} has changed since the extraction")
    for path in sorted(_modules(place, project) - expected.keys()):
        yield Finding(place.root / path, 1, "VZ804", path, f"{path} is new since the extraction")


def _expected(place: LockedResult) -> Iterator[tuple[str, str]]:
    project = place.lock.project
    code = place.first_party() - place.metadata()
    for file in project.files:
        if file.path in code:
            yield (file.source, file.source_sha256) if place.is_apart else (file.path, file.sha256)
    for file in project.inputs:
        yield file.source, file.source_sha256


def _modules(place: LockedResult, project: Project) -> set[str]:
    """Return the paths of the first-party modules that are there now, but for those that a build has made."""
    home = f"{place.lock.home}/"
    known = {file.path for file in place.lock.written()} | {"setup.py"}
    inside = (module.path for module in project.modules if module.path.is_relative_to(place.root))
    found = {path.relative_to(place.root).as_posix() for path in inside}
    if place.is_apart:
        made = [file.path for file in place.lock.project.files if not file.source]
        return found - {"setup.py"} - {str(PurePosixPath(root) / path) for root in project.inner_roots for path in made}
    return {path for path in found if not path.startswith(home) and path not in known}
