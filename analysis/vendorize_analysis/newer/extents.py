"""Where the nodes of a concrete syntax tree stand in its file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import libcst as cst

if TYPE_CHECKING:
    import ast
    from collections.abc import Mapping

    from libcst.metadata import CodeSpan

    from vendorize_analysis.newer.spots import Span
    from vendorize_analysis.newer.text import Text

_AFTER: Final = b"; \t\f\\\r\n"
"""What libcst counts to a statement that another one follows on its line."""


class Extents:
    """One file: its text, and the extents of its nodes."""

    __slots__ = ("_spans", "text")

    def __init__(self, text: Text, spans: Mapping[cst.CSTNode, CodeSpan]) -> None:
        self.text = text
        self._spans = spans

    def span(self, node: cst.CSTNode) -> Span:
        """Return the bytes of a node: an expression without brackets around it, a statement without a semicolon."""
        found = self._spans[node]
        end = found.start + found.length
        if isinstance(node, cst.BaseSmallStatement):
            end = found.start + len(self.text.data[found.start : end].rstrip(_AFTER))
        return found.start, end

    def outer(self, node: Any) -> Span:  # noqa: ANN401 - any expression
        """Return the bytes of an expression with the brackets around it."""
        start, end = self.span(node)
        for left in node.lpar:
            start = min(start, self.span(left)[0])
        for right in node.rpar:
            end = max(end, self.span(right)[1])
        return start, end

    def put(self, node: ast.AST, like: cst.CSTNode) -> ast.AST:
        """Say of a node that it stands where one of the concrete tree does; return it."""
        return self.text.put(node, *self.span(like))
