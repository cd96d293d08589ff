"""Code objects, to compare: of a whole module, of the functions in it, and of a function as it is loaded."""

from __future__ import annotations

import warnings
from types import CodeType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_FUTURE = 0x1FF0000
"""Flags of code that are imports from `__future__` (`compile` takes them, and the runtime has the same number)."""


def compiled(text: bytes) -> CodeType | None:
    """Return the code of a module as this Python compiles it; None where it does not."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return compile(text.decode("utf-8"), "<module>", "exec", dont_inherit=True, optimize=0)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def functions_in(code: CodeType) -> dict[tuple[int, str], CodeType]:
    """Return the functions that are in code, by first line and name."""
    found: dict[tuple[int, str], CodeType] = {}
    left = [code]
    while left:
        for one in left.pop().co_consts:
            if isinstance(one, CodeType):
                found[one.co_firstlineno, one.co_name] = one
                left.append(one)
    return found


def again(lines: Sequence[str], code: CodeType, last: int, imports: str) -> CodeType | None:
    """Return a function as the runtime compiles it, from its lines alone, behind what the module imports."""
    first = code.co_firstlineno
    chunk = lines[first - 1 : last]
    indent = chunk[0][: len(chunk[0]) - len(chunk[0].lstrip())]
    around = [f"class {name}:" for name in code.co_qualname.split(".")[:-1]] or (["if 1:"] if indent else [])
    around = [indent[:depth] + line for depth, line in enumerate(around)]
    before = first - 1 - len(around)
    text = (imports if before > 0 else "") + "\n" * before + "\n".join((*around, *chunk, ""))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # nobody heard one when the module was compiled
            flags = code.co_flags & _FUTURE
            found = compile(text, "<module>", "exec", flags=flags, dont_inherit=True, optimize=0)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    made = functions_in(found).get((first, code.co_name))
    return made if made is not None and made.co_qualname == code.co_qualname else None
