"""Name a distribution as a package URL (github.com/package-url/purl-spec, type `pypi`)."""

from __future__ import annotations

from urllib.parse import quote


def purl_of(key: str, version: str) -> str:
    """Return the package URL of a distribution of the index, by its normalised name; the version may be empty."""
    return f"pkg:pypi/{key}@{quote(version, safe='')}" if version else f"pkg:pypi/{key}"
