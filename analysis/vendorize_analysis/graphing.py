"""The call graph of a project that was analysed: sources found again, values followed through them.

Only who asks for the graph pays for it: the analysis itself reads no flow facts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from vendorize_analysis.callgraph import draw
from vendorize_analysis.model.summary import Unreadable
from vendorize_analysis.scanning import collection_paused, index_modules
from vendorize_analysis.scanning.source import parse, read
from vendorize_analysis.summarizing import Target

if TYPE_CHECKING:
    import ast

    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.callgraph import CallGraph

GraphScope = Literal["first-party", "all"]
MOST_FUNCTIONS = 2_500
"""Beyond that calls from different places are seen as one: telling them apart costs too much."""


def draw_graph(analysis: Analysis, scope: GraphScope) -> CallGraph:
    """Give the call graph of the first-party code, or with that of all dependencies that it reaches."""
    sources = _ProjectSources(analysis, scope)
    names = [module.name for module in analysis.project.modules]
    read_modules = [name for name in analysis.modules if scope == "all" or not analysis.modules[name].distribution]
    functions = sum(
        0 if isinstance(summary, Unreadable) else summary.functions
        for summary in (analysis.modules[name].summary for name in read_modules)
    )
    with collection_paused():
        return draw(sources, names, sensitive=functions <= MOST_FUNCTIONS)


class _ProjectSources:
    """Finds the modules of a project and of its dependencies."""

    def __init__(self, analysis: Analysis, scope: GraphScope) -> None:
        self.target = Target()
        self._index = index_modules(analysis.project, analysis.environment)
        self._scope = scope
        self._dependencies = analysis.environment.closure

    def tree(self, module: str) -> ast.Module | None:
        """Give the syntax tree of a module that is in scope."""
        found = self._index.find(module)
        if found is None or found.path is None or found.kind not in {"first-party", "source", "package"}:
            return None
        if found.distribution and (self._scope == "first-party" or found.distribution not in self._dependencies):
            return None
        source = read(found.path)
        tree = source if isinstance(source, Unreadable) else parse(source.data)
        return None if isinstance(tree, Unreadable) else tree

    def is_package(self, module: str) -> bool:
        """Tell whether a module is a package."""
        found = self._index.find(module)
        return found is not None and found.is_package

    def kind(self, module: str) -> str:
        """Tell what a dotted name is."""
        kind = self._index.classify(module)
        return "source" if kind in {"first-party", "package"} else kind
