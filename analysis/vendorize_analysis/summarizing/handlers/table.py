"""The table of handlers that every collector of references is handed: the one place that knows them all.

Handlers know the collector, and the collector knows only what it is handed; so nothing here is imported in a circle.
A class of node without an entry is only walked through.
"""

from __future__ import annotations

import ast
from typing import Final

from vendorize_analysis.newer.nodes import TypeAlias
from vendorize_analysis.summarizing.handlers import expressions, scopes, statements
from vendorize_analysis.summarizing.hazards.files import sources_at_end
from vendorize_analysis.summarizing.references.annotations import annotated_assignment
from vendorize_analysis.summarizing.references.computed_names import answer
from vendorize_analysis.summarizing.references.conditions import hand_on
from vendorize_analysis.summarizing.references.local_values import reveal
from vendorize_analysis.summarizing.references.visitor import Handlers, Visitor

_HANDLERS: Final = Handlers(
    {
        ast.Name: expressions.name,
        ast.Attribute: expressions.attribute,
        ast.Call: expressions.call,
        ast.Assign: expressions.assignment,
        ast.Expr: expressions.expression,
        ast.Return: expressions.expression,
        ast.BinOp: expressions.operation,
        ast.Constant: expressions.constant,
        ast.FormattedValue: expressions.formatted,
        ast.List: expressions.sequence,
        ast.Tuple: expressions.sequence,
        ast.Subscript: expressions.subscript,
        ast.Compare: expressions.comparison,
        ast.Import: statements.import_,
        ast.ImportFrom: statements.import_from,
        ast.AnnAssign: annotated_assignment,
        ast.FunctionDef: scopes.function,
        ast.AsyncFunctionDef: scopes.function,
        ast.ClassDef: scopes.class_,
        ast.Lambda: scopes.lambda_,
        ast.ListComp: scopes.comprehension,
        ast.SetComp: scopes.comprehension,
        ast.DictComp: scopes.comprehension,
        ast.GeneratorExp: scopes.comprehension,
        ast.NamedExpr: scopes.named_expression,
        ast.Starred: statements.starred,
        ast.AugAssign: statements.augmented_assignment,
        ast.For: statements.loop,
        ast.AsyncFor: statements.loop,
        ast.If: statements.choice,
        ast.IfExp: statements.conditional,
        ast.Global: statements.global_,
        ast.Nonlocal: statements.nonlocal_,
        ast.ExceptHandler: statements.handler,
        ast.MatchAs: statements.match_name,
        ast.MatchStar: statements.match_name,
        ast.MatchMapping: statements.match_mapping,
        ast.MatchClass: statements.match_class,
        TypeAlias: scopes.type_alias,
    }
)

VISITOR: Final = Visitor(_HANDLERS, at_end=(reveal, answer, hand_on, sources_at_end))
