"""Which names a scope of a module binds; pure, and used on both variants: by the guard and by who makes its tables."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
BLOCKS = ("body", "orelse", "handlers", "finalbody")
_INNER = (*BLOCKS, "cases")
_SILENT = frozenset({"ctx", "op", "ops", "type_comment", "conversion", "is_async", "simple", "kind"})
"""Fields that hold operators, contexts and flags: there is nothing in them, and most nodes are such."""


class _NodeFields(dict):  # type: ignore[type-arg]  # Python 3.8 has no other
    """Knows the fields of every class of node that may hold nodes which name or bind something."""

    def __missing__(self, kind: type) -> tuple[str, ...]:
        fields = self[kind] = tuple(name for name in getattr(kind, "_fields", ()) if name not in _SILENT)
        return fields


FIELDS = _NodeFields()


def children(node: ast.AST) -> list[ast.AST]:
    """Return the nodes directly below a node, but for operators and contexts."""
    found: list[ast.AST] = []
    for field in FIELDS[node.__class__]:
        value = getattr(node, field, None)
        if isinstance(value, list):
            found += [one for one in value if isinstance(one, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


def bound(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the names that statements bind in the scope that they stand in."""
    return {name for node in own_nodes(nodes) for name in _binds(node)}


def own_nodes(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield the nodes of one scope: definitions themselves, but nothing inside them."""
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, FUNCTIONS):
            waiting += [*node.decorator_list, *defaults(node.args)]
        elif isinstance(node, ast.ClassDef):
            waiting += [*node.decorator_list, *node.bases, *node.keywords]
        elif isinstance(node, ast.Lambda):
            waiting += defaults(node.args)
        elif isinstance(node, COMPREHENSIONS):
            waiting += _in_comprehension(node)
        elif not (isinstance(node, ast.AnnAssign) and node.value is None):
            waiting += children(node)


def own_statements(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield the statements of one scope, handlers and cases with them: definitions, but nothing inside them."""
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            for field in _INNER:
                waiting += getattr(node, field, ())


def defaults(arguments: ast.arguments) -> list[ast.expr]:
    """Return the default values of parameters: they belong to the scope around."""
    return [*arguments.defaults, *(value for value in arguments.kw_defaults if value is not None)]


def parameters(arguments: ast.arguments) -> set[str]:
    """Return the names of all parameters."""
    found = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    found += [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
    return {one.arg for one in found}


def global_names(tree: ast.Module) -> set[str]:
    """Return the names that functions and classes declare as `global` and bind."""
    found: set[str] = set()
    bodies = [tree.body]
    while bodies:
        body = bodies.pop()
        declared: set[str] = set()
        for node in own_statements(body):
            if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
                bodies.append(node.body)
            elif isinstance(node, ast.Global):
                declared.update(node.names)
        if declared:
            found |= declared & bound(body)
    return found


def class_scopes(body: Iterable[ast.stmt], prefix: str = "") -> Iterator[tuple[str, ast.ClassDef]]:
    """Yield the classes in a body outside functions, each with its qualified name; outer ones first."""
    for node in own_statements(body):
        if isinstance(node, ast.ClassDef):
            yield prefix + node.name, node
            yield from class_scopes(node.body, f"{prefix}{node.name}.")


def mangled(owner: str, name: str) -> str:
    """Return a name as a class holds it (language reference, "Private name mangling")."""
    stripped = owner.rpartition(".")[2].lstrip("_")
    private = name.startswith("__") and not name.endswith("__") and "." not in name
    return f"_{stripped}{name}" if private and stripped else name


def _in_comprehension(node: ast.AST) -> list[ast.AST]:
    """Return what of a comprehension may bind names around it: assignment expressions, and nothing else does."""
    return [one for one in ast.walk(node) if isinstance(one, ast.NamedExpr)]


def _binds(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        if isinstance(node.ctx, ast.Store):
            yield node.id
    elif isinstance(node, (*FUNCTIONS, ast.ClassDef)):
        yield node.name
    elif isinstance(node, ast.alias):
        yield node.asname or node.name.partition(".")[0]
    elif isinstance(node, ast.ExceptHandler) or type(node).__name__ in ("MatchAs", "MatchStar"):
        name = getattr(node, "name", None)
        if name:
            yield name
    elif type(node).__name__ == "MatchMapping" and getattr(node, "rest", None):
        yield node.rest  # type: ignore[attr-defined]
