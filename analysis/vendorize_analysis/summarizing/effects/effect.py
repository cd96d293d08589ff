"""What a statement does when it runs at import time, beyond binding its names.

"Nothing" has to be provable: whatever is not understood counts as an effect. Calls are listed, not judged: whether a
callee is harmless is known only when its name is resolved. Operators count as harmless (a value that nobody asks for
may be computed or not), in-place ones, shifts and `@` do not: libraries use these to change their operands.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final

from vendorize_analysis.model.summary import MADE_BY_CALL
from vendorize_analysis.newer.nodes import TypeAlias
from vendorize_analysis.summarizing.syntax.chains import callee_of, chain_of, parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vendorize_analysis.model.summary import Chain

_MUTATORS: Final = frozenset(
    {
        *("add", "append", "appendleft", "clear", "discard", "extend", "insert", "pop", "remove", "reverse"),
        *("setdefault", "sort", "update"),
    }
)
"""Methods by which built-in containers change themselves; they run no foreign code but hashing and comparing."""
_CHANGING_OPERATORS: Final = (ast.LShift, ast.RShift, ast.MatMult)
_DISPLAYS: Final = (ast.Constant, ast.JoinedStr, ast.Dict, ast.List, ast.Tuple, ast.Set)
_IMPORT_SYSTEM: Final = frozenset({"__file__", "__loader__", "__name__", "__package__", "__path__", "__spec__"})
"""Names of a module that steer the import system; giving them a value is an effect."""


class Effect:
    """Gathers the effect of one part; mutable, never leaves the summarizing stage."""

    __slots__ = ("calls", "happens", "methods", "mutates")

    def __init__(self) -> None:
        self.happens = False
        self.calls: list[Chain] = []
        self.mutates: list[str] = []
        self.methods: list[str] = []
        """Those of `mutates` that are changed by a method: only of a container is it known what that does."""

    def statement(self, node: ast.stmt) -> None:
        """Judge a statement that is one part (compound ones as a whole)."""
        judge = _STATEMENTS.get(node.__class__)
        if judge is None:
            self.happens = True
        else:
            judge(self, node)

    def expression(self, node: ast.expr | None) -> None:
        """Judge an expression, if there is one."""
        judge = _EXPRESSIONS.get(node.__class__)
        if judge is None:
            self.happens = True
        else:
            judge(self, node)

    def expressions(self, nodes: Iterable[ast.expr | None]) -> None:
        """Judge each expression that is there."""
        for node in nodes:
            if node.__class__ is not ast.Constant:
                self.expression(node)

    def class_header(self, node: ast.ClassDef) -> None:
        """Judge what runs when a class is defined, its body left out."""
        _decorators(self, node.decorator_list)
        self.expressions(node.bases)
        self.expressions(keyword.value for keyword in node.keywords)

    def function_header(self, node: ast.FunctionDef | ast.AsyncFunctionDef, *, annotations: bool) -> None:
        """Judge what runs when a function is defined."""
        if node.decorator_list:
            _decorators(self, node.decorator_list)
        args = node.args
        if args.defaults:
            self.expressions(args.defaults)
        if args.kw_defaults:
            self.expressions(args.kw_defaults)
        if annotations:
            for parameter in parameters(args):
                if parameter.annotation is not None:
                    self.expression(parameter.annotation)
            if node.returns is not None:
                self.expression(node.returns)


# -- statements ---------------------------------------------------------------------------------------------


def _decorators(effect: Effect, nodes: list[ast.expr]) -> None:
    for node in nodes:
        callee = callee_of(node)
        depth = 0
        inner = node
        while isinstance(inner, (ast.Call, ast.Subscript)):
            if isinstance(inner, ast.Call):
                _arguments(effect, inner)
            inner = inner.func if isinstance(inner, ast.Call) else inner.value
            depth += 1
        # The result of the first call is called too: of few callees it is known what that does.
        effect.calls.append((*callee, MADE_BY_CALL) if depth else callee)
        effect.happens |= not callee or depth > 1


def _assign(effect: Effect, node: ast.Assign) -> None:
    effect.expression(node.value)
    for target in node.targets:
        _target(effect, target)


def _annotated(effect: Effect, node: ast.AnnAssign) -> None:
    effect.expression(node.annotation)
    effect.expression(node.value)
    _target(effect, node.target)


def _augmented(effect: Effect, node: ast.AugAssign) -> None:
    effect.expression(node.value)
    effect.happens |= isinstance(node.op, _CHANGING_OPERATORS)
    _changes(effect, node.target)


def _target(effect: Effect, node: ast.expr) -> None:
    if isinstance(node, ast.Name):
        effect.happens |= node.id in _IMPORT_SYSTEM
    elif isinstance(node, (ast.Tuple, ast.List)):
        for item in node.elts:
            _target(effect, item)
    elif isinstance(node, ast.Starred):
        _target(effect, node.value)
    else:
        _changes(effect, node)


def _changes(effect: Effect, node: ast.expr) -> None:
    """Note that the value behind a target changes: `x.a = …`, `x[k] = …`, `x += …`."""
    depth = 0
    inner = node
    while isinstance(inner, (ast.Attribute, ast.Subscript)):
        if isinstance(inner, ast.Subscript):
            effect.expression(inner.slice)
        inner = inner.value
        depth += 1
    if isinstance(inner, ast.Name) and depth <= 1:
        effect.mutates.append(inner.id)
    else:
        effect.happens = True


def _expression_statement(effect: Effect, node: ast.Expr) -> None:
    match node.value:
        case ast.Constant():
            pass
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) as call if method in _MUTATORS:
            _arguments(effect, call)
            effect.happens |= method == "sort" and bool(call.keywords)
            effect.mutates.append(name)
            effect.methods.append(name)
        case _:
            effect.happens = True


def _loop(effect: Effect, node: ast.For) -> None:
    """Judge a loop that only fills tables: its statements are judged one by one."""
    effect.expression(node.iter)
    _target(effect, node.target)
    _inner(effect, (*node.body, *node.orelse))


def _choice(effect: Effect, node: ast.If) -> None:
    effect.expression(node.test)
    _inner(effect, (*node.body, *node.orelse))


def _inner(effect: Effect, nodes: Iterable[ast.stmt]) -> None:
    """Judge statements inside a part; an import that is no part of its own loads a module when it runs."""
    for node in nodes:
        effect.happens |= isinstance(node, (ast.Import, ast.ImportFrom))
        effect.statement(node)


def _nothing(_effect: Effect, _node: object) -> None:
    """Judge what does nothing by itself; what imports load is the linker's knowledge."""


def _function(effect: Effect, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    effect.function_header(node, annotations=True)


# -- expressions --------------------------------------------------------------------------------------------


def _arguments(effect: Effect, node: ast.Call) -> None:
    effect.expressions(node.args)
    effect.expressions(keyword.value for keyword in node.keywords)


def _call(effect: Effect, node: ast.Call) -> None:
    _arguments(effect, node)
    function = node.func
    if isinstance(function, ast.Name) and function.id == "next" and node.args:
        _advances(effect, node.args[0])
    if isinstance(function, ast.Attribute) and isinstance(function.value, _DISPLAYS):
        effect.expression(function.value)
    elif callee := chain_of(function):
        effect.calls.append(callee)
    else:
        effect.happens = True


def _advances(effect: Effect, node: ast.expr) -> None:
    """Judge `next(x)`: it changes what a name holds; what is made on the spot nobody else has."""
    if isinstance(node, ast.Name):
        effect.mutates.append(node.id)
    else:
        effect.happens |= isinstance(node, ast.Attribute | ast.Subscript)


def _below(effect: Effect, node: ast.expr) -> None:
    for field in _INSIDE[node.__class__]:
        value = getattr(node, field)
        if value.__class__ is list:
            effect.expressions(value)
        else:
            effect.expression(value)


def _elements(effect: Effect, node: ast.Tuple | ast.List | ast.Set) -> None:
    effect.expressions(node.elts)


def _attribute(effect: Effect, node: ast.Attribute) -> None:
    effect.expression(node.value)


def _operator(effect: Effect, node: ast.BinOp) -> None:
    left: ast.expr = node
    while isinstance(left, ast.BinOp):  # without recursion: generated sums are long
        if isinstance(left.op, _CHANGING_OPERATORS):
            effect.happens |= not (isinstance(left.left, ast.Constant) or isinstance(left.right, ast.Constant))
        effect.expression(left.right)
        left = left.left
    effect.expression(left)


def _comprehension(effect: Effect, node: Any) -> None:  # noqa: ANN401 (four node classes with the same fields)
    for generator in node.generators:
        effect.expression(generator.iter)
        effect.expressions(generator.ifs)
        _target(effect, generator.target)
        effect.happens |= bool(generator.is_async)
    effect.expressions(getattr(node, field, None) for field in ("elt", "key", "value"))


def _lambda(effect: Effect, node: ast.Lambda) -> None:
    effect.expressions(node.args.defaults)
    effect.expressions(node.args.kw_defaults)


_STATEMENTS: Final[dict[type, Callable[[Effect, Any], None]]] = {
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Expr: _expression_statement,
    ast.For: _loop,
    ast.If: _choice,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.Import: _nothing,
    ast.ImportFrom: _nothing,
    ast.Pass: _nothing,
    ast.Continue: _nothing,
    ast.Break: _nothing,
    TypeAlias: _nothing,  # Its value is evaluated late.
}
_INSIDE: Final[dict[type, tuple[str, ...]]] = {
    ast.Dict: ("keys", "values"),
    ast.Starred: ("value",),
    ast.JoinedStr: ("values",),
    ast.FormattedValue: ("value", "format_spec"),
    ast.UnaryOp: ("operand",),
    ast.BoolOp: ("values",),
    ast.Compare: ("left", "comparators"),
    ast.IfExp: ("test", "body", "orelse"),
    ast.Subscript: ("value", "slice"),
    ast.Slice: ("lower", "upper", "step"),
    ast.NamedExpr: ("target", "value"),
}
"""Fields with expressions, of what has no effect beyond theirs."""

_EXPRESSIONS: Final[dict[type, Callable[[Effect, Any], None]]] = {
    **dict.fromkeys(_INSIDE, _below),
    type(None): _nothing,
    ast.Constant: _nothing,
    ast.Name: _nothing,
    ast.Attribute: _attribute,
    ast.Tuple: _elements,
    ast.List: _elements,
    ast.Set: _elements,
    ast.BinOp: _operator,
    ast.Call: _call,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _comprehension,
    ast.Lambda: _lambda,
}
