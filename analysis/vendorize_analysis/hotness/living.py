"""What the search by names keeps, by module and qualified name: nothing else can be hot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.model.analysis import Node
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.model.symbols import qualified_name

if TYPE_CHECKING:
    from vendorize_analysis.model.analysis import Analysis, Witness
    from vendorize_analysis.model.hot import FunctionKey
    from vendorize_analysis.model.summary import Span

_LOCALS = ".<locals>"


class Living:
    """The live functions and classes of an analysis."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._liveness = analysis.liveness
        self._known: dict[str, dict[str, list[Node]]] = {}

    def runs(self, module: str) -> bool:
        """Tell whether the body of a module runs."""
        return module in self._liveness.executed

    def holds(self, key: FunctionKey) -> bool:
        """Tell whether a function is live; one inside of another is with that one."""
        module, name = key
        if not self.runs(module):
            return False
        found = self._nodes(module).get(name.partition(_LOCALS)[0])
        if found is None or module in self._liveness.whole:
            return True
        alive = self._liveness.parts.get(module, frozenset())
        return any(node.part in alive for node in found)

    def dropped(self, module: str) -> frozenset[Span]:
        """Return where statements of a module and its classes stand that are not live.

        What an installed module would do as a program counts as such: few are started.
        """
        loaded = self._analysis.modules.get(module)
        summary = loaded.summary if loaded is not None else None
        if loaded is None or not isinstance(summary, ModuleSummary):
            return frozenset()
        alive = self._liveness.parts.get(module, frozenset())
        is_whole, is_program = module in self._liveness.whole, not loaded.distribution or module.endswith("__main__")
        return frozenset(
            part.span
            for part in summary.parts
            if (not is_whole and part.index not in alive)
            or (not is_program and part.kind == "block" and part.name == "__main__")
        )

    def witness(self, key: FunctionKey) -> Witness | None:
        """Return the edge that first reached a function or class."""
        found = self._nodes(key[0]).get(key[1], ())
        return next((self._liveness.witnesses[node] for node in found if node in self._liveness.witnesses), None)

    def functions(self, module: str) -> list[FunctionKey]:
        """Return the live functions of a module and its classes."""
        return [
            (module, name)
            for name in self._nodes(module)
            if self.is_function(name, module) and self.holds((module, name))
        ]

    def is_function(self, name: str, module: str) -> bool:
        """Tell whether a qualified name is a function's."""
        summary = self._analysis.modules[module].summary
        nodes = self._nodes(module)[name]
        return isinstance(summary, ModuleSummary) and any(summary.parts[node.part].kind == "def" for node in nodes)

    def _nodes(self, module: str) -> dict[str, list[Node]]:
        if module not in self._known:
            found: dict[str, list[Node]] = {}
            loaded = self._analysis.modules.get(module)
            summary = loaded.summary if loaded is not None else None
            parts = summary.parts if isinstance(summary, ModuleSummary) else ()
            for part in parts:
                if part.kind in {"def", "class"}:
                    found.setdefault(qualified_name(parts, part.index), []).append(Node(module, part.index))
            self._known[module] = found
        return self._known[module]
