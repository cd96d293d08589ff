"""What does not run where a module that is tried for is not there."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.summarizing.syntax.below import nodes_in

_CAUGHT = frozenset({"BaseException", "Exception", "ImportError", "ModuleNotFoundError"})

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.deferral.record import Lines


def skipped_without(tree: ast.Module) -> Iterator[Lines]:
    """Yield the lines behind an import in a `try` at the top of a module, `else` included, with the module's name.

    Where it is not there, the import raises an error, and none of them is come to.
    """
    for node in tree.body:
        if not isinstance(node, ast.Try):
            continue
        for number, statement in enumerate(node.body):
            behind = (*node.body[number + 1 :], *node.orelse)
            if behind and (module := _imported(statement)):
                yield behind[0].lineno, behind[-1].end_lineno or 0, module


def caught_in(tree: ast.Module) -> Iterator[tuple[int, int]]:
    """Yield the lines of each body of a `try` with a handler that an import of what is not there comes to."""
    for node in nodes_in(tree):
        if isinstance(node, ast.Try) and any(_catches(one.type) for one in node.handlers):
            yield node.body[0].lineno, node.body[-1].end_lineno or 0


def _catches(kind: ast.expr | None) -> bool:
    if isinstance(kind, ast.Tuple):
        return any(map(_catches, kind.elts))
    return kind is None or (isinstance(kind, ast.Name) and kind.id in _CAUGHT)


def _imported(node: ast.stmt) -> str:
    match node:
        case ast.Import(names=[ast.alias(name=name)]) | ast.ImportFrom(module=str(name), level=0):
            return name.partition(".")[0]
        case _:
            return ""
