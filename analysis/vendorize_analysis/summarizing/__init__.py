"""Summarize one module: a pure function of its syntax tree."""

from __future__ import annotations

import ast

from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.summarizing.comments import with_comments
from vendorize_analysis.summarizing.folding import Target, outcome
from vendorize_analysis.summarizing.parts import Cutter

__all__ = ["Target", "outcome", "summarize", "with_comments"]


def summarize(tree: ast.Module, *, size: int, lines: int, target: Target) -> ModuleSummary:
    """Give the summary of a module for the versions and platforms of `target`."""
    future = any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(alias.name == "annotations" for alias in node.names)
        for node in tree.body
    )
    cutter = Cutter(target, future_annotations=future)
    parts = cutter.cut(tree.body)
    stars = [
        reference
        for part in parts
        for reference in part.imports
        if reference.name == "*" and part.kind != "def" and not part.dead
    ]
    return ModuleSummary(
        parts=parts,
        exports=cutter.exports.result(),
        open_exports=cutter.exports.is_open,
        stars=tuple(stars),
        lines=lines,
        functions=sum(part.functions for part in parts),
        size=size,
        docstring=ast.get_docstring(tree, clean=False) is not None,
        future_annotations=future,
    )
