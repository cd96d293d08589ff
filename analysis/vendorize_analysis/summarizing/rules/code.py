"""Code and annotations that are evaluated from text (VZ301, VZ304)."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.summarizing.chains import chain_of
from vendorize_analysis.summarizing.rules.arguments import argument, literal
from vendorize_analysis.summarizing.strings import names_in

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.gathering import Gatherer

_MAKES: Final = "makes code at run time"


def execute(gatherer: Gatherer, node: ast.Call) -> None:
    """`exec`, `eval`, `compile`: names inside strings are code."""
    if isinstance(node.func, ast.Attribute) and chain_of(node.func)[:1] != ("builtins",):
        return
    text = literal(argument(node, 0, "source"))
    for word in sorted(names_in(text)):
        chain = tuple(word.split("."))
        gatherer.load(chain, node.lineno)
        for name in chain[1:]:
            gatherer.attribute(name, node.lineno)
    gatherer.hazard("VZ301", node.lineno, "", _MAKES)


def passed_executor(gatherer: Gatherer, node: ast.Name) -> None:
    """`run = exec`: the function is a value."""
    if node is not gatherer.callee and not gatherer.is_local(node.id):
        gatherer.hazard("VZ301", node.lineno, "", _MAKES)


def annotations(gatherer: Gatherer, node: ast.Call | ast.Attribute) -> None:
    """`get_type_hints(x)`, `x.__annotations__`: annotations that are text are evaluated."""
    gatherer.hazard("VZ304", node.lineno, "", "evaluates annotations at run time")


def signature(gatherer: Gatherer, node: ast.Call) -> None:
    """`inspect.signature(x, eval_str=True)` evaluates annotations too."""
    if any(keyword.arg == "eval_str" for keyword in node.keywords):
        annotations(gatherer, node)
