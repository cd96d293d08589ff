"""Classes of syntax trees that Pythons after ours have, as `ast` of the newest one describes them.

Where our own `ast` has one of them, that is the one. Source: "Abstract grammar", documentation of `ast`; PEP 695 and
696 (type parameters), PEP 750 (template strings).
"""

from __future__ import annotations

import ast
from typing import Final

_PLACE: Final = ("lineno", "col_offset", "end_lineno", "end_col_offset")


def _node(name: str, base: type[ast.AST], *fields: str) -> type[ast.AST]:
    known: type[ast.AST] | None = getattr(ast, name, None)
    members = {"_fields": fields, "_attributes": _PLACE, "__module__": __name__}
    return known if known is not None else type(name, (base,), members)


TypeAlias: Final = _node("TypeAlias", ast.stmt, "name", "type_params", "value")
TypeVar: Final = _node("TypeVar", ast.AST, "name", "bound", "default_value")
ParamSpec: Final = _node("ParamSpec", ast.AST, "name", "default_value")
TypeVarTuple: Final = _node("TypeVarTuple", ast.AST, "name", "default_value")
TemplateStr: Final = _node("TemplateStr", ast.expr, "values")
Interpolation: Final = _node("Interpolation", ast.expr, "value", "str", "conversion", "format_spec")


def with_field(node: ast.AST, name: str, value: object) -> None:
    """Set a field of a node, which may be one that our own `ast` does not give to nodes of its class."""
    setattr(node, name, value)
    if name not in node._fields:
        vars(node)["_fields"] = (*node._fields, name)
