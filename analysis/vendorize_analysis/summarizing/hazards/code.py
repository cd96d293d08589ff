"""Code and annotations that are evaluated from text (VZ301, VZ304), and code that is run as a program (VZ403)."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.hazards.code import DynamicCode, EvaluatedAnnotations, StartedProgram
from vendorize_analysis.summarizing.hazards.arguments import argument, callee_name, literal
from vendorize_analysis.summarizing.hazards.commands import read_code, started
from vendorize_analysis.summarizing.hazards.origins import text_origin
from vendorize_analysis.summarizing.syntax.chains import chain_of

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.references.collector import ReferenceCollector


def execute(collector: ReferenceCollector, node: ast.Call) -> None:
    """`exec`, `eval`, `compile`: names inside strings are code."""
    if isinstance(node.func, ast.Attribute) and chain_of(node.func)[:1] != ("builtins",):
        return
    source = argument(node, 0, "source")
    if text := literal(source):
        read_code(collector, text, node.lineno)
    # A text that has a global name is made of strings that are read; any other may come from anywhere.
    known = text or (isinstance(source, ast.Name) and not collector.is_local(source.id))
    bare = not known and len(node.args) == 1 and not node.keywords and callee_name(node) != "compile"
    collector.hazard(DynamicCode(node.lineno, text_origin(collector, source), bare))


def passed_executor(collector: ReferenceCollector, node: ast.Name) -> None:
    """`run = exec`: the function is a value."""
    if node is not collector.callee and not collector.is_local(node.id):
        collector.hazard(DynamicCode(node.lineno, "given", bare=True))


def type_hints(collector: ReferenceCollector, node: ast.Call | ast.Attribute) -> None:
    """`get_type_hints(x)`, `x.__annotations__`: annotations that are text are evaluated."""
    collector.hazard(EvaluatedAnnotations(node.lineno))


def signature(collector: ReferenceCollector, node: ast.Call) -> None:
    """`inspect.signature(x, eval_str=True)` evaluates annotations too."""
    if any(keyword.arg == "eval_str" for keyword in node.keywords):
        type_hints(collector, node)


def run_module(collector: ReferenceCollector, node: ast.Call) -> None:
    """`runpy.run_module("x")` runs a module as the program."""
    started(collector, argument(node, 0, "mod_name"), node.lineno, "run")


def run_path(collector: ReferenceCollector, node: ast.Call) -> None:
    """`runpy.run_path(path)` runs a file as the program; loaders of files do much the same."""
    collector.hazard(StartedProgram(node.lineno, form="file"))


CALLS: Final = {
    "run_module": run_module,
    "run_path": run_path,
    "spec_from_file_location": run_path,
    "SourceFileLoader": run_path,
    "load_source": run_path,
    "exec": execute,
    "eval": execute,
    "compile": execute,
    "get_type_hints": type_hints,
    "get_annotations": type_hints,
    "ForwardRef": type_hints,
    "signature": signature,
}
"""By the last name of the callee."""


ATTRIBUTES: Final = {
    "__annotations__": type_hints,
    "ForwardRef": type_hints,
}
"""By the attribute's name."""


NAMES: Final = {
    "exec": passed_executor,
    "eval": passed_executor,
}
"""Functions by whose name a rule knows a call, where they are no callee but a value."""
