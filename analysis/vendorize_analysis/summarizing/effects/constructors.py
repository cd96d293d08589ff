"""What a constructor does beyond initializer_calls its own object, as far as its text tells.

`def __init__(self, a): super().__init__(); self.a = a` fills the object that is made and nothing else. Calls are
listed, not judged, as for statements (`effects`). Whatever is not understood counts as an effect.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.summarizing.effects.effect import Effect
from vendorize_analysis.summarizing.syntax.below import nodes_in, stored_names

if TYPE_CHECKING:
    from vendorize_analysis.model.summary import Chain

_MAKES: Final = ("object",)
"""What every constructor that is understood calls, so that it calls something."""


def initializer_calls(node: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[Chain, ...]:
    """Return what `__init__` calls if it fills its own object and does no more than these calls; nothing if it may."""
    positional = (*node.args.posonlyargs, *node.args.args)
    if isinstance(node, ast.AsyncFunctionDef) or node.decorator_list or not positional:
        return ()
    found = _Filling(positional[0].arg)
    if not all(map(found.statement, node.body)):
        return ()
    effect = found.effect
    if effect.happens or effect.mutates or not _local(node).isdisjoint(chain[0] for chain in effect.calls):
        return ()
    return tuple(dict.fromkeys((_MAKES, *effect.calls)))


def _local(node: ast.AST) -> set[str]:
    """Name everything that is no name of the module: parameters (of lambdas too), and what gets a value."""
    nodes = nodes_in(node)
    return {*stored_names(nodes), *(each.arg for each in nodes if isinstance(each, ast.arg))}


class _Filling:
    """Goes through one constructor."""

    def __init__(self, owner: str) -> None:
        self.owner = owner
        self.effect = Effect()

    def statement(self, node: ast.stmt) -> bool:
        """Tell whether a statement does no more than fill the object, beside the expressions that are collected."""
        match node:
            case ast.Pass() | ast.Expr(value=ast.Constant()) | ast.Return(value=None):
                return True
            case ast.Assign(targets=targets, value=value):
                self.effect.expression(value)
                return all(map(self._target, targets))
            case ast.AnnAssign(target=target, value=value):
                self.effect.expression(value)
                return self._target(target)
            case ast.If(test=test, body=body, orelse=rest):
                self.effect.expression(test)
                return all(map(self.statement, (*body, *rest)))
            case ast.Expr(
                value=ast.Call(
                    func=ast.Attribute(value=ast.Call(func=ast.Name(id="super"), args=[]), attr="__init__")
                ) as call
            ):
                # All constructors above are looked at anyway.
                self.effect.expressions((*call.args, *(keyword.value for keyword in call.keywords)))
                return True
            case _:
                return False

    def _target(self, node: ast.expr) -> bool:
        match node:
            case ast.Name(id=name):
                return name != self.owner
            case ast.Attribute(value=ast.Name(id=name)):
                return name == self.owner
            case _:
                return False
