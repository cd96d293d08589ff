"""Tell whose code is in a result without the text of its licence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.check.place import LockedResult

_MADE = (".dist-info/METADATA", ".dist-info/RECORD", ".dist-info/INSTALLER")


def licence_findings(place: LockedResult) -> Iterator[Finding]:
    """Yield a finding for each distribution of which something was written and no licence text is there."""
    for one in place.lock.distributions:
        has_content = any(not file.path.endswith(_MADE) for file in one.files)
        if has_content and not any((place.result / path).is_file() for path in one.license_files):
            named = ", ".join(one.licenses) or "no licence is stated"
            message = f"{one.name} {one.version} ({named}) is in the result without a licence text"
            yield Finding(place.lock_file, place.locked_at(one.key, "key"), "VZ805", one.key, message)
