"""Compare the project's patches with those that were applied, and patched files with what those explain."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from vendorize.check.place import digest_in
from vendorize.model.findings import Finding
from vendorize.model.patch import PATCHES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.check.place import LockedResult
    from vendorize.model.lock import LockedDistribution
    from vendorize.model.patch import Patch


def patch_findings(place: LockedResult) -> Iterator[Finding]:
    """Yield a finding for each patch that is new, changed or gone, and for each file that patches do not explain.

    Raises `UserError` for a patch that is none.
    """
    has_folder = (place.root / PATCHES).is_dir()
    if not has_folder and not any(one.patches or _patched(one) for one in place.lock.distributions):
        return
    from vendorize.patching import find_patches  # noqa: PLC0415 - rarely needed

    present = find_patches(place.root)
    # What `--out` has written may be all that there is.
    alone = not place.is_apart and place.is_whole and not has_folder
    for one in place.lock.distributions:
        patches = present.get(one.key, ())
        found = [] if alone else list(_compared(place, one, patches))
        yield from found
        if not found and not alone:
            yield from _unexplained(place, one, patches)


def _compared(place: LockedResult, one: LockedDistribution, patches: tuple[Patch, ...]) -> Iterator[Finding]:
    now = {patch.name: sha256(patch.content).hexdigest() for patch in patches} if one.verdict != "unused" else {}
    then = {patch.path: patch.sha256 for patch in one.patches}
    for path in sorted(now.keys() | then.keys()):
        if path not in now:
            line = place.locked_at(path, "path")
            yield Finding(place.lock_file, line, "VZ804", path, f"{path} is gone, and the result has it")
        elif path not in then:
            yield Finding(place.root / path, 1, "VZ804", path, f"{path} is new since the extraction")
        elif now[path] != then[path]:
            yield Finding(place.root / path, 1, "VZ804", path, f"{path} has changed since the extraction")


def _unexplained(place: LockedResult, one: LockedDistribution, patches: tuple[Patch, ...]) -> Iterator[Finding]:
    """Yield a finding for each file that is as the lock says, and not what patches make of what was extracted."""
    from vendorize.patching import DoesNotFit, taken_back  # noqa: PLC0415 - rarely needed

    for file in one.files:
        if not file.extracted_sha256 or digest_in(place.result, file.path) != file.sha256:
            continue
        path = place.result / file.path
        try:
            before = sha256(taken_back(patches, file.source, path.read_bytes())).hexdigest()
        except DoesNotFit:
            before = ""
        if before != file.extracted_sha256:
            at = place.locked_at(file.path, "path")
            message = f"{file.path} is not what patches make of the extracted code ({place.lock_file.name}:{at})"
            yield Finding(path, 1, "VZ801", file.path, message)


def _patched(one: LockedDistribution) -> bool:
    return any(file.extracted_sha256 for file in one.files)
