"""The call graph of a project that was analysed: sources found again, values followed through them.

Only who asks for the graph pays for it: the analysis itself lowers nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from vendorize_analysis.callgraph import Options, draw, enter
from vendorize_analysis.hints import dotted, hints_of
from vendorize_analysis.model.callgraph import CallEdge
from vendorize_analysis.model.summary import ModuleSummary, Unreadable
from vendorize_analysis.model.symbols import part_at
from vendorize_analysis.recursion import deeply
from vendorize_analysis.scanning import collection_paused, index_modules
from vendorize_analysis.scanning.source import parse, read
from vendorize_analysis.summarizing import Target

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterator

    from vendorize_analysis.model.analysis import Analysis, Node
    from vendorize_analysis.model.callgraph import CallGraph, CallNode, Entered

GraphScope = Literal["first-party", "all"]
FEW_FUNCTIONS = 500
"""Beyond that a variable that holds many values counts as unknown sooner."""
MOST_FUNCTIONS = 2_500
"""Beyond that calls from different places are seen as one: telling them apart costs too much."""


def draw_graph(analysis: Analysis, scope: GraphScope, *, opened: bool = False) -> CallGraph:
    """Return the call graph of the first-party code, or with that of all dependencies that it reaches.

    `opened` also follows what calls of unknown objects may lead to: reached nodes are then all that may run.
    """
    sources = _ProjectSources(analysis, scope)
    names = [module.name for module in analysis.project.modules]
    with collection_paused():
        hints = hints_of(analysis) if opened else None
        graph = deeply(draw, sources, names, options=_options(analysis, scope), hints=hints)
        return graph if scope == "first-party" else _with_names(analysis, graph)


def enter_all(analysis: Analysis, most_steps: int, goes_on: Callable[[int], bool] | None = None) -> Entered:
    """Return what of the program and its dependencies values lead to, open places and hazards followed too.

    `goes_on` is told now and then how many steps were taken, and may end the work: the answer is not complete then.
    """
    options = _options(analysis, "all")._replace(most_steps=most_steps, goes_on=goes_on)
    names = [module.name for module in analysis.project.modules]
    # What the search does not run does not run; so the answer is one about the modules that the search has read.
    sources = _ProjectSources(analysis, "all", only=analysis.liveness.executed)
    return deeply(enter, sources, names, options=options, hints=hints_of(analysis))


def _options(analysis: Analysis, scope: GraphScope) -> Options:
    summaries = [module.summary for module in analysis.modules.values() if scope == "all" or not module.distribution]
    functions = sum(summary.functions for summary in summaries if isinstance(summary, ModuleSummary))
    return Options(sensitive=functions <= MOST_FUNCTIONS, fine=functions <= FEW_FUNCTIONS)


class _ProjectSources:
    """Finds the modules of a project and of its dependencies."""

    def __init__(self, analysis: Analysis, scope: GraphScope, *, only: frozenset[str] | None = None) -> None:
        newest = analysis.environment.interpreter.version[:2]
        self.target = Target(analysis.python, analysis.platforms, newest=newest)
        self._index = index_modules(analysis.project, analysis.environment)
        self._scope = scope
        self._only = only
        self._dependencies = analysis.environment.closure

    def tree(self, module: str) -> ast.Module | None:
        """Return the syntax tree of a module that is in scope."""
        found = self._index.find(module) if self._only is None or module in self._only else None
        if found is None or found.path is None or found.kind not in {"first-party", "source", "package"}:
            return None
        if found.distribution and (self._scope == "first-party" or found.distribution not in self._dependencies):
            return None
        source = read(found.path)
        parsed = source if isinstance(source, Unreadable) else parse(source.data, self.target.newest)
        return None if isinstance(parsed, Unreadable) else parsed.tree

    def is_package(self, module: str) -> bool:
        """Tell whether a module is a package."""
        found = self._index.find(module)
        return found is not None and found.is_package

    def kind(self, module: str) -> str:
        """Tell what a dotted name is."""
        kind = self._index.classify(module)
        return "source" if kind in {"first-party", "package"} else kind


def _with_names(analysis: Analysis, graph: CallGraph) -> CallGraph:
    """Add what the analysis reached by names as possible edges, and leave out those to what it did not reach.

    So all that is kept is reachable by certain and possible edges, and nothing is by possible ones alone that goes.
    """
    alive = _Alive(analysis)
    dead = {node.name for node in graph.nodes if node.line and not alive.holds(node)}
    edges = [edge for edge in graph.edges if edge.certain or edge.callee not in dead]
    edges += set(alive.edges())
    edges += [
        CallEdge(node.name.rpartition(".")[0], node.name, "reference", node.module, node.line, certain=False)
        for node in graph.nodes
        if node.kind in {"function", "lambda"} and node.name not in dead
    ]
    return replace(graph, edges=tuple(sorted(edges)))


class _Alive:
    """What the analysis reached, under dotted names."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis

    def holds(self, node: CallNode) -> bool:
        """Tell whether the part that a function stands in is alive."""
        liveness = self.analysis.liveness
        module = self.analysis.modules.get(node.module)
        if module is None or node.module not in liveness.executed:
            return False
        if node.module in liveness.whole or not isinstance(module.summary, ModuleSummary):
            return True
        holder = part_at(module.summary.parts, node.line)
        return holder < 0 or holder in liveness.parts.get(node.module, frozenset())

    def edges(self) -> Iterator[CallEdge]:
        """Yield the witness of each part as a possible edge."""
        for node, witness in self.analysis.liveness.witnesses.items():
            if witness.source is None:
                continue
            caller, callee = dotted(self.analysis, witness.source), dotted(self.analysis, node)
            if caller != callee:
                yield CallEdge(caller, callee, "reference", witness.source.module, self._line(witness.source), False)  # noqa: FBT003 (a field)

    def _line(self, node: Node) -> int:
        summary = self.analysis.modules[node.module].summary if node.module in self.analysis.modules else None
        return summary.parts[node.part].span.line if isinstance(summary, ModuleSummary) and node.part >= 0 else 1
