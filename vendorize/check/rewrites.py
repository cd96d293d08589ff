"""Compare the project's rewrites with what is installed, and with what the result has of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.model.findings import Finding
from vendorize.model.rewrite import REWRITES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.check.place import LockedResult
    from vendorize.model.rewrite import Rewrite
    from vendorize_analysis.model.environment import Environment


def rewrite_findings(place: LockedResult, environment: Environment | None) -> Iterator[Finding]:
    """Yield a finding for each rewrite that is stale, or that the result was made without.

    Raises `UserError` for one that was edited.
    """
    if not (place.root / REWRITES).is_dir():
        return
    from vendorize.rewrites import find_rewrites, uses_of  # noqa: PLC0415 - rarely needed

    found = find_rewrites(place.root)
    stale = {} if environment is None else {use.rewrite.place: use.stale for use in uses_of(found, environment)}
    for one in found:
        why = stale.get(one.place, "")
        if why:
            message = f"{one.place} is stale: {why}"
        elif not _has(place, one):
            message = f"{one.place} is new since the extraction"
        else:
            continue
        yield Finding(place.root / one.place, 1, "VZ804", one.place, message)


def _has(place: LockedResult, rewrite: Rewrite) -> bool:
    """Tell whether a written file names a rewrite; a distribution that the result does not have needs none."""
    own = [one for one in place.lock.distributions if one.key == rewrite.distribution]
    if not any(one.verdict == "extract" for one in own):
        return True
    paths = [place.result / file.path for one in own for file in one.files if file.path.endswith(".py")]
    return any(rewrite.place.encode() in path.read_bytes() for path in paths if path.is_file())
