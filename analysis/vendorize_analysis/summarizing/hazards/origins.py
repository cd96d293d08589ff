"""Where text that is run as code comes from: the code around it, a file that this reads, or anywhere else."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final, Literal

from vendorize_analysis.summarizing.syntax.chains import last_name

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.references.collector import ReferenceCollector

Origin = Literal["made", "file", "mixed", "given"]

READERS: Final = frozenset(
    {
        *("read", "read_text", "read_bytes", "readline", "readlines", "open_code"),
        *("getline", "getlines", "get_data", "resource_string", "read_binary", "get_source", "source_to_code"),
    }
)
"""Functions and methods that give the text of a file, by their last names."""
_DEEPEST: Final = 4
"""Assignments that are followed; more of them are not usual, and a loop of them has no end."""


def text_origin(collector: ReferenceCollector, node: ast.expr | None, depth: int = 0) -> Origin:
    """Return where an expression has its text from.

    A variable is followed where plain assignments give it the results of calls. What is not known may be anything.
    """
    if node is None or depth > _DEEPEST:
        return "given"
    if any(isinstance(each, ast.Call) and last_name(each.func) in READERS for each in ast.walk(node)):
        return "mixed" if isinstance(node, ast.BinOp | ast.JoinedStr) else "file"
    match node:
        case ast.Call(
            func=ast.Name(id="compile" | "dedent") | ast.Attribute(value=ast.Name(id="textwrap"), attr="dedent"),
            args=[source, *_],
        ):
            return text_origin(collector, source, depth + 1)
        case (
            ast.Constant() | ast.JoinedStr() | ast.BinOp() | ast.Call(func=ast.Attribute(attr="format" | "format_map"))
        ):
            return "made"
        case ast.Name(id=name):
            return _of_variable(collector, name, depth)
        case _:
            return "given"


def _of_variable(collector: ReferenceCollector, name: str, depth: int) -> Origin:
    """Return where a variable has its text from; of a global one that is not known."""
    for scope in collector.inner_scopes():
        if name in scope.bound and not scope.is_class:
            calls = (scope.values or {}).get(name, [])
            found = {text_origin(collector, call, depth + 1) for call in calls} if name not in scope.given else set()
            if len(found) == 1:
                return found.pop()
            return "given" if found.isdisjoint({"file", "mixed"}) else "mixed"
    return "given"
