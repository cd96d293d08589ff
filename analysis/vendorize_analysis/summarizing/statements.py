"""Gather from statements that do more with names than hold expressions."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.summarizing.folding import outcome
from vendorize_analysis.summarizing.testing import test

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.gathering import Gatherer


def choice(gatherer: Gatherer, node: ast.If) -> None:
    """Gather from the branches that may be taken."""
    known = outcome(node.test, gatherer.target)
    test(gatherer, node.test)
    if known is not False:
        gatherer.visit_all(node.body)
    if known is not True:
        gatherer.visit_all(node.orelse)


def conditional(gatherer: Gatherer, node: ast.IfExp) -> None:
    """Gather from the values that may be taken."""
    known = outcome(node.test, gatherer.target)
    test(gatherer, node.test)
    if known is not False:
        gatherer.visit(node.body)
    if known is not True:
        gatherer.visit(node.orelse)


def augmented_assignment(gatherer: Gatherer, node: ast.AugAssign) -> None:
    """Gather from `x += v`, which reads `x` too."""
    if isinstance(node.target, ast.Name):
        gatherer.load((node.target.id,), node.lineno)
    gatherer.visit(node.target)
    gatherer.visit(node.value)


def global_(gatherer: Gatherer, node: ast.Global) -> None:
    """Send the names to the module."""
    for name in node.names:
        gatherer.scope.elsewhere[name] = True
        gatherer.deferred.setdefault((name,), node.lineno)
        gatherer.exports_change |= name == "__all__"


def nonlocal_(gatherer: Gatherer, node: ast.Nonlocal) -> None:
    """Send the names to the functions around, where they are no longer only imports or parameters."""
    gatherer.scope.elsewhere.update(dict.fromkeys(node.names, False))
    for scope in gatherer.stack[1:]:
        scope.rebound.update(node.names)


def handler(gatherer: Gatherer, node: ast.ExceptHandler) -> None:
    """Gather from `except E as name`."""
    gatherer.visit(node.type)
    if node.name:
        gatherer.scope.bind(node.name)
    gatherer.visit_all(node.body)


def match_name(gatherer: Gatherer, node: ast.MatchAs | ast.MatchStar) -> None:
    """Gather from a capture pattern."""
    if node.name:
        gatherer.scope.bind(node.name)
    if isinstance(node, ast.MatchAs):
        gatherer.visit(node.pattern)


def match_mapping(gatherer: Gatherer, node: ast.MatchMapping) -> None:
    """Gather from a mapping pattern."""
    if node.rest:
        gatherer.scope.bind(node.rest)
    gatherer.visit_all(node.keys)
    gatherer.visit_all(node.patterns)


def match_class(gatherer: Gatherer, node: ast.MatchClass) -> None:
    """Gather from a class pattern: its keywords are attributes of the subject."""
    gatherer.visit(node.cls)
    for name in node.kwd_attrs:
        gatherer.attribute(name, node.lineno)
    gatherer.visit_all(node.patterns)
    gatherer.visit_all(node.kwd_patterns)
