"""One scope of a program: a module, a class body, a function or a lambda."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from vendorize_analysis.callgraph.ir.operations import FIRST

if TYPE_CHECKING:
    import ast

    from vendorize_analysis.callgraph.ir.operations import Operation

ScopeKind = Literal["module", "class", "function"]


class Parameters(NamedTuple):
    """What a function takes."""

    positional: tuple[str, ...] = ()
    only_positional: int = 0
    rest: str = ""
    keyword_only: tuple[str, ...] = ()
    keywords: str = ""


class CodeScope:
    """One scope; its operations are found when somebody asks for them first."""

    __slots__ = (
        "cells",
        "children",
        "entries",
        "globals",
        "inner",
        "is_generator",
        "kind",
        "line",
        "locals",
        "module",
        "name",
        "node",
        "number",
        "operations",
        "parameters",
        "parent",
        "stars",
        "variables",
    )

    def __init__(self, kind: ScopeKind, name: str, node: ast.AST, parent: CodeScope | None) -> None:
        self.kind = kind
        self.name = name
        """Dotted, with its module."""
        self.node = node
        self.parent = parent
        self.number = -1
        """Among all scopes of the program."""
        self.module: str = parent.module if parent else name
        self.line = getattr(node, "lineno", 1)
        self.operations: list[Operation] | None = None
        self.variables = FIRST
        self.cells: dict[str, int] = {}
        """For each local name the variable that other scopes see."""
        self.locals: frozenset[str] = frozenset()
        self.inner: frozenset[str] = frozenset()
        """Names bound by comprehensions only."""
        self.globals: frozenset[str] = frozenset()
        self.entries: dict[str, int] = {}
        """For each parameter the variable that gets its argument."""
        self.children: list[CodeScope] = []
        self.parameters = Parameters()
        self.is_generator = False
        self.stars: list[str] = []
