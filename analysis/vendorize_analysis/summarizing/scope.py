"""One function, class body, comprehension or part while it is walked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendorize_analysis.model.summary import Chain, ImportRef


class Scope:
    """Names read and bound in one scope; mutable, never leaves the walk."""

    __slots__ = ("bound", "elsewhere", "imported", "is_class", "is_comprehension", "loads", "owner", "rebound")

    def __init__(self, *, owner: str = "", is_class: bool = False, is_comprehension: bool = False) -> None:
        self.loads: dict[Chain, int] = {}
        self.bound: set[str] = set()
        self.elsewhere: dict[str, bool] = {}
        """Names declared `global` (True) or `nonlocal` (False)."""
        self.imported: dict[str, list[ImportRef]] = {}
        """Names bound by imports."""
        self.rebound: set[str] = set()
        """Names bound by something else than one import or one parameter."""
        self.owner = owner
        """First parameter of a method of a class part; empty elsewhere."""
        self.is_class = is_class
        self.is_comprehension = is_comprehension

    def bind(self, name: str) -> None:
        """Note that a name gets a value."""
        self.bound.add(name)
        self.rebound.add(name)
