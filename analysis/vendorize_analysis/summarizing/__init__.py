"""Summarize one module: a pure function of its syntax tree."""

from __future__ import annotations

import ast

from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.summarizing.handlers.table import VISITOR
from vendorize_analysis.summarizing.parts.comments import with_comments
from vendorize_analysis.summarizing.parts.partitioner import Partitioner
from vendorize_analysis.summarizing.syntax.below import features
from vendorize_analysis.summarizing.syntax.checking import Checking
from vendorize_analysis.summarizing.syntax.folding import Target, outcome

__all__ = ["Checking", "Target", "outcome", "summarize", "with_comments"]


def summarize(tree: ast.Module, *, size: int, lines: int, target: Target, text: bytes = b"") -> ModuleSummary:
    """Return the summary of a module for the versions and platforms of `target`.

    Its text, where it is at hand, saves looks at the tree; it changes nothing in the answer.
    """
    future = "annotations" in features(tree)
    partitioner = Partitioner(target._replace(checking=Checking(tree, text)), VISITOR, future_annotations=future)
    parts = partitioner.partition(tree.body)
    stars = [
        reference
        for part in parts
        for reference in part.imports
        if reference.name == "*" and part.kind != "def" and not part.dead
    ]
    return ModuleSummary(
        parts=parts,
        exports=partitioner.exports.result(),
        open_exports=partitioner.exports.is_open,
        stars=tuple(stars),
        lines=lines,
        functions=sum(part.functions for part in parts),
        size=size,
        docstring=ast.get_docstring(tree, clean=False) is not None,
        future_annotations=future,
    )
