"""What a statement does when it runs at import time, beyond binding its names.

"Nothing" has to be provable: whatever is not understood counts as an effect. Calls are listed, not judged: whether a
callee is harmless is known only when its name is resolved. Operators count as harmless (a value that nobody asks for
may be computed or not), in-place ones and shifts do not: libraries use these to change their operands.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final

from vendorize_analysis.summarizing.chains import callee_of, chain_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vendorize_analysis.model.summary import Chain

_MUTATORS: Final = frozenset(
    {
        "append",
        "extend",
        "add",
        "update",
        "insert",
        "setdefault",
        "pop",
        "remove",
        "discard",
        "sort",
        "reverse",
        "appendleft",
        "clear",
    }
)
"""Methods by which built-in containers change themselves; they run no foreign code but hashing and comparing."""
_HARMLESS_OPERATORS: Final = (ast.LShift, ast.RShift, ast.MatMult)


class Effect:
    """Gathers the effect of one part; mutable, never leaves the summarizing stage."""

    def __init__(self) -> None:
        self.happens = False
        self.calls: list[Chain] = []
        self.mutates: list[str] = []

    # -- statements -----------------------------------------------------------------------------------------

    def statement(self, node: ast.stmt) -> None:
        """Judge a statement that is one part (compound ones as a whole)."""
        judge = _STATEMENTS.get(type(node))
        if judge is None:
            self.happens = True
        else:
            judge(self, node)

    def header(self, node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef, *, annotations: bool) -> None:
        """Judge what runs when a function or class is defined, the class body left out."""
        for decorator in node.decorator_list:
            if not (callee := callee_of(decorator)):
                self.happens = True
            self.calls.append(callee)
            if isinstance(decorator, ast.Call):
                self._arguments(decorator)
        if isinstance(node, ast.ClassDef):
            for base in (*node.bases, *(keyword.value for keyword in node.keywords)):
                self.expression(base.value if isinstance(base, ast.Starred) else base)
            return
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self.expression(default)
        if annotations:
            self._annotations(node)

    def _annotations(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        arguments = node.args
        for argument in (
            *arguments.posonlyargs,
            *arguments.args,
            *arguments.kwonlyargs,
            arguments.vararg,
            arguments.kwarg,
        ):
            if argument is not None and argument.annotation is not None:
                self.expression(argument.annotation)
        if node.returns is not None:
            self.expression(node.returns)

    def _assign(self, node: ast.Assign) -> None:
        self.expression(node.value)
        for target in node.targets:
            self._target(target)

    def _annotated(self, node: ast.AnnAssign) -> None:
        self.expression(node.annotation)
        if node.value is not None:
            self.expression(node.value)
        self._target(node.target)

    def _augmented(self, node: ast.AugAssign) -> None:
        self.expression(node.value)
        if isinstance(node.op, _HARMLESS_OPERATORS):
            self.happens = True
        self._changes(node.target)

    def _target(self, node: ast.expr) -> None:
        match node:
            case ast.Name():
                pass
            case ast.Tuple(elts=items) | ast.List(elts=items):
                for item in items:
                    self._target(item.value if isinstance(item, ast.Starred) else item)
            case _:
                self._changes(node)

    def _changes(self, node: ast.expr) -> None:
        """Note that the value behind a target changes: `x.a = …`, `x[k] = …`, `x += …`."""
        depth = 0
        inner = node
        while isinstance(inner, (ast.Attribute, ast.Subscript)):
            if isinstance(inner, ast.Subscript):
                self.expression(inner.slice)
            inner = inner.value
            depth += 1
        if isinstance(inner, ast.Name) and depth <= 1:
            self.mutates.append(inner.id)
        else:
            self.happens = True

    def _expression_statement(self, node: ast.Expr) -> None:
        match node.value:
            case ast.Constant():
                pass
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) as call if method in _MUTATORS:
                self._arguments(call)
                self.mutates.append(name)
            case _:
                self.happens = True

    def _loop(self, node: ast.For) -> None:
        """Judge a loop that only fills tables: its statements are judged one by one."""
        self.expression(node.iter)
        self._target(node.target)
        for statement in (*node.body, *node.orelse):
            self.statement(statement)

    def _choice(self, node: ast.If) -> None:
        self.expression(node.test)
        for statement in (*node.body, *node.orelse):
            self.statement(statement)

    def _nothing(self, node: ast.stmt) -> None:
        """Judge a statement that does nothing by itself."""

    def _import(self, node: ast.stmt) -> None:
        """Leave imports to the linker, which knows what they load."""

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.header(node, annotations=True)

    # -- expressions ----------------------------------------------------------------------------------------

    def expression(self, node: ast.expr) -> None:
        """Judge an expression."""
        judge = _EXPRESSIONS.get(type(node))
        if judge is None:
            self.happens = True
        else:
            judge(self, node)

    def expressions(self, nodes: Iterable[ast.expr | None]) -> None:
        """Judge each expression that is there."""
        for node in nodes:
            if node is not None:
                self.expression(node)

    def _arguments(self, node: ast.Call) -> None:
        self.expressions(item.value if isinstance(item, ast.Starred) else item for item in node.args)
        self.expressions(item.value for item in node.keywords)

    def _call(self, node: ast.Call) -> None:
        self._arguments(node)
        function = node.func
        if isinstance(function, ast.Attribute) and _is_literal(function.value):
            self.expression(function.value)
            return
        callee = chain_of(function)
        if not callee:
            self.happens = True
            return
        self.calls.append(callee)

    def _parts(self, node: ast.expr) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.expression(child)

    def _operator(self, node: ast.BinOp) -> None:
        if isinstance(node.op, _HARMLESS_OPERATORS) and not (
            isinstance(node.left, ast.Constant) or isinstance(node.right, ast.Constant)
        ):
            self.happens = True
        self._parts(node)

    def _comprehension(self, node: Any) -> None:  # noqa: ANN401 (four node classes with the same fields)
        for generator in node.generators:
            self.expression(generator.iter)
            self.expressions(generator.ifs)
            if generator.is_async:
                self.happens = True
        self.expressions(getattr(node, field, None) for field in ("elt", "key", "value"))

    def _lambda(self, node: ast.Lambda) -> None:
        self.expressions(node.args.defaults)
        self.expressions(node.args.kw_defaults)

    def _formatted(self, node: ast.FormattedValue) -> None:
        self.expression(node.value)
        self.expressions([node.format_spec])


def _is_literal(node: ast.expr) -> bool:
    return isinstance(node, (ast.Constant, ast.JoinedStr, ast.Dict, ast.List, ast.Tuple, ast.Set))


_STATEMENTS: Final[dict[type, Callable[[Effect, Any], None]]] = {
    ast.Assign: Effect._assign,
    ast.AnnAssign: Effect._annotated,
    ast.AugAssign: Effect._augmented,
    ast.Expr: Effect._expression_statement,
    ast.For: Effect._loop,
    ast.If: Effect._choice,
    ast.Pass: Effect._nothing,
    ast.Global: Effect._nothing,
    ast.Continue: Effect._nothing,
    ast.Break: Effect._nothing,
    ast.FunctionDef: Effect._function,
    ast.AsyncFunctionDef: Effect._function,
    ast.Import: Effect._import,
    ast.ImportFrom: Effect._import,
}
if hasattr(ast, "TypeAlias"):
    _STATEMENTS[ast.TypeAlias] = Effect._nothing

_EXPRESSIONS: Final[dict[type, Callable[[Effect, Any], None]]] = {
    ast.Constant: Effect._nothing,
    ast.Name: Effect._nothing,
    ast.Attribute: Effect._parts,
    ast.Tuple: Effect._parts,
    ast.List: Effect._parts,
    ast.Set: Effect._parts,
    ast.Dict: Effect._parts,
    ast.Starred: Effect._parts,
    ast.JoinedStr: Effect._parts,
    ast.FormattedValue: Effect._formatted,
    ast.BinOp: Effect._operator,
    ast.UnaryOp: Effect._parts,
    ast.BoolOp: Effect._parts,
    ast.Compare: Effect._parts,
    ast.IfExp: Effect._parts,
    ast.Subscript: Effect._parts,
    ast.Slice: Effect._parts,
    ast.NamedExpr: Effect._parts,
    ast.Call: Effect._call,
    ast.ListComp: Effect._comprehension,
    ast.SetComp: Effect._comprehension,
    ast.GeneratorExp: Effect._comprehension,
    ast.DictComp: Effect._comprehension,
    ast.Lambda: Effect._lambda,
}
