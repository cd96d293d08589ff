"""What import statements and names of a concrete syntax tree mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst
from libcst import helpers

from vendorize_analysis.linking import ImportTarget
from vendorize_analysis.model.names import absolute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from libcst import metadata as meta


def target_of(package: str, binder: meta.ImportAssignment) -> ImportTarget | None:
    """Return what the import behind a name takes; None for a star."""
    node = binder.node
    if not isinstance(node, cst.Import | cst.ImportFrom) or isinstance(node.names, cst.ImportStar):
        return None
    for alias in node.names:
        name = str(alias.evaluated_name)
        if isinstance(node, cst.Import):
            binds = str(alias.evaluated_alias or name.partition(".")[0])
            if binds == binder.name.partition(".")[0]:
                return ImportTarget(name, "." if alias.evaluated_alias else "", binds, 0)
        elif str(alias.evaluated_alias or name) == binder.name:
            return ImportTarget(absolute_module(package, node), name, binder.name, 0)
    return None


def absolute_module(package: str, node: cst.ImportFrom) -> str:
    """Return the dotted name of the module that is imported from."""
    given = helpers.get_full_name_for_node(node.module) if node.module is not None else ""
    return absolute(package, len(node.relative), given or "")


def alias_of(package: str, binder: meta.ImportAssignment) -> cst.ImportAlias | None:
    """Return the alias of an import that binds a name; None for a star."""
    target, node = target_of(package, binder), binder.node
    if target is None or not isinstance(node, cst.Import | cst.ImportFrom) or isinstance(node.names, cst.ImportStar):
        return None
    for alias in node.names:
        name = str(alias.evaluated_name)
        if str(alias.evaluated_alias or name).partition(".")[0] == target.binds:
            return alias
    return None


def pieces_of(node: cst.Attribute) -> list[cst.Name | cst.Attribute] | None:
    """Return a dotted name piece by piece, each with all before it; None for an attribute of something else."""
    found: list[cst.Name | cst.Attribute] = []
    inner: cst.BaseExpression = node
    while isinstance(inner, cst.Attribute):
        found.append(inner)
        inner = inner.value
    if not isinstance(inner, cst.Name):
        return None
    return [inner, *reversed(found)]


def names_in(module: cst.Module) -> Iterator[cst.Name]:
    """Yield every name in a module, those of attributes and keywords included."""
    return (node for node in _nodes(module) if isinstance(node, cst.Name))


def statements_on_lines(module: cst.Module) -> set[cst.CSTNode]:
    """Return the simple statements that stand on lines of their own, not behind the colon of a block."""
    return {one for node in _nodes(module) if isinstance(node, cst.SimpleStatementLine) for one in node.body}


def _nodes(module: cst.Module) -> Iterator[cst.CSTNode]:
    stack: list[cst.CSTNode] = [module]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(node.children)
