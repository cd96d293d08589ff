"""Names of modules as keys of tables, where the names move under a namespace.

A table that the program writes down has original names (`{"dep.texts": […]}`), and a module says what its name is now
(`TABLE[module.__name__]`). So the key is asked for as it is, and as it was where the table does not have it. Tables are
recognised where they have a name, or are an attribute of one: looking into one of these twice changes nothing.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from vendorize.transform.changes import Change, Context, expression, member
from vendorize.transform.source import Edit, Offsets

if TYPE_CHECKING:
    from collections.abc import Collection

_OWN = frozenset({"__name__", "__package__", "__module__"})
_WORDS = re.compile(rb"(?:\[|\.get\(|\.pop\()\s*(?:[fF]['\"]\{)?\s*[\w.]*\b__(?:name|package|module)__\s*[],)+}!]")


def rewrite_keys(tree: ast.Module, offsets: Offsets, context: Context, *, changed: Collection[ast.AST]) -> list[Change]:
    """Return the changes that let tables be asked for the name that a module had; nodes that are `changed` stay."""
    if not _WORDS.search(offsets.text):
        return []
    finder = _Keys(offsets, context, changed)
    finder.visit(tree)
    return finder.found


class _Keys(ast.NodeVisitor):
    def __init__(self, offsets: Offsets, context: Context, changed: Collection[ast.AST]) -> None:
        self.offsets = offsets
        self.context = context
        self.changed = {id(node) for node in changed}
        self.found: list[Change] = []

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Leave f-strings alone: positions in them are not reliable before Python 3.12."""

    def visit_Subscript(self, node: ast.Subscript) -> None:
        """Look at `TABLE[module.__name__]`."""
        if isinstance(node.ctx, ast.Load):
            self.key(node.value, node.slice)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """Look at `TABLE.get(module.__name__)`."""
        match node:
            case ast.Call(func=ast.Attribute(value=table, attr="get" | "pop"), args=[key, *_]):
                self.key(table, key)
            case _:
                pass
        self.generic_visit(node)

    def key(self, table: ast.expr, key: ast.expr) -> None:
        if not (_is_table(table) and _is_own_name(key)) or id(key) in self.changed:
            return
        text, function = ast.unparse(table), member(self.context, "known")
        start, end = self.offsets.start(key), self.offsets.end(key)
        self.found.append(
            Change(
                key,
                (Edit(start, start, f"{function}({text}, ".encode()), Edit(end, end, b")")),
                lambda old: _asked(old, function, text),
            )
        )


def _is_table(node: ast.expr) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id="sys"), attr="modules"):
            return False
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(), attr=name):
            return name not in _OWN
        case _:
            return False


def _is_own_name(node: ast.expr) -> bool:
    """Tell whether an expression is the name that Python has given a module, or a class its module's, or begins so."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in _OWN
        case ast.BinOp(left=left, op=ast.Add()):
            return _is_own_name(left)
        case ast.JoinedStr(values=[ast.FormattedValue(value=first), *_]):
            return _is_own_name(first)
        case _:
            return False


def _asked(old: ast.AST, function: str, table: str) -> ast.expr:
    assert isinstance(old, ast.expr)  # noqa: S101 - only expressions are keys
    return ast.Call(expression(function), [expression(table), old], [])
