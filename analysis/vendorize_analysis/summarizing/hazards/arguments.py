"""What a call is given."""

from __future__ import annotations

import ast

from vendorize_analysis.summarizing.syntax.chains import last_name


def argument(node: ast.Call, position: int, keyword: str) -> ast.expr | None:
    """Return an argument by its position or keyword; None where it is not there or not known."""
    before = node.args[: position + 1]
    if len(before) > position:
        return None if any(isinstance(item, ast.Starred) for item in before) else before[-1]
    return next((item.value for item in node.keywords if item.arg == keyword), None)


def literal(node: ast.expr | None) -> str:
    """Return the text of a string literal, empty for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def callee_name(node: ast.Call) -> str:
    """Return the last name of the callee."""
    return last_name(node.func)
