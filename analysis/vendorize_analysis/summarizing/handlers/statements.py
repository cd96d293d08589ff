"""Collect from statements that do more with names than hold expressions."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.summarizing.hazards import gone_through_by
from vendorize_analysis.summarizing.references.computed_names import note_loop, note_more_text
from vendorize_analysis.summarizing.references.conditions import test
from vendorize_analysis.summarizing.syntax.folding import outcome

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.references.collector import ReferenceCollector


def choice(collector: ReferenceCollector, node: ast.If) -> None:
    """Collect from the branches that may be taken."""
    known = outcome(node.test, collector.target)
    test(collector, node.test)
    if known is not False:
        collector.visit_all(node.body)
    if known is not True:
        collector.visit_all(node.orelse)


def conditional(collector: ReferenceCollector, node: ast.IfExp) -> None:
    """Collect from the values that may be taken."""
    known = outcome(node.test, collector.target)
    test(collector, node.test)
    if known is not False:
        collector.visit(node.body)
    if known is not True:
        collector.visit(node.orelse)


def augmented_assignment(collector: ReferenceCollector, node: ast.AugAssign) -> None:
    """Collect from `x += v`, which reads `x` too."""
    collector.joins = True
    if isinstance(node.target, ast.Name):
        collector.load((node.target.id,), node.lineno)
        note_more_text(collector.scope, node)
    collector.visit(node.target)
    collector.visit(node.value)


def loop(collector: ReferenceCollector, node: ast.For | ast.AsyncFor) -> None:
    """Collect from `for x in items`."""
    gone_through_by(collector, node)
    if collector.depth:
        note_loop(collector.scope, node.target, node.iter)
    collector.visit(node.target)
    collector.visit(node.iter)
    collector.visit_all(node.body)
    collector.visit_all(node.orelse)


def global_(collector: ReferenceCollector, node: ast.Global) -> None:
    """Send the names to the module."""
    for name in node.names:
        collector.scope.elsewhere[name] = True
        collector.deferred.setdefault((name,), node.lineno)
        collector.exports_change |= name == "__all__"


def nonlocal_(collector: ReferenceCollector, node: ast.Nonlocal) -> None:
    """Send the names to the functions around, where they are no longer only imports or parameters."""
    collector.scope.elsewhere.update(dict.fromkeys(node.names, False))
    for scope in collector.stack[1:]:
        scope.rebound.update(node.names)


def handler(collector: ReferenceCollector, node: ast.ExceptHandler) -> None:
    """Collect from `except E as name`."""
    collector.visit(node.type)
    if node.name:
        collector.scope.bind(node.name)
    collector.visit_all(node.body)


def match_name(collector: ReferenceCollector, node: ast.MatchAs | ast.MatchStar) -> None:
    """Collect from a capture pattern."""
    if node.name:
        collector.scope.bind(node.name)
    if isinstance(node, ast.MatchAs):
        collector.visit(node.pattern)


def match_mapping(collector: ReferenceCollector, node: ast.MatchMapping) -> None:
    """Collect from a mapping pattern."""
    if node.rest:
        collector.scope.bind(node.rest)
    collector.visit_all(node.keys)
    collector.visit_all(node.patterns)


def match_class(collector: ReferenceCollector, node: ast.MatchClass) -> None:
    """Collect from a class pattern: its keywords are attributes of the subject."""
    collector.visit(node.cls)
    for name in node.kwd_attrs:
        collector.attribute(name, node.lineno)
    collector.visit_all(node.patterns)
    collector.visit_all(node.kwd_patterns)
