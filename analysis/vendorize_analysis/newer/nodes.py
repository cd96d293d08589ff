"""Classes of syntax trees that Pythons after ours have, as `ast` of the newest one describes them.

Where our own `ast` has one of them, that is the one. Source: "Abstract grammar", documentation of `ast`; PEP 695 and
696 (type parameters), PEP 750 (template strings), PEP 810 (lazy imports).
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


def _lazy(known: type[ast.stmt]) -> type[ast.stmt]:
    """Return the class of a lazy import: that of any where it has the field, else one below it with the same name."""
    fields = known._fields if "is_lazy" in known._fields else (*known._fields, "is_lazy")
    return known if fields == known._fields else type(known.__name__, (known,), {"_fields": fields})


_LAZY: Final = {ast.Import: _lazy(ast.Import), ast.ImportFrom: _lazy(ast.ImportFrom)}


def as_lazy(node: ast.Import | ast.ImportFrom) -> ast.stmt:
    """Return the statement that a lazy import is, at the same place; no plain import equals it."""
    made = _LAZY[type(node)]()
    vars(made).update(vars(node), is_lazy=1)
    return made


def as_plain(node: ast.Import | ast.ImportFrom) -> ast.Import | ast.ImportFrom:
    """Return the ordinary import that a lazy one stands for, at the same place; the statement itself if it is none."""
    if not getattr(node, "is_lazy", 0):
        return node
    if isinstance(node, ast.Import):
        return ast.copy_location(ast.Import(node.names), node)
    return ast.copy_location(ast.ImportFrom(node.module, node.names, node.level), node)


def with_field(node: ast.AST, name: str, value: object) -> None:
    """Set a field of a node, which may be one that our own `ast` does not give to nodes of its class."""
    setattr(node, name, value)
    if name not in node._fields:
        vars(node)["_fields"] = (*node._fields, name)
