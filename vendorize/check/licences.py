"""Tell whose code is in a result without the text of its licence, or with one that is not allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.check.place import line_of
from vendorize.model.findings import Finding
from vendorize.model.licenses import is_allowed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.check.place import LockedResult
    from vendorize.model.lock import LockedDistribution
    from vendorize.model.settings import Policy

_MADE = (".dist-info/METADATA", ".dist-info/RECORD", ".dist-info/INSTALLER")


def licence_findings(place: LockedResult) -> Iterator[Finding]:
    """Yield a finding for each distribution of which something was written and no licence text is there."""
    for one in place.lock.distributions:
        has_content = any(not file.path.endswith(_MADE) for file in one.files)
        if has_content and not any((place.result / path).is_file() for path in one.license_files):
            named = ", ".join(one.licenses) or "no licence is stated"
            message = f"{one.name} {one.version} ({named}) is in the result without a licence text"
            yield Finding(place.lock_file, place.locked_at(one.key, "key"), "VZ805", one.key, message)


def policy_findings(place: LockedResult, policy: Policy) -> Iterator[Finding]:
    """Yield a finding for each distribution that must not be in the result, by its name or its licence."""
    for one in place.lock.distributions:
        if one.verdict == "unused":
            continue
        line = place.locked_at(one.key, "key")
        if one.key in policy.distributions:
            message = f"{one.name} {one.version} is in the result, which the policy denies"
            yield Finding(place.lock_file, line, "VZ811", one.key, message)
        wrong = [each for each in one.licenses if not is_allowed(each, policy.licenses)] if policy.licenses else []
        if policy.licenses and (wrong or not one.licenses):
            named = ", ".join(wrong) or "no licence is stated"
            message = f"{one.name} {one.version} has a licence that the policy does not allow: {named}"
            yield Finding(place.lock_file, line, "VZ810", one.key, message)
        if policy.licenses:
            yield from _file_findings(place, one, policy)


def _file_findings(place: LockedResult, one: LockedDistribution, policy: Policy) -> Iterator[Finding]:
    """Yield a finding for each file that says itself that it has a licence which is not allowed."""
    written = {file.source: file.path for file in one.files if file.source}
    for each in one.file_licenses:
        if not is_allowed(each.license, policy.licenses):
            path = written.get(each.source, each.source)
            file = place.result / path if each.source in written else place.lock_file
            line = line_of(file, each.license)
            message = f"{path} of {one.name} {one.version} has a licence that the policy does not allow: {each.license}"
            yield Finding(file, line, "VZ810", f"{one.key}:{path}", message)
