"""Strings that hold code or a marked name: the modules that they name move like those in the code around them."""

from __future__ import annotations

import ast
import re
import textwrap
from typing import TYPE_CHECKING

from vendorize.transform.imports import moved_import
from vendorize_analysis.model.hazards.code import DynamicCode

if TYPE_CHECKING:
    from vendorize.model.plan import ModulePlan
    from vendorize.transform.changes import Context

_MARK = "ext://"
"""How `logging.config` marks a dotted name (schema of configuration dictionaries)."""
_BEGINS = re.compile(r"\s*from[ \t]+[\w.]+[ \t]+import\b")
_STATEMENT = re.compile(
    r"\b(?:(?P<from>from[ \t]+)(?P<source>\.*[\w.]*)(?P<import>[ \t]+import\b)"
    r"|import[ \t]+(?P<module>[^\W\d][\w.]*)(?:[ \t]+as[ \t]+(?P<asname>\w+))?(?=[ \t]*(?:[;#\r\n\\'\"]|\Z)))"
)
"""An import as it stands in a string or in the source of one, where an escape or a quote may end it."""


def makes_code(plan: ModulePlan) -> bool:
    """Tell whether strings of a module may be code that it runs."""
    parts = plan.summary.parts if plan.summary is not None else ()
    return any(isinstance(hazard, DynamicCode) for part in parts for hazard in part.hazards)


def moved_text(text: str, context: Context, *, code: bool) -> str:
    """Return a string with the module moved that a mark in front announces, and, with `code`, those that it imports."""
    name = text.removeprefix(_MARK)
    if name != text:
        return f"{_MARK}{context.namespace}.{name}" if context.moves(name) else text
    if code and _STATEMENT.search(text) and _is_code(text):
        return _moved(text, context)
    return text


def moved_literal(literal: str, moved: str, context: Context) -> str:
    """Return the source of a string constant that is to mean `moved`: as it was written, where that is possible."""
    in_place = _moved(literal, context).replace(_MARK, f"{_MARK}{context.namespace}.", int(moved.startswith(_MARK)))
    try:
        if ast.literal_eval(in_place) == moved:
            return in_place
    except (SyntaxError, ValueError):
        pass  # an import that is written with escapes, or in two adjacent literals
    lines = literal.count("\n")
    return f"({moved!a}{chr(10) * lines})" if lines else ascii(moved)


def _is_code(text: str) -> bool:
    """Tell whether a text is Python, or the beginning of an import that is completed at run time."""
    if _BEGINS.match(text):
        return True
    try:
        ast.parse(textwrap.dedent(text).strip())
    except (SyntaxError, ValueError):
        return False
    return True


def _moved(text: str, context: Context) -> str:
    def move(found: re.Match[str]) -> str:
        name = found["source"] or found["module"]
        if not context.moves(name):
            return found[0]
        if found["source"]:
            return f"{found['from']}{context.namespace}.{name}{found['import']}"
        return moved_import(name, found["asname"], context.namespace)

    return _STATEMENT.sub(move, text)
