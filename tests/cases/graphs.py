"""Print the certain call graph of the modules in a folder: one line for each caller."""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING

from vendorize_analysis.callgraph import draw
from vendorize_analysis.summarizing import Target

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.model.callgraph import CallGraph


class FolderSources:
    """The modules of a folder."""

    def __init__(self, folder: Path) -> None:
        self.target = Target((3, 11))
        self.paths: dict[str, Path] = {}
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(folder).with_suffix("").parts
            self.paths[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path

    def tree(self, module: str) -> ast.Module | None:
        path = self.paths.get(module)
        return ast.parse(path.read_text(encoding="utf-8")) if path else None

    def is_package(self, module: str) -> bool:
        return self.paths[module].name == "__init__.py"

    def kind(self, module: str) -> str:
        if module in self.paths:
            return "source"
        if any(name.startswith(f"{module}.") for name in self.paths):
            return "namespace"
        return "stdlib" if module in sys.stdlib_module_names else "missing"


def graph_of(folder: Path) -> CallGraph:
    sources = FolderSources(folder)
    return draw(sources, list(sources.paths))


def print_graph(folder: Path) -> str:
    """Return each caller with the callees that are certain."""
    return _print(folder, certain=True)


def print_possible(folder: Path) -> str:
    """Return each caller with the callees that only a name leads to."""
    return _print(folder, certain=False)


def _print(folder: Path, *, certain: bool) -> str:
    found: dict[str, set[str]] = {}
    edges = [edge for edge in graph_of(folder).edges if edge.kind == "call"]
    sure = {(edge.caller, edge.callee) for edge in edges if edge.certain}
    for edge in edges:
        if ((edge.caller, edge.callee) in sure) == certain:
            found.setdefault(edge.caller, set()).add(edge.callee)
    return "".join(f"{caller} -> {', '.join(sorted(callees))}\n" for caller, callees in sorted(found.items()))
