"""The level of `__import__`: how many dots stand before the name (language reference, "The import statement")."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.patterns import ANYTHING, PACKAGE_NAME, Pattern
from vendorize_analysis.summarizing.hazards.arguments import argument

if TYPE_CHECKING:
    from collections.abc import Iterator

_LEVEL: Final = 4
"""Position of the level among the arguments of `__import__`."""


def by_level(node: ast.Call, pattern: Pattern) -> Iterator[Pattern]:
    """Yield what the name of `__import__` matches with each level that it may have (which counts dots before it)."""
    for level in levels(node):
        own = level == 1 and pattern.useful
        yield pattern.after(f"{PACKAGE_NAME}.") if own else pattern.known if level == 0 else ANYTHING


def levels(node: ast.Call) -> tuple[int, ...]:
    """Return the levels that a call of `__import__` may have."""
    match argument(node, _LEVEL, "level"):
        case None:
            return (0,)
        case ast.Constant(value=int(level)):
            return (level,)
        case _:
            return (0, 1)
