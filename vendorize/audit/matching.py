"""Which releases a record is about, as the schema's own algorithm evaluates it; in doubt, a release is affected."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from packaging.version import InvalidVersion, Version

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize.model.advisory import Advisory, AffectedPackage, VersionRange

_ZERO = "0"
_MOST_LETTERS = 200
"""Of a version: Python itself refuses to read longer numbers."""


class ReleaseMatch(NamedTuple):
    """What the records of an advisory say about one installed release."""

    fixed: str
    """The first release after it that is not affected; empty where none is named."""
    doubt: str
    """Why it was not possible to compare; empty where it was."""


def match_release(advisory: Advisory, key: str, version: str) -> ReleaseMatch | None:
    """Return what an advisory says about a release of a distribution; None where the release is not affected."""
    found = [match for one in advisory.affected if one.key == key and (match := _match(one, version)) is not None]
    if not found:
        return None
    fixes = sorted((one.fixed for one in found if one.fixed), key=_order)
    # Several entries that match: only the release that is after all of them has none of what they say.
    return ReleaseMatch(fixes[-1] if fixes else "", next((one.doubt for one in found if one.doubt), ""))


def matching_packages(advisory: Advisory, key: str, version: str) -> list[AffectedPackage]:
    """Return the entries of an advisory that a release of a distribution is affected by."""
    return [one for one in advisory.affected if one.key == key and _match(one, version) is not None]


def is_affected(advisory: Advisory, key: str, version: str) -> bool:
    """Tell whether a release of a distribution has the weakness, or may have it."""
    return match_release(advisory, key, version) is not None


def parsed(version: str) -> Version | None:
    """Return a version without its local part, for records speak of public ones; None for what is none (PEP 440)."""
    if len(version) > _MOST_LETTERS:
        return None
    try:
        return Version(Version(version).public)
    except InvalidVersion:
        return None


def _match(package: AffectedPackage, version: str) -> ReleaseMatch | None:
    release = parsed(version)
    comparable = [one for one in package.ranges if one.kind != "GIT"]
    fixed = _first_fix(comparable, release)
    if _is_listed(package.versions, version, release):
        return ReleaseMatch(fixed, "")
    answers = [_in_range(one, release) for one in comparable]
    if any(answers):
        return ReleaseMatch(fixed, "")
    if None in answers:
        return ReleaseMatch(fixed, f"the version {version!r}, or one in the record, cannot be compared")
    if not comparable and not package.versions:
        only = "only commits" if package.ranges else "no version"
        return ReleaseMatch("", f"the record names {only}")
    return None


def _is_listed(versions: Iterable[str], version: str, release: Version | None) -> bool:
    return any(one == version or (release is not None and parsed(one) == release) for one in versions)


def _in_range(one: VersionRange, release: Version | None) -> bool | None:
    """Evaluate the events in their order; None where a version cannot be compared, and where nothing is introduced."""
    if release is None or not any(kind == "introduced" for kind, _ in one.events):
        return None
    events = []
    for kind, text in one.events:
        at = None if text == _ZERO else parsed(text)
        if at is None and text not in {_ZERO, "*"}:
            return None
        events.append((at, kind))
    limits = [at for at, kind in events if kind == "limit" and at is not None]
    if limits and all(release >= at for at in limits):
        return False
    affected = False
    for at, kind in sorted(events, key=lambda event: (event[0] is not None, event[0] or release, event[1])):
        if kind == "introduced" and (at is None or release >= at):
            affected = True
        elif (kind == "fixed" and at is not None and release >= at) or (
            kind == "last_affected" and at is not None and release > at
        ):
            affected = False
    return affected


def _first_fix(ranges: Iterable[VersionRange], release: Version | None) -> str:
    """Return the lowest `fixed` above a release in the ranges that it lies in."""
    if release is None:
        return ""
    fixes = [
        text
        for one in ranges
        if _in_range(one, release)
        for kind, text in one.events
        if kind == "fixed" and (at := parsed(text)) is not None and at > release
    ]
    return min(fixes, key=_order, default="")


def _order(version: str) -> Version:
    return parsed(version) or Version(_ZERO)
