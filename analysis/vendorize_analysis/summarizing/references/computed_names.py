"""Names of attributes and modules in variables of a function: what its assignments put together counts.

`method = "on_" + event` and `getattr(handler, method)` further on: the pattern stands in the assignment.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.hazards.attributes import ComputedAttribute
from vendorize_analysis.summarizing.syntax.string_domain import fold

if TYPE_CHECKING:
    from vendorize_analysis.model.hazards.modules import ComputedImport
    from vendorize_analysis.summarizing.references.collector import ReferenceCollector
    from vendorize_analysis.summarizing.references.scope import Scope

TEXTS: Final = frozenset({ast.BinOp, ast.Call, ast.JoinedStr})
"""Values of assignments that may be texts with a known beginning or end."""


def note_text(scope: Scope, name: str, value: ast.expr) -> None:
    """Note what an assignment gives a variable, for whoever asks by it."""
    if value.__class__ is ast.Call and not _puts_together(value):
        return
    if scope.texts is None:
        scope.texts = {}
    scope.texts.setdefault(name, []).append(value)


def note_more_text(scope: Scope, node: ast.AugAssign) -> None:
    """Note that a text is put behind a variable (`name += "_x"`)."""
    if isinstance(node.target, ast.Name) and isinstance(node.op, ast.Add):
        note_text(scope, node.target.id, ast.BinOp(left=node.target, op=node.op, right=node.value))


def _puts_together(node: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Constant(), attr="format" | "join")):
            return True
        case _:
            return False


def ask_by(collector: ReferenceCollector, node: ast.expr, found: ComputedAttribute | ComputedImport) -> None:
    """Note that something is asked for by the name in a variable; what its assignments say is read at their end."""
    if not isinstance(node, ast.Name):
        return
    for scope in collector.inner_scopes():
        if node.id in scope.bound and not scope.is_class:
            scope.asked = [*(scope.asked or ()), (node.id, found._replace(line=node.lineno))]
            return


def answer(collector: ReferenceCollector, scope: Scope) -> None:
    """Note a hazard for each pattern of a variable that something is asked for by."""
    for name, found in scope.asked or ():
        for value in (scope.texts or {}).get(name, ()):
            pattern = fold(value)
            if pattern.exact:
                continue
            if isinstance(found, ComputedAttribute):
                if pattern.useful:
                    collector.hazard(found._replace(name=pattern))
            elif pattern.prefix.strip("."):
                collector.hazard(found._replace(module=pattern))
