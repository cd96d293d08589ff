"""What modules of the standard library load by themselves."""

from __future__ import annotations

from functools import cache

from vendorize_analysis.model.names import with_packages
from vendorize_analysis.tables.data import written


@cache
def implied_modules(module: str) -> tuple[str, ...]:
    """Return the top-level packages, not of the standard library, that a module of it loads by itself."""
    implied = written("loads.toml")["implied"]
    return tuple(sorted({top for name in with_packages(module) for top in implied.get(name, "").split()}))
