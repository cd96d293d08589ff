"""Carry edits out: what they do not name keeps its bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vendorize.inlining.edits import Edits
    from vendorize.inlining.references import Scanned
    from vendorize.model.inlined import NeededImport

PLACE = "__vendorize_place_of_moved_code__"
"""A statement that stands where the moved code goes until its text, which is not to be touched, takes its place."""


def rewritten(edits: Edits, imports: Sequence[NeededImport]) -> cst.Module:
    """Return a module with its edits; the target has a mark for the moved code, below its imports and these."""
    module = edits.scanned.wrapper.module.visit(_EditWriter(edits))
    assert isinstance(module, cst.Module)  # noqa: S101 - narrows
    return with_place(module, imports) if edits.is_target else module


def with_place(module: cst.Module, imports: Sequence[NeededImport]) -> cst.Module:
    """Return a module with the mark for moved code below its imports, and with these imports."""
    body = list(module.body)
    at = _end_of_imports(body)
    new = [cst.parse_statement(one.source()) for one in imports]
    mark = cst.parse_statement(PLACE)
    plain = next((number for number in range(at, 0, -1) if isinstance(body[number - 1], cst.SimpleStatementLine)), 0)
    return module.with_changes(body=[*body[:plain], *new, *body[plain:at], mark, *body[at:]])


def line_of_place(scanned: Scanned) -> int:
    """Return the line above which the imports stand that the moved code can count on."""
    body = list(scanned.wrapper.module.body)
    at = _end_of_imports(body)
    return scanned.positions[body[at - 1]].end.line + 1 if at else 0


def _end_of_imports(body: Sequence[cst.CSTNode]) -> int:
    """Return the position behind the docstring and the first run of imports."""
    at = 0
    for position, statement in enumerate(body):
        if _is_import(statement):
            at = position + 1
        elif position == 0 and _is_text(statement):
            at = 1
        else:
            break
    return at


def _is_import(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.If):
        return node.orelse is None and all(map(_is_import, node.body.body))
    if isinstance(node, cst.Try):
        return all(map(_is_import, node.body.body))
    return isinstance(node, cst.SimpleStatementLine) and all(
        isinstance(one, cst.Import | cst.ImportFrom) for one in node.body
    )


def _is_text(node: cst.CSTNode) -> bool:
    return (
        isinstance(node, cst.SimpleStatementLine)
        and len(node.body) == 1
        and isinstance(node.body[0], cst.Expr)
        and isinstance(node.body[0].value, cst.SimpleString | cst.ConcatenatedString)
    )


class _EditWriter(cst.CSTTransformer):
    """Carries edits out."""

    def __init__(self, edits: Edits) -> None:
        super().__init__()
        self._edits = edits

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:  # noqa: N802
        """Write the new name."""
        name = self._edits.renamed.get(original_node)
        return updated_node if name is None else updated_node.with_changes(value=name)

    def leave_Attribute(  # noqa: N802
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.BaseExpression:
        """Write the name in place of the attribute."""
        name = self._edits.renamed.get(original_node)
        if name is None:
            return updated_node
        return cst.Name(name, lpar=updated_node.lpar, rpar=updated_node.rpar)

    def leave_SimpleStatementLine(  # noqa: N802
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement] | cst.RemovalSentinel:
        """Take aliases out of imports, and put imports from the target in their place."""
        touched = [one for one in original_node.body if one in self._edits.taken or one in self._edits.added]
        if not touched:
            return updated_node
        body: list[cst.BaseSmallStatement] = []
        for old, new in zip(original_node.body, updated_node.body, strict=True):
            body += self._statements(old, new)
        if not body:
            return self._nothing(original_node, updated_node)
        return _lines(updated_node, body)

    def _statements(self, old: cst.BaseSmallStatement, new: cst.BaseSmallStatement) -> list[cst.BaseSmallStatement]:
        taken, added = self._edits.taken.get(old, []), self._edits.added.get(old, [])
        found: list[cst.BaseSmallStatement] = []
        if isinstance(old, cst.Import | cst.ImportFrom) and isinstance(new, cst.Import | cst.ImportFrom):
            if isinstance(old.names, cst.ImportStar) or isinstance(new.names, cst.ImportStar):
                return [new]
            left = [new for was, new in zip(old.names, new.names, strict=True) if was not in taken]
            if left:
                found.append(new.with_changes(names=_without_last_comma(left, new)) if taken else new)
        else:
            found.append(new)
        if added:
            statement = cst.parse_statement(f"from {self._edits.target} import {', '.join(dict.fromkeys(added))}")
            found += cst.ensure_type(statement, cst.SimpleStatementLine).body
        return found

    def _nothing(
        self, original: cst.SimpleStatementLine, updated: cst.SimpleStatementLine
    ) -> cst.BaseStatement | cst.RemovalSentinel:
        """Return what is left of a line with nothing on it: its comments, and `pass` where Python wants a statement."""
        if any(original is one for one in self._edits.scanned.wrapper.module.body):
            return cst.RemoveFromParent()
        return updated.with_changes(body=[cst.Pass()])


def _without_last_comma(left: list[cst.ImportAlias], new: cst.Import | cst.ImportFrom) -> list[cst.ImportAlias]:
    if isinstance(new, cst.ImportFrom) and new.lpar is not None:
        return left
    return [*left[:-1], left[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)]


def _lines(line: cst.SimpleStatementLine, body: list[cst.BaseSmallStatement]) -> cst.FlattenSentinel[cst.BaseStatement]:
    """Return statements as lines of their own: the first has the comments above, the last the one behind."""
    clean = [one.with_changes(semicolon=cst.MaybeSentinel.DEFAULT) for one in body]
    lines: list[cst.BaseStatement] = [line.with_changes(body=[clean[0]])]
    lines += [cst.SimpleStatementLine(body=[one]) for one in clean[1:]]
    return cst.FlattenSentinel(lines)
