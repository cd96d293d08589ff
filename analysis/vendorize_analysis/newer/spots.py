"""Find in a concrete syntax tree what is written as only a newer Python writes it.

Source: PEP 695, 696 (type parameters), 701 (f-strings), 750 (template strings), 758 (`except` without brackets), 798
(unpacking in comprehensions), 810 (lazy imports). libcst reads all of them, whatever Python runs it; an older one of it
may not have each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import libcst as cst

if TYPE_CHECKING:
    from collections.abc import Callable

Kind = Literal["value", "statement", "parameters", "star", "lazy"]
Span = tuple[int, int]


class Spot(NamedTuple):
    """A place that our own parser does not read."""

    kind: Kind
    node: cst.CSTNode
    span: Span
    """What stands there, in bytes."""
    needs: tuple[int, int]
    """The first Python that reads it."""
    owner: int = 0
    """For type parameters, where their function or class begins; for a star, where what it unpacks does; for `lazy`,
    where `import` or `from` does."""


_STRINGS: Final = (cst.ConcatenatedString, cst.FormattedString, *filter(None, [getattr(cst, "TemplatedString", None)]))
_LAZY: Final = tuple(filter(None, (getattr(cst, name, None) for name in ("LazyImport", "LazyImportFrom"))))
_HANDLERS: Final = (cst.ExceptHandler, cst.ExceptStarHandler)
_COMPREHENSIONS: Final = (cst.ListComp, cst.SetComp, cst.GeneratorExp)


class Spots(cst.CSTVisitor):
    """Collects the outermost places below a node."""

    def __init__(self, span: Callable[[cst.CSTNode], Span], reads: Callable[[Span], bool]) -> None:
        super().__init__()
        self.found: list[Spot] = []
        self._span = span
        self._reads = reads
        """Tells whether our own parser reads the expression there."""

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Note a place; tell whether to look inside."""
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self._parameters(node)
        elif isinstance(node, cst.TypeParameters):
            return False
        elif isinstance(node, cst.TypeAlias):
            return self._add("statement", node, (3, 12))
        elif isinstance(node, _LAZY):
            self._lazy(node)
        elif isinstance(node, _STRINGS):
            return self._reads(self._span(node)) or self._add("value", node, _needs(node))
        elif isinstance(node, _HANDLERS):
            return self._handler(node)
        elif isinstance(node, _COMPREHENSIONS):
            self._comprehension(node)
        return True

    def _add(self, kind: Kind, node: cst.CSTNode, needs: tuple[int, int]) -> bool:
        self.found.append(Spot(kind, node, self._span(node), needs))
        return False

    def _parameters(self, node: cst.FunctionDef | cst.ClassDef) -> None:
        parameters = node.type_parameters
        if parameters is not None:
            start, _ = self._span(node)
            needs = (3, 13) if any(one.default is not None for one in parameters.params) else (3, 12)
            self.found.append(Spot("parameters", parameters, self._span(parameters), needs, start))

    def _lazy(self, node: Any) -> None:  # noqa: ANN401 - two classes with the same fields
        start, _ = self._span(node)
        word = len("lazy")
        space = node.whitespace_after_lazy
        owner = start + word + len(cst.Module([]).code_for_node(space).encode())
        self.found.append(Spot("lazy", node, (start, start + word), (3, 15), owner))

    def _handler(self, node: Any) -> bool:  # noqa: ANN401 - two classes with the same fields
        kind = node.type
        if not isinstance(kind, cst.Tuple) or kind.lpar:
            return True
        self._add("value", kind, (3, 14))
        node.body.visit(self)
        return False

    def _comprehension(self, node: Any) -> None:  # noqa: ANN401 - three classes with the same fields
        star = node.elt
        if isinstance(star, cst.StarredElement):
            start, _ = self._span(star)
            inner, _ = self._span(star.value)
            self.found.append(Spot("star", star, (start, start + 1), (3, 15), inner))


def _needs(node: cst.CSTNode) -> tuple[int, int]:
    while isinstance(node, cst.ConcatenatedString):
        # A template string stands beside none of another kind.
        node = node.left
    return (3, 12) if isinstance(node, cst.FormattedString | cst.SimpleString) else (3, 14)
