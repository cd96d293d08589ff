"""Bases that are not read: which attributes are theirs, and which a class of the program has given itself."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.model.names import is_special
from vendorize_analysis.tables import stdlib

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.ir.scopes import CodeScope


class ExternalBases:
    """Tells the attributes of the program's classes from those of the standard library."""

    def __init__(self) -> None:
        self._assigned: dict[int, frozenset[str]] = {}

    def may_have(self, base: str, name: str, scopes: list[CodeScope]) -> bool:
        """Tell whether a base may be what an attribute is from.

        It is not if one of the classes assigns the attribute or annotates it, and the base is known and has no such.
        Of special names a base has a constructor, unless it is one of the standard library: what that does is known.
        """
        if is_special(name):
            return name == "__init__" and not _is_standard(base)
        members = stdlib.members_of(base)
        if members is None or name in members:
            return True
        return not any(name in self._assigned_by(scope) for scope in scopes)

    def _assigned_by(self, scope: CodeScope) -> frozenset[str]:
        if scope.number not in self._assigned:
            self._assigned[scope.number] = frozenset(_assigned(scope.node))
        return self._assigned[scope.number]


def _is_standard(base: str) -> bool:
    top = base.partition(".")[0]
    return top == "<builtin>" or stdlib.is_standard_module(top) or stdlib.is_standard_class(base)


def _assigned(node: ast.AST) -> set[str]:
    found = {
        each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute) and isinstance(each.ctx, ast.Store)
    }
    for statement in getattr(node, "body", ()):
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            found.add(statement.target.id)
    return found
