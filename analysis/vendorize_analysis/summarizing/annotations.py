"""Gather from annotations: names that are read now, and those that only somebody who evaluates them reads.

Sources: PEP 484 (quoted annotations), PEP 526 (annotated assignments), PEP 563 (annotations as strings).
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from vendorize_analysis.model.rules import ANNOTATIONS
from vendorize_analysis.summarizing.chains import chain_of
from vendorize_analysis.summarizing.strings import parsed

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.gathering import Gatherer


def annotation(gatherer: Gatherer, node: ast.expr) -> None:
    """Gather from an annotation."""
    if ANNOTATIONS in gatherer.target.without and not isinstance(node, ast.Constant):
        gatherer.visit(node)
    elif gatherer.future_annotations:
        _later(gatherer, node, 0)
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            quoted(gatherer, node.value, node.lineno)
    else:
        around, gatherer.is_annotation = gatherer.is_annotation, True
        gatherer.visit(node)
        gatherer.is_annotation = around


def quoted(gatherer: Gatherer, text: str, line: int) -> None:
    """Gather from an annotation inside a string; a string that is no annotation says nothing."""
    if text.isidentifier():
        gatherer.lazy.setdefault((text,), line)
        return
    tree = parsed(text.strip(), "eval")
    if tree is not None:
        _later(gatherer, tree, line)


def _later(gatherer: Gatherer, node: Any, line: int) -> None:  # noqa: ANN401 - any node; asking for its class narrows no type
    """Note the names of an annotation that is kept as text, those of strings inside it too."""
    kind = node.__class__
    if kind is ast.Name:
        gatherer.lazy.setdefault((node.id,), line or node.lineno)
    elif kind is ast.Attribute and (chain := chain_of(node)):
        gatherer.lazy.setdefault(chain, line or node.lineno)
    elif kind is ast.Constant:
        if node.value.__class__ is str:
            quoted(gatherer, node.value, line or node.lineno)
    elif kind is ast.Subscript:
        _later(gatherer, node.value, line)
        _later(gatherer, node.slice, line)
    elif kind is ast.BinOp:
        _later(gatherer, node.left, line)
        _later(gatherer, node.right, line)
    elif kind is ast.Tuple:
        for item in node.elts:
            _later(gatherer, item, line)
    else:
        for child in ast.iter_child_nodes(node):
            _later(gatherer, child, line)


def annotated_assignment(gatherer: Gatherer, node: ast.AnnAssign) -> None:
    """Gather from `x: T = v`; annotations of local variables are never evaluated (PEP 526)."""
    if gatherer.depth == 0 or gatherer.scope.is_class:
        annotation(gatherer, node.annotation)
    gatherer.visit(node.target)
    gatherer.visit(node.value)
