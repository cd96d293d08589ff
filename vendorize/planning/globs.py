"""Patterns for paths: `*` and `?` stand for text without a slash, `**` for any text."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_WILD = {"**": ".*", "*": "[^/]*", "?": "[^/]"}


def fits(path: str, patterns: Iterable[str]) -> bool:
    """Tell whether a POSIX path fits one of some patterns."""
    return any(_compiled(pattern).fullmatch(path) for pattern in patterns)


def as_regular(pattern: str) -> str:
    """Return a regular expression for the same paths, where a dot stands for any character."""
    parts = re.split(r"(\*\*|\*|\?)", pattern)
    return "".join(_WILD.get(part) or re.escape(part) for part in parts)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(as_regular(pattern), re.DOTALL)
