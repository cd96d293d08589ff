"""Imports of modules that are declared absent: they become the error that they raise where nothing is installed.

An environment may have such a module all the same, for somebody else; whoever imports it there goes on doing so.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize.transform.changes import Change, Context, statements
from vendorize.transform.source import Edit, Offsets
from vendorize_analysis.model.names import absence

if TYPE_CHECKING:
    from collections.abc import Sequence


def failing_import(node: ast.Import | ast.ImportFrom, context: Context) -> str:
    """Give the statement that an import becomes where it fails; empty where it does not."""
    if not context.absent or (isinstance(node, ast.ImportFrom) and node.level):
        return ""
    if isinstance(node, ast.Import):
        return _first(tuple(alias.name for alias in node.names), context)
    module = node.module or ""
    if found := absence(module, context.absent):
        return _no_module(found)
    for alias in node.names:
        if f"{module}.{alias.name}" in context.absent:
            message = f"cannot import name {alias.name!r} from {module!r}"
            return f"raise ImportError({message!a}, name={module!a})"
    return ""


def _first(names: Sequence[str], context: Context) -> str:
    return next((_no_module(found) for name in names if (found := absence(name, context.absent))), "")


def _no_module(name: str) -> str:
    return f"raise ModuleNotFoundError({f'No module named {name!r}'!a}, name={name!a})"


def fail(node: ast.stmt, before: str, failing: str, offsets: Offsets) -> Change:
    """Give the change of an import statement into what stands before the failing name, and the error."""
    text = "; ".join(filter(None, (before, failing)))
    edit = Edit(offsets.start(node), offsets.end(node), text.encode("utf-8"))
    return Change(node, (edit,), lambda _: statements(text))


def before_failing(node: ast.Import, context: Context) -> list[ast.alias]:
    """Give the aliases that stand before the one that fails."""
    names: list[ast.alias] = []
    for alias in node.names:
        if absence(alias.name, context.absent):
            break
        names.append(alias)
    return names
