"""`try` statements that go on after an error of what they import."""

from __future__ import annotations

import ast
from typing import Final

from vendorize_analysis.summarizing.syntax.chains import last_name

_OF_STATEMENTS: Final = frozenset(
    {
        *("AssertionError", "EOFError", "EnvironmentError", "FileNotFoundError", "IOError", "ImportError"),
        *("KeyboardInterrupt", "MemoryError", "ModuleNotFoundError", "NotImplementedError", "OSError"),
        *("PermissionError", "SyntaxError", "SystemExit"),
    }
)
"""Errors that no operator, subscript or attribute raises: only what counts as an effect anyway does."""
def catches(node: ast.Try | ast.TryStar) -> bool:
    """Tell whether a statement may go on where its body raises what an operation raises (not an ImportError)."""
    leaves = any(isinstance(each, ast.Return | ast.Break | ast.Continue) for each in node.finalbody)
    return leaves or any(map(_goes_on, node.handlers))


def _goes_on(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    if isinstance(last, ast.Raise) and last.exc is None:
        return False
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return not all(kind is not None and last_name(kind) in _OF_STATEMENTS for kind in kinds)
