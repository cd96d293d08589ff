"""Put what our own parser reads in the place of what it does not, and the nodes of the latter back into its tree."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final, cast

import libcst as cst

from vendorize_analysis.newer.nodes import ParamSpec, TypeAlias, TypeVar, TypeVarTuple, as_lazy, with_field
from vendorize_analysis.newer.spots import Span, Spot, Spots
from vendorize_analysis.newer.strings import string
from vendorize_analysis.newer.text import blank, stand_in

if TYPE_CHECKING:
    from vendorize_analysis.newer.extents import Extents

_PARAMETERS: Final = {cst.TypeVar: TypeVar, cst.ParamSpec: ParamSpec, cst.TypeVarTuple: TypeVarTuple}
_Place = tuple[int, int]


class Lowering:
    """One file, whose nodes are made from its text and their extents."""

    def __init__(self, extents: Extents) -> None:
        self.needs = (3, 0)
        """The first Python that reads all that was met."""
        self._extents = extents
        self._text = extents.text

    def module(self, module: cst.Module) -> tuple[ast.Module, bytes]:
        """Return the tree of the file, and a text of the same lines that our own parser and `tokenize` read."""
        whole = (0, len(self._text.data))
        patched, back = self._patched(module, whole)
        return cast("ast.Module", back.visit(ast.parse(patched))), patched

    def _piece(self, node: cst.CSTNode) -> ast.expr:
        """Return the node of an expression."""
        span = self._extents.outer(node)
        patched, back = self._patched(node, span)
        return cast("ast.expr", back.visit(self._text.expression(patched, span[0])))

    def _reads(self, span: Span) -> bool:
        try:
            self._text.expression(self._text.data[slice(*span)], span[0])
        except (SyntaxError, ValueError):
            return False
        return True

    def _patched(self, node: cst.CSTNode, span: Span) -> tuple[bytes, _Back]:
        spots = Spots(self._extents.span, self._reads)
        node.visit(spots)
        back = _Back()
        pieces: list[bytes] = []
        done = span[0]
        for spot in sorted(spots.found, key=lambda spot: spot.span):
            start, _ = spot.span
            self.needs = max(self.needs, spot.needs)
            written, until = self._spot(spot, back)
            pieces += (self._text.data[done:start], written)
            done = until
        return b"".join((*pieces, self._text.data[done : span[1]])), back

    def _spot(self, spot: Spot, back: _Back) -> tuple[bytes, int]:
        """Return what to write for a place and where that ends, and note what to put back."""
        start, end = spot.span
        data = self._text.data
        if spot.kind == "parameters":
            back.parameters[self._text.place(spot.owner)] = self._parameters(cast("cst.TypeParameters", spot.node))
            return self._brackets(start, end)
        if spot.kind == "lazy":
            back.lazy[self._text.place(spot.owner)] = self._text.place(start)
            return b"0;  ", end
        if spot.kind == "star":
            back.starred[self._text.place(spot.owner)] = self._text.place(start)
            return b" ", end
        written = stand_in(data[start:end])
        back.nodes[self._text.place(start + written.index(b"0"))] = self._node(spot.node)
        return written, end

    def _brackets(self, start: int, end: int) -> tuple[bytes, int]:
        """Return what to write for type parameters: an opening bracket, and, if none follows, a closing one."""
        data = self._text.data
        after = end
        while data[after : after + 1] in (b" ", b"\t", b"\\", b"\r", b"\n", b"\f"):
            after += 1
        if data[after : after + 1] == b"(":
            return b"(" + blank(data[start + 1 : after + 1]), after + 1
        return b"(" + blank(data[start + 1 : end - 1]) + b")", end

    def _node(self, node: Any) -> ast.AST:  # noqa: ANN401 - a class of libcst each
        if isinstance(node, cst.TypeAlias):
            return self._alias(node)
        if isinstance(node, cst.Tuple):
            elements = [self._piece(element.value) for element in node.elements]
            return self._extents.put(ast.Tuple(elts=elements, ctx=ast.Load()), node)
        return string(self._extents, self._piece, node)

    def _alias(self, node: cst.TypeAlias) -> ast.AST:
        name = self._extents.put(ast.Name(id=node.name.value, ctx=ast.Store()), node.name)
        parameters = self._parameters(node.type_parameters) if node.type_parameters else []
        make: Any = TypeAlias
        return self._extents.put(make(name=name, type_params=parameters, value=self._piece(node.value)), node)

    def _parameters(self, node: cst.TypeParameters) -> list[ast.AST]:
        return [self._parameter(one) for one in node.params]

    def _parameter(self, one: cst.TypeParam) -> ast.AST:
        param = one.param
        last: Any = param.name
        kind: Any = _PARAMETERS[type(param)]
        made: ast.AST = kind(name=param.name.value)
        if isinstance(param, cst.TypeVar):
            last = param.bound or last
            with_field(made, "bound", self._piece(param.bound) if param.bound is not None else None)
        default: ast.expr | None = None
        if one.default is not None:
            last = one.default
            default = self._piece(one.default)
            if one.star:
                start = self._text.data.rindex(b"*", 0, self._extents.span(one.default)[0])
                default = ast.Starred(value=default, ctx=ast.Load())
                self._text.put(default, start, self._extents.outer(one.default)[1])
        with_field(made, "default_value", default)
        return self._text.put(made, self._extents.span(one)[0], self._extents.outer(last)[1])


class _Back(ast.NodeTransformer):
    """Puts nodes back where a stand-in is, by its place."""

    def __init__(self) -> None:
        self.nodes: dict[_Place, ast.AST] = {}
        self.parameters: dict[_Place, list[ast.AST]] = {}
        self.starred: dict[_Place, _Place] = {}
        """Where what is unpacked begins, and the star before it."""
        self.lazy: dict[_Place, _Place] = {}
        """Where `import` or `from` of a lazy import begins, and the word before it, for which a constant stands."""

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        for field in ("body", "orelse") if self.lazy else ():
            if isinstance(block := getattr(node, field, None), list):
                block[:] = [one for one in block if not (isinstance(one, ast.Expr) and self._is_word(one))]
        return node

    def _is_word(self, node: ast.Expr) -> bool:
        return isinstance(node.value, ast.Constant) and _place(node) in self.lazy.values()

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> ast.stmt:
        word = self.lazy.get(_place(node))
        if word is None:
            return node
        made = as_lazy(node)
        made.lineno, made.col_offset = word
        return made

    visit_ImportFrom = visit_Import  # noqa: N815 - as `ast` wants it

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return self.nodes.get(_place(node), node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        self.generic_visit(node)
        return node.value if isinstance(node.value, ast.stmt) else node

    def visit_FunctionDef(self, node: Any) -> ast.AST:  # noqa: ANN401 - any definition
        self.generic_visit(node)
        if _place(node) in self.parameters:
            with_field(node, "type_params", self.parameters[_place(node)])
        return cast("ast.AST", node)

    visit_AsyncFunctionDef = visit_ClassDef = visit_FunctionDef  # noqa: N815 - as `ast` wants it

    def visit_ListComp(self, node: Any) -> ast.AST:  # noqa: ANN401 - any comprehension with one element
        star = self.starred.get(_place(node.elt))
        self.generic_visit(node)
        if star is not None:
            element = ast.Starred(value=node.elt, ctx=ast.Load())
            vars(element).update(vars(ast.copy_location(ast.Pass(), node.elt)))
            element.lineno, element.col_offset = star
            node.elt = element
        return cast("ast.AST", node)

    visit_SetComp = visit_GeneratorExp = visit_ListComp  # noqa: N815


def _place(node: ast.stmt | ast.expr) -> _Place:
    return node.lineno, node.col_offset
