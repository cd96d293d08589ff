"""Which aliases of the imports at module level stay."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vendorize.model.plan import ModulePlan
    from vendorize.transform.changes import Context

UNUSED = "_vendorize_unused"
"""What an import binds that only has to run."""

Trimmed = dict[ast.stmt, list[ast.alias]]


def trim_aliases(tree: ast.Module, plan: ModulePlan, context: Context) -> Mapping[ast.stmt, list[ast.alias]]:
    """Return the aliases that stay for each import statement that loses some.

    Imports in the body of a `try` stay entire, because their failure can be observed. An alias that nothing needs, but
    which names a module of the result, is renamed instead, so that this module is still loaded here.
    """
    trimmed: Trimmed = {}
    names = plan.names
    if names is None:
        return trimmed

    def visit(body: list[ast.stmt]) -> None:
        for node in body:
            if isinstance(node, ast.If | ast.Try | ast.TryStar):
                visit(unguarded(node))
            elif isinstance(node, ast.Import | ast.ImportFrom) and not _is_entire(node):
                wanted = [kept for alias in node.names if (kept := _kept(node, alias, plan, context))]
                if len(wanted) < len(node.names) or any(map(_is_renamed, wanted)):
                    trimmed[node] = wanted or _only_for_effect(node)

    visit(tree.body)
    return trimmed


def unguarded(node: ast.If | ast.Try | ast.TryStar) -> list[ast.stmt]:
    """Return the statements in a branch, but those whose failure leads to another branch."""
    if isinstance(node, ast.If):
        return [*node.body, *node.orelse]
    handled = [inner for handler in node.handlers for inner in handler.body]
    return [*handled, *node.orelse, *node.finalbody]


def _is_entire(node: ast.Import | ast.ImportFrom) -> bool:
    if isinstance(node, ast.Import):
        return False
    return (node.level == 0 and node.module == "__future__") or node.names[0].name == "*"


def _kept(node: ast.Import | ast.ImportFrom, alias: ast.alias, plan: ModulePlan, context: Context) -> ast.alias | None:
    names = plan.names or frozenset()
    bound = alias.asname or (alias.name.partition(".")[0] if isinstance(node, ast.Import) else alias.name)
    if bound in names or bound == UNUSED:
        return alias
    return renamed(alias, alias.name) if _target(node, alias, plan) in context.modules else None


def _target(node: ast.Import | ast.ImportFrom, alias: ast.alias, plan: ModulePlan) -> str:
    """Return the dotted name of the module that an alias names, if it names one."""
    if isinstance(node, ast.Import):
        return alias.name
    base = node.module or ""
    if node.level:
        package = plan.name.split(".") if plan.is_package else plan.name.split(".")[:-1]
        package = package[: len(package) - node.level + 1]
        base = ".".join([*package, *filter(None, [node.module])])
    return f"{base}.{alias.name}"


def renamed(alias: ast.alias, name: str) -> ast.alias:
    """Return an alias that loads `name`, at the place of another, and binds nothing that anybody asks for."""
    return ast.copy_location(ast.alias(name, UNUSED), alias)


def _is_renamed(alias: ast.alias) -> bool:
    return alias.asname == UNUSED


def _only_for_effect(node: ast.Import | ast.ImportFrom) -> list[ast.alias]:
    """Return aliases that load the same modules; every object has a `__doc__`, also one that stands in for a module."""
    if isinstance(node, ast.Import):
        return [renamed(alias, alias.name) for alias in node.names]
    return [renamed(node.names[0], "__doc__")]
