"""What modules of the standard library load by themselves."""

from __future__ import annotations

from functools import cache

from vendorize_analysis.tables.data import written


@cache
def implied_modules(module: str) -> tuple[str, ...]:
    """Return the top-level packages, not of the standard library, that a module of it loads by itself."""
    implied = written("loads.toml")["implied"]
    found: set[str] = set()
    while module:
        found.update(implied.get(module, "").split())
        module = module.rpartition(".")[0]
    return tuple(sorted(found))
