"""First-party code that uses a function: sent to a model only where the user allows it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize.assist.resolving import imported_from, resolved, tree_of
from vendorize_analysis.reading import read_bytes
from vendorize_analysis.summarizing.syntax.below import first_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vendorize_analysis.model.analysis import Analysis, LoadedModule

_MOST = 8
"""Most statements that are sent."""


def users_of(analysis: Analysis, place: tuple[str, str]) -> tuple[str, ...]:
    """Return the statements at the top of first-party modules that refer to a function, each with its file."""
    found: list[str] = []
    for name, loaded in sorted(analysis.modules.items()):
        if not loaded.distribution and name in analysis.liveness.executed:
            found += _statements(analysis, loaded, place)
    return tuple(found[:_MOST])


def _statements(analysis: Analysis, loaded: LoadedModule, place: tuple[str, str]) -> Iterator[str]:
    tree = tree_of(loaded.path)
    bound = dict(_bound(tree, loaded))
    lines = read_bytes(loaded.path).decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    for node in tree.body:
        if not isinstance(node, ast.Import | ast.ImportFrom) and _refers(analysis, node, bound, place):
            first = first_line(node)
            yield "\n".join([f"# {loaded.relative}:{first}", *lines[first - 1 : node.end_lineno]]) + "\n"


def _bound(tree: ast.Module, loaded: LoadedModule) -> Iterator[tuple[str, str]]:
    """Yield each name that an import binds, with what it stands for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                yield (one.asname, one.name) if one.asname else (one.name.partition(".")[0],) * 2
        elif isinstance(node, ast.ImportFrom):
            for one in node.names:
                name = one.asname or one.name
                yield name, imported_from(node, name, loaded.name, is_package=loaded.is_package)


def _refers(analysis: Analysis, node: ast.stmt, bound: Mapping[str, str], place: tuple[str, str]) -> bool:
    dotted = {ast.unparse(one) for one in ast.walk(node) if isinstance(one, ast.Name | ast.Attribute)}
    for one in dotted:
        head, dot, rest = one.partition(".")
        if (
            head in bound
            and one.replace(".", "").isidentifier()
            and resolved(analysis, bound[head] + dot + rest) == place
        ):
            return True
    return False
