"""One function, class body, comprehension or part while it is walked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendorize_analysis.model.summary import Chain, ImportRef


class Scope:
    """Names read and bound in one scope; mutable, never leaves the walk."""

    __slots__ = ("bound", "declared", "imported", "is_class", "loads", "owner", "rebound")

    def __init__(self, *, is_class: bool = False, owner: str = "") -> None:
        self.loads: dict[Chain, int] = {}
        self.bound: set[str] = set()
        self.declared: set[str] = set()
        """Names declared `global`."""
        self.imported: dict[str, list[ImportRef]] = {}
        """Names bound by imports."""
        self.rebound: set[str] = set()
        """Names bound by something else than an import or a parameter list."""
        self.is_class = is_class
        self.owner = owner
        """First parameter of a method of a class part; empty elsewhere."""

    def bind(self, name: str) -> None:
        """Note that a name gets a value."""
        self.bound.add(name)
        self.rebound.add(name)
