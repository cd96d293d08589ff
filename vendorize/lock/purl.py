"""Name a distribution as a package URL (github.com/package-url/purl-spec, type `pypi`)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from vendorize.model.lock import LockedDistribution


def purl_of(one: LockedDistribution) -> str:
    """Return the package URL of a distribution of the index."""
    return f"pkg:pypi/{one.key}@{quote(one.version, safe='')}" if one.version else f"pkg:pypi/{one.key}"
