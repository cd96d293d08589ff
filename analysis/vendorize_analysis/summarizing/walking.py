"""What is gathered from each class of node; a class without an entry is only walked through."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, Final

from vendorize_analysis.summarizing import functions, names, statements
from vendorize_analysis.summarizing.annotations import annotated_assignment
from vendorize_analysis.summarizing.below import FIELDS

Handler = Callable[[Any, Any], None]
"""A function of a `Gatherer` and a node of one class."""


class Handlers(dict[type, Handler]):
    """Knows a function for every class of node, and for what stands where a node is missing."""

    def __missing__(self, kind: type) -> Handler:
        handler = self[kind] = self._walker(kind)
        return handler

    def _walker(self, kind: type) -> Handler:
        fields = FIELDS[kind]
        if not fields:
            return _nothing

        def walk(gatherer: object, node: object) -> None:
            for field in fields:
                value = getattr(node, field, None)
                if value.__class__ is list:
                    for item in value:
                        self[item.__class__](gatherer, item)
                else:
                    self[value.__class__](gatherer, value)

        return walk


def _nothing(_gatherer: object, _node: object) -> None:
    """Gather nothing."""


HANDLERS: Final = Handlers(
    {
        ast.Name: names.name,
        ast.Attribute: names.attribute,
        ast.Call: names.call,
        ast.Assign: names.assignment,
        ast.Expr: names.expression,
        ast.Return: names.expression,
        ast.BinOp: names.operation,
        ast.Constant: names.constant,
        ast.List: names.sequence,
        ast.Tuple: names.sequence,
        ast.Subscript: names.subscript,
        ast.Compare: names.comparison,
        ast.Import: names.import_,
        ast.ImportFrom: names.import_from,
        ast.AnnAssign: annotated_assignment,
        ast.FunctionDef: functions.function,
        ast.AsyncFunctionDef: functions.function,
        ast.ClassDef: functions.class_,
        ast.Lambda: functions.lambda_,
        ast.ListComp: functions.comprehension,
        ast.SetComp: functions.comprehension,
        ast.DictComp: functions.comprehension,
        ast.GeneratorExp: functions.comprehension,
        ast.NamedExpr: functions.named_expression,
        ast.AugAssign: statements.augmented_assignment,
        ast.If: statements.choice,
        ast.IfExp: statements.conditional,
        ast.Global: statements.global_,
        ast.Nonlocal: statements.nonlocal_,
        ast.ExceptHandler: statements.handler,
        ast.MatchAs: statements.match_name,
        ast.MatchStar: statements.match_name,
        ast.MatchMapping: statements.match_mapping,
        ast.MatchClass: statements.match_class,
    }
)
if hasattr(ast, "TypeAlias"):  # Python 3.12
    HANDLERS[ast.TypeAlias] = functions.type_alias
