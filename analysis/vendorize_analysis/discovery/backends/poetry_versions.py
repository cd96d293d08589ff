"""Translate Poetry's version constraints to PEP 440, and its markers to PEP 508.

Source: python-poetry.org/docs/dependency-specification.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_VERSION = re.compile(r"v?(\d+(?:\.\d+)*)(.*)$")
_SPACED = re.compile(r"([<>=!~^]=?|===)\s+")
_PYTHON_CLAUSE = re.compile(r"(===|~=|==|!=|<=|>=|<|>)\s*(.+)$")


def translate_constraint(text: str) -> str:
    """Return a PEP 440 specifier set; empty (anything goes) for `*` and for unions, which PEP 440 cannot say."""
    if "|" in text:
        return ""
    clauses = _SPACED.sub(r"\1", text.strip()).replace(",", " ").split()
    return ",".join(clause for clause in map(_clause, clauses) if clause)


def python_marker(text: str) -> str:
    """Return the marker for a constraint on Python; empty where every version will do."""
    choices = [_python_choice(choice) for choice in re.split(r"\|\|?", text)]
    if not all(choices):
        return ""
    return choices[0] if len(choices) == 1 else " or ".join(f"({choice})" for choice in choices)


def _python_choice(text: str) -> str:
    parts = []
    for clause in filter(None, translate_constraint(text).split(",")):
        match = _PYTHON_CLAUSE.match(clause)
        if match is None:
            continue
        operator, version = match.groups()
        name = "python_full_version" if version.count(".") > 1 else "python_version"
        parts.append(f'{name} {operator} "{version}"')
    return " and ".join(parts)


def _clause(text: str) -> str:
    if text == "*":
        return ""
    if text.startswith("^"):
        return _range(text[1:], _caret)
    if text.startswith("~") and not text.startswith("~="):
        return _range(text[1:], _tilde)
    if text[0] in "<>=!~":
        # Poetry takes a lone `=` for `==`.
        return f"={text}" if re.match(r"=[^=]", text) else text
    return f"=={text}"


def _range(version: str, above: Callable[[list[int]], list[int]]) -> str:
    """Return the range from a version to the one that is out of it; a version that is none allows anything."""
    match = _VERSION.match(version)
    if match is None:
        return ""
    numbers = [int(part) for part in match[1].split(".")]
    return f">={version},<{'.'.join(map(str, above(numbers)))}"


def _caret(numbers: list[int]) -> list[int]:
    """Return the next version that changes the leftmost number that is not zero."""
    at = next((index for index, number in enumerate(numbers) if number), len(numbers) - 1)
    return [*numbers[:at], numbers[at] + 1, *[0] * (len(numbers) - at - 1)]


def _tilde(numbers: list[int]) -> list[int]:
    """Return the next minor version; the next major one where only that is given."""
    at = min(len(numbers) - 1, 1)
    return [*numbers[:at], numbers[at] + 1]
