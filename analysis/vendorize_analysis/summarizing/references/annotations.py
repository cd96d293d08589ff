"""Collect from annotations: names that are read now, and those that only somebody who evaluates them reads.

Sources: PEP 484 (quoted annotations), PEP 526 (annotated assignments), PEP 563 (annotations as strings).
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from vendorize_analysis.model.rules import ANNOTATIONS
from vendorize_analysis.summarizing.references.computed_names import note_text
from vendorize_analysis.summarizing.syntax.chains import chain_of
from vendorize_analysis.summarizing.syntax.strings import parsed

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.references.collector import ReferenceCollector


def annotation(collector: ReferenceCollector, node: ast.expr) -> None:
    """Collect from an annotation."""
    if ANNOTATIONS in collector.target.without and not isinstance(node, ast.Constant):
        collector.visit(node)
    elif collector.future_annotations:
        _later(collector, node, 0)
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            quoted(collector, node.value, node.lineno)
    else:
        around, collector.is_annotation = collector.is_annotation, True
        collector.visit(node)
        collector.is_annotation = around


def quoted(collector: ReferenceCollector, text: str, line: int) -> None:
    """Collect from an annotation inside a string; a string that is no annotation says nothing."""
    if text.isidentifier():
        collector.lazy.setdefault((text,), line)
        return
    tree = parsed(text.strip(), "eval")
    if tree is not None:
        _later(collector, tree, line)


def _later(collector: ReferenceCollector, node: Any, line: int) -> None:  # noqa: ANN401 - any node; asking for its class narrows no type
    """Note the names of an annotation that is kept as text, those of strings inside it too."""
    kind = node.__class__
    if kind is ast.Name:
        collector.lazy.setdefault((node.id,), line or node.lineno)
    elif kind is ast.Attribute and (chain := chain_of(node)):
        collector.lazy.setdefault(chain, line or node.lineno)
    elif kind is ast.Constant:
        if node.value.__class__ is str:
            quoted(collector, node.value, line or node.lineno)
    elif kind is ast.Subscript:
        _later(collector, node.value, line)
        _later(collector, node.slice, line)
    elif kind is ast.BinOp:
        _later(collector, node.left, line)
        _later(collector, node.right, line)
    elif kind is ast.Tuple:
        for item in node.elts:
            _later(collector, item, line)
    else:
        for child in ast.iter_child_nodes(node):
            _later(collector, child, line)


def annotated_assignment(collector: ReferenceCollector, node: ast.AnnAssign) -> None:
    """Collect from `x: T = v`; annotations of local variables are never evaluated (PEP 526)."""
    if collector.depth == 0 or collector.scope.is_class:
        annotation(collector, node.annotation)
    if collector.depth and isinstance(node.target, ast.Name) and node.value is not None:
        note_text(collector.scope, node.target.id, node.value)
    collector.visit(node.target)
    collector.visit(node.value)
