"""Format strings and `%` taken apart into literals and holes, for code that puts names together."""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING, Final

from vendorize_analysis.callgraph.ir.keys import MOST_TEXT

if TYPE_CHECKING:
    import ast
    from collections.abc import Mapping, Sequence

_PERCENT: Final = re.compile(r"%(%|[a-zA-Z])")


def formatted(text: str, positional: Sequence[int], keywords: Mapping[str, int]) -> tuple[str | int, ...] | None:
    """Return the literals and variables that `str.format` puts together, None where it does more than that."""
    parts: list[str | int] = []
    try:
        fields = list(string.Formatter().parse(text))
    except ValueError:
        return None
    for count, (literal, name, spec, conversion) in enumerate(fields):
        parts.append(literal)
        if name is None:
            continue
        place = int(name) if name.isdecimal() else count if not name else -1
        found = keywords.get(name, -1) if place < 0 else positional[place] if place < len(positional) else -1
        if found < 0 or spec or conversion:
            return None
        parts.append(found)
    return tuple(parts)


def percent(text: str, count: int) -> list[str] | None:
    """Return the literals around so many `%s`, None where there is anything else."""
    found = _PERCENT.findall(text)
    if any(each != "s" for each in found) or len(found) != count or text.count("%") != count:
        return None
    return text.split("%s")


def is_short(node: ast.Constant) -> bool:
    """Tell whether a literal may serve as a name or key."""
    return type(node.value) is int or (isinstance(node.value, str) and len(node.value) <= MOST_TEXT)
