"""One function, class body, comprehension or part while it is walked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import ast

    from vendorize_analysis.model.hazards.attributes import ComputedAttribute
    from vendorize_analysis.model.hazards.modules import ComputedImport
    from vendorize_analysis.model.summary import Chain, ImportRef


_NOTHING: Final[frozenset[str]] = frozenset()


class Scope:
    """Names read and bound in one scope; mutable, never leaves the walk."""

    __slots__ = (
        "asked",
        "bound",
        "elsewhere",
        "given",
        "imported",
        "is_class",
        "is_comprehension",
        "loads",
        "namespaces",
        "owner",
        "rebound",
        "revealed",
        "sources",
        "tested",
        "texts",
        "values",
    )

    def __init__(self, *, owner: str = "", is_class: bool = False, is_comprehension: bool = False) -> None:
        self.loads: dict[Chain, int] = {}
        self.bound: set[str] = set()
        self.elsewhere: dict[str, bool] = {}
        """Names declared `global` (True) or `nonlocal` (False)."""
        self.imported: dict[str, list[ImportRef]] = {}
        """Names bound by imports."""
        self.rebound: set[str] = set()
        """Names bound by something else than one import or one parameter."""
        self.given: frozenset[str] = _NOTHING
        """Parameters."""
        self.values: dict[str, list[ast.Call | ast.Subscript]] | None = None
        """Calls, and subscripts of `sys.modules`, whose results plain assignments give to a name; none where it is
        bound in another way too."""
        self.namespaces: dict[str, ast.Attribute] | None = None
        """Variables that hold the globals of a frame or function, with the place."""
        self.revealed: set[str] | None = None
        """Those that are asked for a name that is not literal."""
        self.texts: dict[str, list[ast.expr]] | None = None
        """What assignments give variables, where that is put together from texts."""
        self.asked: list[tuple[str, ComputedAttribute | ComputedImport]] | None = None
        """Variables by which attributes or modules are asked for, each with the hazard if nothing is known."""
        self.sources: list[ast.Call] | None = None
        """Calls of variables that are called as what gives the text of a module."""
        self.tested: dict[str, int] | None = None
        """Names that are tested, for their truth or for None, with the first line."""
        self.owner = owner
        """First parameter of a method of a class part; empty elsewhere."""
        self.is_class = is_class
        self.is_comprehension = is_comprehension

    def bind(self, name: str) -> None:
        """Note that a name gets a value."""
        self.bound.add(name)
        self.rebound.add(name)
        if self.values and name in self.values:
            self.values[name].clear()

    def assign(self, name: str, value: ast.Call | ast.Subscript) -> None:
        """Note that a plain assignment gives a name a value."""
        if self.values is None:
            self.values = {}
        if name not in self.rebound:
            self.values[name] = [value]
        elif self.values.get(name):
            self.values[name].append(value)
        self.bound.add(name)
        self.rebound.add(name)
