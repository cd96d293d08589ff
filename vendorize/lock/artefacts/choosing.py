"""Tell which of the artefacts that a lock file allows was installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.tags import parse_tag
from packaging.utils import InvalidWheelFilename, parse_wheel_filename

from vendorize.model.lock import Artefact
from vendorize_analysis.environment.texts import read_text

if TYPE_CHECKING:
    from packaging.tags import Tag

    from vendorize.lock.artefacts.candidates import Candidates, Offered
    from vendorize_analysis.model.environment import Distribution


def choose(candidates: Candidates, distribution: Distribution, direct: Artefact | None) -> Artefact | None:
    """Return the artefact that was installed; None where the installer names one that the file does not allow.

    It is the wheel whose tags the installed WHEEL file has; where no wheel has them it was built from the sdist. Where
    only hashes are known, all of them are given.
    """
    if direct is not None:
        same = [one for one in candidates.offered if _is_same(one, direct)]
        return _artefact(same[0], candidates) if same else None
    tags = _installed_tags(distribution)
    wheels = [one for one in candidates.offered if tags and _tags(one.name) == tags]
    sources = [one for one in candidates.offered if one.name and not one.name.endswith(".whl")]
    found = wheels or (sources if tags else [])
    if len(found) == 1:
        return _artefact(found[0], candidates)
    hashes = tuple(one for offered in found or candidates.offered for one in offered.hashes)
    return Artefact(candidates.told_by, hashes=hashes)


def _is_same(one: Offered, direct: Artefact) -> bool:
    if direct.revision:
        return one.revision == direct.revision
    return bool(set(one.hashes) & set(direct.hashes))


def _artefact(one: Offered, candidates: Candidates) -> Artefact:
    return Artefact(candidates.told_by, one.name, one.url, one.hashes, one.revision)


def _installed_tags(distribution: Distribution) -> frozenset[Tag]:
    """Return the tags of the installed wheel (binary distribution format, `WHEEL`); none where nothing says them."""
    info = distribution.metadata
    text = read_text(info / "WHEEL") if info is not None and info.is_dir() else ""
    lines = (line.partition(":") for line in text.splitlines())
    values = [value.strip() for name, _, value in lines if name.strip().lower() == "tag"]
    return frozenset(tag for value in values if value.count("-") == 2 for tag in parse_tag(value))  # noqa: PLR2004 - python, abi, platform


def _tags(name: str) -> frozenset[Tag] | None:
    try:
        return frozenset(parse_wheel_filename(name)[3])
    except InvalidWheelFilename:
        return None
