"""Collect from statements that do more with names than hold expressions, and from what goes through a value."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.model.summary import ImportRef
from vendorize_analysis.summarizing.hazards import gone_through, gone_through_by
from vendorize_analysis.summarizing.references.computed_names import note_loop, note_more_text
from vendorize_analysis.summarizing.references.conditions import test
from vendorize_analysis.summarizing.references.imports import use_import
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


def starred(collector: ReferenceCollector, node: ast.Starred) -> None:
    """Collect from `*x`, which goes through what it is given."""
    if node.ctx.__class__ is ast.Load:
        gone_through(collector, node.value)
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


def import_(collector: ReferenceCollector, node: ast.Import) -> None:
    """Collect from `import a.b` and `import a.b as c`."""
    for alias in node.names:
        if alias.asname:
            _bind(collector, ImportRef(0, alias.name, ".", alias.asname, node.lineno))
        else:
            _bind(collector, ImportRef(0, alias.name, "", alias.name.partition(".")[0], node.lineno))


def import_from(collector: ReferenceCollector, node: ast.ImportFrom) -> None:
    """Collect from `from a import b`."""
    for alias in node.names:
        binds = "" if alias.name == "*" else alias.asname or alias.name
        _bind(collector, ImportRef(node.level, node.module or "", alias.name, binds, node.lineno))


def _bind(collector: ReferenceCollector, reference: ImportRef) -> None:
    collector.imports.append(reference)
    name, scope = reference.binds, collector.scope
    if not name:
        return
    if name in scope.bound and name not in scope.imported:
        scope.rebound.add(name)
    scope.bound.add(name)
    scope.imported.setdefault(name, []).append(reference)
    if name in scope.elsewhere or scope.is_class or (scope is collector.top and collector.class_names):
        # Who reads the name is not seen from here: it counts as passed around.
        collector.imports.append(use_import(reference, (name,), reference.line))
