"""Which methods operators call, and of which operand."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_BINARY: Final = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.MatMult: "matmul", ast.Div: "truediv", ast.Mod: "mod",
    ast.FloorDiv: "floordiv", ast.Pow: "pow", ast.LShift: "lshift", ast.RShift: "rshift", ast.BitAnd: "and",
    ast.BitOr: "or", ast.BitXor: "xor",
}  # fmt: skip
_UNARY: Final = {ast.USub: "neg", ast.UAdd: "pos", ast.Invert: "invert"}
_COMPARED: Final = {ast.Lt: ("lt", "gt"), ast.LtE: ("le", "ge"), ast.Gt: ("gt", "lt"), ast.GtE: ("ge", "le")}
"""What is asked of the left, and of the right."""
_SUBSCRIPTS: Final = {ast.Load: "getitem", ast.Store: "setitem", ast.Del: "delitem"}
_CALLS: Final = {
    "abs": ("abs",), "round": ("round",), "int": ("int", "index", "trunc"), "float": ("float", "index"),
    "complex": ("complex",), "divmod": ("divmod",), "reversed": ("reversed",), "bytes": ("bytes",), "dir": ("dir",),
}  # fmt: skip
_CEILING: Final = ("floor", "ceil")
"""Of the module `math`: nobody is known to ask."""

OPERATORS: Final = frozenset(
    f"__{name}__"
    for name in (
        *(start + name for name in (*_BINARY.values(), "divmod") for start in ("", "r", "i")),
        *(*_UNARY.values(), "ne", "contains", *_SUBSCRIPTS.values(), *_CEILING),
        *(name for names in (*_COMPARED.values(), *_CALLS.values()) for name in names),
    )
)
"""Methods that run where an operator, or a built-in function of theirs, stands in the code. `__eq__` is none."""


def asked_of(node: ast.AST) -> Iterator[tuple[ast.expr, tuple[str, ...]]]:
    """Yield the operands of a node, each with the names of the methods that are called of it, without underscores."""
    match node:
        case ast.BinOp(left=left, op=operator, right=right):
            name = _BINARY[type(operator)]
            yield from ((left, (name,)), (right, (f"r{name}",)))
        case ast.AugAssign(target=target, op=operator, value=value):
            name = _BINARY[type(operator)]
            yield from ((target, (f"i{name}", name)), (value, (f"r{name}",)))
            if isinstance(target, ast.Subscript):
                yield target.value, ("getitem",)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() | ast.Invert() as operator, operand=operand):
            yield operand, (_UNARY[type(operator)],)
        case ast.Subscript(value=value, ctx=context):
            yield value, (_SUBSCRIPTS[type(context)],)
        case ast.Compare():
            yield from _compared(node)
        case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in _CALLS:
            yield first, _CALLS[name]
        case _:
            pass


def _compared(node: ast.Compare) -> Iterator[tuple[ast.expr, tuple[str, ...]]]:
    left = node.left
    for operator, right in zip(node.ops, node.comparators, strict=True):
        if isinstance(operator, ast.In | ast.NotIn):
            yield right, ("contains",)
        elif isinstance(operator, ast.NotEq):
            yield from ((left, ("ne",)), (right, ("ne",)))
        elif type(operator) in _COMPARED:
            ours, theirs = _COMPARED[type(operator)]
            yield from ((left, (ours,)), (right, (theirs,)))
        left = right
