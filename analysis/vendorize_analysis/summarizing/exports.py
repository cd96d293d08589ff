"""What a module exports to `from module import *`."""

from __future__ import annotations

import ast


def exports_of(tree: ast.Module) -> tuple[tuple[str, ...] | None, bool]:
    """Give the literal `__all__` (None without one), and whether more than literals make it."""
    names: list[str] | None = None
    is_open = False
    for node in ast.walk(tree) if _mentions_all(tree) else ():
        match node:
            case (
                ast.Assign(targets=[*_, ast.Name(id="__all__")], value=value)
                | ast.AnnAssign(target=ast.Name(id="__all__"), value=ast.expr() as value)
            ):
                found = literal_names(value)
                is_open |= found is None or len(getattr(node, "targets", [None])) > 1
                names = [*(names or []), *(found or [])]
            case ast.AugAssign(target=ast.Name(id="__all__"), op=ast.Add(), value=value):
                found = literal_names(value)
                is_open |= found is None
                names = [*(names or []), *(found or [])]
            case ast.Call(func=ast.Attribute(value=ast.Name(id="__all__"), attr=method), args=[value]):
                found = literal_names(value) if method == "extend" else literal_names(ast.List([value]))
                is_open |= found is None or method not in {"extend", "append"}
                names = [*(names or []), *(found or [])]
            case _:
                pass
    return (None if names is None else tuple(dict.fromkeys(names))), is_open


def _mentions_all(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.Name) and node.id == "__all__"
        for statement in tree.body
        if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        for node in ast.walk(statement)
    )


def literal_names(node: ast.expr) -> list[str] | None:
    """Give the names in a literal list or tuple of strings, None for anything else."""
    if not isinstance(node, (ast.List, ast.Tuple)):
        return None
    names = [item.value for item in node.elts if isinstance(item, ast.Constant) and isinstance(item.value, str)]
    return names if len(names) == len(node.elts) else None
