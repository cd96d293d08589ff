"""What a call is given."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.summarizing.syntax.chains import chain_of, last_name

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.references.collector import ReferenceCollector


def callee_chain(collector: ReferenceCollector, node: ast.Call) -> tuple[str, ...]:
    """Return the dotted name of what is called, with the module's own name for what it has imported spelled out."""
    chain = chain_of(node.func)
    return (*collector.spellings[chain[0]], *chain[1:]) if len(chain) > 1 and chain[0] in collector.spellings else chain


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
