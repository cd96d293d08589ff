"""The version of vendorize, as a lock names it."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def tool_version() -> str:
    """Return the installed version; `0` where vendorize runs from its source."""
    try:
        return version("vendorize-cli")
    except PackageNotFoundError:
        return "0"
