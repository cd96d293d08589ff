"""Find the names in files that hold Python under another ending: recipes, settings, what is run as text."""

from __future__ import annotations

import ast
import re
import warnings
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

SILENT: Final = frozenset(
    {
        *(".py", ".pyc", ".pyi", ".pyx", ".pxd", ".pxi", ".typed"),
        *(".so", ".pyd", ".dll", ".dylib", ".a", ".lib", ".exe"),
        *(".c", ".h", ".cc", ".cpp", ".cxx", ".hpp", ".cu", ".f", ".f90", ".rs", ".go", ".java", ".jar", ".class"),
        *(".po", ".pot", ".mo", ".dat", ".bin", ".npy", ".npz", ".pkl", ".pickle", ".csv", ".tsv", ".db", ".sqlite"),
        *(".png", ".jpg", ".jpeg", ".gif", ".ico", ".bmp", ".tif", ".tiff", ".webp", ".pdf", ".eps", ".ps", ".afm"),
        *(".ttf", ".otf", ".woff", ".woff2", ".eot", ".wav", ".mp3", ".zip", ".gz", ".bz2", ".xz", ".tar", ".whl"),
        *(".map", ".ts", ".tsx", ".jsx", ".scss", ".less", ".sass", ".ipynb", ".pem", ".crt", ".tab", ".gsb"),
    }
)
"""Endings of files that are no Python code, or are read as such already."""
_LARGEST: Final = 100_000
"""Characters; code that is kept as data is short."""
_STATEMENT: Final = re.compile(
    r"^(?:from [\w.]+ import \S|import [\w.]+\s*(?:as \w+|,.*)?$|def \w+\(|class \w+[(:])", re.MULTILINE
)


def names_of_code(text: str, *, expected: bool) -> list[str]:
    """Return what a text names if it is Python: dotted names that it imports, and identifiers, sorted.

    Unless code is `expected`, a text counts only if a line of it looks like a statement that begins a program.
    """
    if not text.strip() or len(text) > _LARGEST or not (expected or _STATEMENT.search(text)):
        return []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return sorted({name for node in ast.walk(tree) for name in _names(node)})


def _names(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=str(module), names=names, level=0):
            yield module
            yield from (f"{module}.{alias.name}" for alias in names)
        case ast.ImportFrom(names=names):
            yield from (alias.name for alias in names)
        case ast.Attribute(attr=name) | ast.Name(id=name) | ast.keyword(arg=str(name)):
            yield name
        case ast.Constant(value=str(text)) if text.replace(".", "").isidentifier():
            yield text
        case _:
            pass
