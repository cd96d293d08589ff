"""Count what is in files that nothing reaches: they are reported, but need no summary."""

from __future__ import annotations

import ast
import marshal
import re
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.analysis import Figures
from vendorize_analysis.model.summary import Unreadable
from vendorize_analysis.scanning.source import Source, parse, read

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.scanning.cache import Cache

_MAY_DEFINE: Final = re.compile(rb"\bdef\b")


def count(path: Path, cache: Cache) -> Figures:
    """Give the figures of a source file; one that is no Python counts as having no functions."""
    source = read(path)
    if isinstance(source, Unreadable):
        return Figures(0, 0, 0)
    key = f"count-{source.digest}"
    stored = cache.get(key)
    if stored is None:
        functions = _functions(source)
        cache.put(key, marshal.dumps(functions))
    else:
        functions = int(marshal.loads(stored))  # noqa: S302 (our own cache, checked by its digest)
    return Figures(functions, source.lines, len(source.data))


def _functions(source: Source) -> int:
    if not _MAY_DEFINE.search(source.data):
        return 0
    tree = parse(source.data)
    if isinstance(tree, Unreadable):
        return 0
    waiting: list[ast.AST] = [tree]
    found = 0
    # Only statements hold functions, so expressions are left out of the walk.
    while waiting:
        node = waiting.pop()
        found += isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for field in ("body", "orelse", "handlers", "finalbody", "cases"):
            inner = getattr(node, field, None)
            if isinstance(inner, list):
                waiting += inner
    return found
