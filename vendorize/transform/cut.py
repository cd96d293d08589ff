"""Cutting statements out of a concrete syntax tree; what stays keeps its bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import libcst as cst

from vendorize.transform.numbering import number_concrete
from vendorize.transform.spacing import Spacing
from vendorize_analysis.recursion import with_room

if TYPE_CHECKING:
    from collections.abc import Sequence

_Compound = cst.ClassDef | cst.If | cst.Try | cst.TryStar
_Statement = cst.SimpleStatementLine | cst.BaseCompoundStatement
_Branch = TypeVar("_Branch", bound=cst.Finally | cst.ExceptHandler | cst.ExceptStarHandler)
_SPACING: Spacing[cst.EmptyLine] = Spacing(lambda line: line.comment is None)
_LOGIC: type[Exception] = getattr(cst, "CSTLogicError", cst.ParserSyntaxError)
"""What newer versions of it raise for the few things that they do not know."""
_PASS = cst.SimpleStatementLine([cst.Pass()])


def cut(text: bytes, keep: frozenset[int], count: int) -> bytes | None:
    """Return the text without the parts that are not in `keep`; None where libcst does not read it as `ast` does.

    That is where the text is no UTF-8, where libcst does not reproduce it exactly, or where it does not find `count`
    parts (it takes all up to the next LF for a comment in a file whose lines end in CR).
    """
    return with_room(_cut, text, keep, count)


def _cut(text: bytes, keep: frozenset[int], count: int) -> bytes | None:
    try:
        code = text.decode("utf-8")
        module = cst.parse_module(code)
    except (UnicodeDecodeError, cst.ParserSyntaxError, _LOGIC):
        return None
    if module.code != code:
        return None
    numbers = number_concrete(module)
    return _Cutter(numbers, keep).module(module).code.encode("utf-8") if len(numbers) == count else None


@dataclass(frozen=True, slots=True)
class _Cutter:
    numbers: dict[cst.CSTNode, int]
    keep: frozenset[int]

    def kept(self, node: cst.CSTNode) -> bool:
        return self.numbers[node] in self.keep

    def module(self, module: cst.Module) -> cst.Module:
        body, left = self.statements(module.body, bare=not module.header)
        return module.with_changes(body=body, footer=(*left, *module.footer))

    def statements(
        self, body: Sequence[cst.CSTNode], *, bare: bool
    ) -> tuple[list[_Statement], tuple[cst.EmptyLine, ...]]:
        """Return the statements that stay, and free-standing comments that stood before cut ones at the end.

        `bare`: nothing stands above, so that no blank lines are wanted before the first statement.
        """
        result: list[_Statement] = []
        left: tuple[cst.EmptyLine, ...] = ()
        blanks: tuple[cst.EmptyLine, ...] = ()
        for node in body:
            assert isinstance(node, cst.SimpleStatementLine | cst.BaseCompoundStatement)  # noqa: S101 - narrows a type
            kept = self.statement(node)
            if kept is None:
                left += _SPACING.free_comments(_leading(node), first=not result and not left)
                blanks = max(blanks, _SPACING.blanks(_leading(node)), key=len)
                continue
            if node is not body[0]:
                lines = _SPACING.joined(left, _leading(kept), blanks)
                at_top = bare and not result
                kept = kept.with_changes(leading_lines=lines[len(_SPACING.blanks(lines)) :] if at_top else lines)
            result.append(kept)
            left = blanks = ()
        return result, left

    def statement(self, node: _Statement) -> _Statement | None:
        if isinstance(node, cst.SimpleStatementLine):
            small = self.small(node.body)
            return node.with_changes(body=small) if small else None
        if not self.kept(node):
            return None
        return self.compound(node) if isinstance(node, _Compound) else node

    def small(self, body: Sequence[cst.BaseSmallStatement]) -> list[cst.BaseSmallStatement]:
        kept = [node for node in body if self.kept(node)]
        if kept and kept[-1] is not body[-1]:
            kept[-1] = kept[-1].with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
        return kept

    def compound(self, node: _Compound) -> _Compound:
        body = self.block(node.body) or _empty(node.body)
        if isinstance(node, cst.ClassDef):
            return node.with_changes(body=body)
        if isinstance(node, cst.If):
            return node.with_changes(body=body, orelse=self.otherwise(node.orelse))
        return node.with_changes(
            body=body,
            handlers=[self.branch(handler) for handler in node.handlers],
            orelse=self.otherwise(node.orelse),
            finalbody=node.finalbody and self.branch(node.finalbody),
        )

    def otherwise(self, node: cst.If | cst.Else | None) -> cst.BaseStatement | cst.Else | None:
        """Return the `elif` or `else`, or None if nothing of it stays: an `else` that does nothing means nothing."""
        if isinstance(node, cst.If):
            return self.compound(node) if self.kept(node) else None
        if node is None or not (body := self.block(node.body)):
            return None
        return node.with_changes(body=body)

    def branch(self, node: _Branch) -> _Branch:
        return cst.ensure_type(node.with_changes(body=self.block(node.body) or _empty(node.body)), type(node))

    def block(self, block: cst.BaseSuite) -> cst.BaseSuite | None:
        if isinstance(block, cst.SimpleStatementSuite):
            small = self.small(block.body)
            return block.with_changes(body=small) if small else None
        assert isinstance(block, cst.IndentedBlock)  # noqa: S101 - narrows a type: there are only two
        body, left = self.statements(block.body, bare=True)
        return block.with_changes(body=body, footer=(*left, *block.footer)) if body else None


def _empty(block: cst.BaseSuite) -> cst.BaseSuite:
    if isinstance(block, cst.SimpleStatementSuite):
        return block.with_changes(body=[cst.Pass()])
    return block.with_changes(body=[_PASS], footer=())


def _leading(node: cst.CSTNode) -> Sequence[cst.EmptyLine]:
    return getattr(node, "leading_lines", ())
