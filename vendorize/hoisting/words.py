"""Which identifiers a syntax tree has."""

from __future__ import annotations

import ast
import builtins
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LOADERS = frozenset({"__import__", "find_spec", "import_module", "resolve_name", "run_module", "run_path"})
BUILTINS = frozenset(dir(builtins))


def bound_at(node: ast.AST) -> str:
    """Return the name that a definition, or one name of an import, binds; empty for other nodes."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.alias(name=name, asname=asname):
            return asname or name.partition(".")[0]
        case _:
            return ""


def identifiers(tree: ast.AST) -> frozenset[str]:
    """Return the names that are read or bound in some scope below a node."""
    return frozenset(_identifiers(tree))


def words(tree: ast.AST) -> frozenset[str]:
    """Return all identifiers below a node, those of attributes and imported names included."""
    return frozenset(_words(tree))


def _words(tree: ast.AST) -> Iterator[str]:
    yield from _identifiers(tree)
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
                yield name
            case ast.alias(name=name):
                yield from name.split(".")
            case ast.ImportFrom(module=str(name)):
                yield from name.split(".")
            case _:
                pass


def _identifiers(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.arg(arg=name) | ast.ExceptHandler(name=str(name)):
                yield name
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.alias():
                yield bound_at(node)
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                yield name
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                yield from names
            case _:
                pass


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def free_names(node: ast.AST, inner: frozenset[str] = frozenset()) -> Iterator[tuple[str, ast.Name]]:
    """Yield the names that are read below a node, but for those that functions around have of their own."""
    if isinstance(node, _FUNCTIONS):
        own = {one.arg for one in ast.walk(node) if isinstance(one, ast.arg)}
        inner = inner | own | {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and _is_stored(one)}
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in inner:
        yield node.id, node
    for one in ast.iter_child_nodes(node):
        yield from free_names(one, inner)


def _is_stored(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def bound_in_classes(tree: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """Yield the import statements in class bodies, which make attributes that anybody may ask the class for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            waiting: list[ast.AST] = [*node.body]
            while waiting:
                one = waiting.pop()
                if isinstance(one, ast.Import | ast.ImportFrom):
                    yield one
                elif not isinstance(one, (*_FUNCTIONS, ast.ClassDef)):
                    waiting += ast.iter_child_nodes(one)
