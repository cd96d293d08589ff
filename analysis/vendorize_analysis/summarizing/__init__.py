"""Summarize one module: a pure function of its syntax tree."""

from __future__ import annotations

import ast
from typing import Final

from vendorize_analysis.model.summary import ImportRef, ModuleSummary
from vendorize_analysis.summarizing.exports import exports_of
from vendorize_analysis.summarizing.folding import Target
from vendorize_analysis.summarizing.parts import Cutter

__all__ = ["VERSION", "Target", "summarize"]

VERSION: Final = 1
"""Grows with every change of what a summary says, so that stored ones are not taken for new ones."""


def summarize(tree: ast.Module, *, size: int, lines: int, target: Target) -> ModuleSummary:
    """Give the summary of a module for the versions and platforms of `target`."""
    future = any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(alias.name == "annotations" for alias in node.names)
        for node in tree.body
    )
    parts = Cutter(target, future_annotations=future).cut(tree.body)
    exports, open_exports = exports_of(tree)
    stars: list[ImportRef] = [
        reference for part in parts if part.kind == "import" for reference in part.imports if reference.name == "*"
    ]
    return ModuleSummary(
        parts=parts,
        exports=exports,
        open_exports=open_exports,
        stars=tuple(stars),
        lines=lines,
        functions=sum(part.functions for part in parts),
        size=size,
        docstring=ast.get_docstring(tree, clean=False) is not None,
        future_annotations=future,
    )
