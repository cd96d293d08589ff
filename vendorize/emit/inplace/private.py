"""Find where the project's own code imports from the private package, which every run makes anew."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.newer import parse_any
from vendorize_analysis.reading import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def private_imports(file: Path, module: str, namespace: str) -> list[int]:
    """Return the lines of a module that import the package `namespace`, or something in it; none if unreadable."""
    last = namespace.rpartition(".")[2]
    try:
        content = read_bytes(file)
        tree = parse_any(content) if last.encode() in content else None
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    package = module.split(".") if file.name == "__init__.py" else module.split(".")[:-1]
    nodes = ast.walk(tree) if tree is not None else ()
    found = {
        node.lineno
        for node in nodes
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in _named_by(node, package)
        if name == namespace or name.startswith(f"{namespace}.")
    }
    return sorted(found)


def _named_by(node: ast.Import | ast.ImportFrom, package: list[str]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
        return
    above = package[: len(package) - node.level + 1] if node.level else []
    base = ".".join([*above, *([node.module] if node.module else [])])
    yield from (f"{base}.{alias.name}" for alias in node.names)
    yield base
