"""Which text is not given to libcst: its parser recurses without a guard, and ends the process where the stack does.

Our own parser has refused such a text, so that no tree can be measured. What is here is coarse and cheap, strings and
comments included: a file that is refused without need stays as it is, with all that it may need.
"""

from __future__ import annotations

import re
from typing import Final

_BRACKETS: Final = 200
"""More are a syntax error for every Python (`MAXLEVEL` of its tokenizer)."""
_PATTERN_BRACKETS: Final = 5
"""The time that libcst takes doubles with each level in the patterns of `match`."""
_CHAINED: Final = 500
"""Operators in one statement that nest to the right: `else`, `**`, `lambda`, and those before their operand."""
_PIECE: Final = re.compile(r"[(\[{]|[)\]}]|[\n,]|\b(?:else|lambda|not|await)\b|\*\*|[-+~]")


def is_risky(text: str) -> bool:
    """Tell whether a text may be nested too deeply for libcst."""
    depth = chained = functions = 0
    for found in _PIECE.finditer(text):
        piece = found[0]
        if piece in "([{":
            depth += 1
            if depth > _BRACKETS:
                return True
        elif piece in ")]}":
            depth = max(depth - 1, 0)
        elif piece == "," or (piece == "\n" and not depth):
            chained, functions = 0, functions if piece == "," else 0  # commas stand between parameters too
        elif piece != "\n":
            chained, functions = chained + 1, functions + (piece == "lambda")
            if max(chained, functions) > _CHAINED:
                return True
    return any(
        _deepest(text, found.end()) > _PATTERN_BRACKETS for found in re.finditer(r"^\s*case\b", text, re.MULTILINE)
    )


def _deepest(text: str, start: int) -> int:
    """Return how many brackets are open at once from a place to the end of the line in which all are closed again."""
    depth = most = 0
    for found in re.finditer(r"[(\[{]|[)\]}]|\n", text[start : start + 2000]):
        if found[0] in "([{":
            depth += 1
            most = max(most, depth)
        elif found[0] in ")]}":
            depth -= 1
        elif depth <= 0:
            break
    return most
