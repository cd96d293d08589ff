"""What modules of the standard library load by themselves, and what they can do to the world around a program."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from vendorize_analysis.tables.data import written

if TYPE_CHECKING:
    from collections.abc import Iterator


@cache
def implied_modules(module: str) -> tuple[str, ...]:
    """Return the top-level packages, not of the standard library, that a module of it loads by itself."""
    implied = written("loads.toml")["implied"]
    return tuple(sorted({name for head in _heads(module) for name in implied.get(head, "").split()}))


@cache
def capabilities(dotted: str) -> tuple[str, ...]:
    """Return the capability classes of a module or function: its own and those of what it is part of, sorted."""
    table = _classes()
    plain = dotted.removeprefix("builtins.")
    return tuple(sorted({name for head in _heads(plain) for name in table.get(head, ())}))


@cache
def _classes() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for capability, entry in written("capabilities.toml").items():
        for name in entry["names"].split():
            found[name] = (*found.get(name, ()), capability)
    return found


def _heads(dotted: str) -> Iterator[str]:
    """Yield a dotted name and all its beginnings."""
    while dotted:
        yield dotted
        dotted = dotted.rpartition(".")[0]
