"""Docstrings that the archive need not have: those of cold functions whose stubs have them, in the file.

A sign stands in the place of each, and becomes the stub's docstring when the function is loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.model.cold import DOC_SIGN
from vendorize.transform.compiling import again
from vendorize.transform.docstrings import docstring_of
from vendorize.transform.kinds import KINDS

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable, Sequence
    from types import CodeType

_LEAST = 40
"""Signs of a docstring that is worth one more step at the first call."""


def elided(node: ast.AST, code: CodeType, lines: Sequence[str], last: int, imports: str) -> range:
    """Return the lines of a function's docstring, counted from 1, if what is left can be made the function; else none.

    It has to stand on lines of its own. Of a generator or coroutine it is lower in the file than in the archive.
    """
    doc = docstring_of(node)
    if doc is None or code.co_flags & KINDS:
        return range(0)
    span = range(doc.lineno, (doc.end_lineno or doc.lineno) + 1)
    text = "\n".join(lines[line - 1] for line in span)
    before = lines[doc.lineno - 1].encode()[: doc.col_offset]
    behind = lines[span[-1] - 1].encode()[doc.end_col_offset :]
    if before.strip() or behind.strip() or len(text) < _LEAST:
        return range(0)
    found = again(without(lines, [span]), code, last, imports)
    if found is None or found.co_consts[:1] != (DOC_SIGN,):
        return range(0)
    return span if found.replace(co_consts=(code.co_consts[0], *found.co_consts[1:])) == code else range(0)


def without(lines: Sequence[str], spans: Iterable[range]) -> list[str]:
    """Return lines with the sign in place of docstrings, and as many as they were."""
    left = list(lines)
    for span in spans:
        for line in span:
            indent = len(left[line - 1]) - len(left[line - 1].lstrip())
            left[line - 1] = f'{left[line - 1][:indent]}"{DOC_SIGN}"' if line == span[0] else ""
    return left
