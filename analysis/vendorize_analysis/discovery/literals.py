"""Read literal values out of Python source that is never run: `setup.py`, and modules that hold a version."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.newer import parse_any
from vendorize_analysis.reading import read_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def parse(file: Path) -> ast.Module | None:
    """Return the syntax tree; None for what is no file, or holds no Python we can read."""
    try:
        # Which interpreter the project is for is not known yet.
        return parse_any(read_bytes(file))
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def read_constants(tree: ast.Module) -> dict[str, object]:
    """Return the top-level names that are assigned one literal value."""
    found: dict[str, object] = {}
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=targets, value=value):
                names = [target.id for target in targets if isinstance(target, ast.Name)]
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                names = [name]
            case _:
                continue
        literal = evaluate(value, found)
        found.update((name, literal) for name in names if literal is not None)
    return found


def evaluate(node: ast.expr, names: Mapping[str, object]) -> object:
    """Return the value of a literal, with names and sums of such values put in; None where it is not known."""
    match node:
        case ast.Name(id=name):
            return names.get(name)
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return [value for value in (evaluate(item, names) for item in items) if value is not None]
        case ast.Dict(keys=keys, values=values):
            pairs = zip(keys, values, strict=True)
            read = [(evaluate(key, names), evaluate(value, names)) for key, value in pairs if key is not None]
            return {key: value for key, value in read if isinstance(key, str) and value is not None}
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _sum(evaluate(left, names), evaluate(right, names))
        case ast.Constant(value=str() as text):
            return text
        case _:
            return None


def is_whole(node: ast.expr, names: Mapping[str, object]) -> bool:
    """Tell whether `evaluate` leaves out nothing of a value."""
    match node:
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return all(is_whole(item, names) for item in items)
        case ast.Dict(keys=keys, values=values):
            return all(key is not None and is_whole(key, names) for key in keys) and all(
                is_whole(value, names) for value in values
            )
        case ast.BinOp(left=left, right=right):
            return evaluate(node, names) is not None and is_whole(left, names) and is_whole(right, names)
        case _:
            return evaluate(node, names) is not None


def _sum(left: object, right: object) -> object:
    if isinstance(left, str) and isinstance(right, str):
        return left + right
    if isinstance(left, list) and isinstance(right, list):
        return left + right
    return None


def read_version(file: Path, names: tuple[str, ...] = ("__version__", "VERSION", "version")) -> str:
    """Return the version that a module assigns to one of the names as a literal; empty where it does not."""
    tree = parse(file)
    constants = read_constants(tree) if tree else {}
    return next((value for name in names if isinstance(value := constants.get(name), str)), "")
