"""The edges found so far: who calls whom, where, and where the callee is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.ir.scopes import CodeScope


class Location(NamedTuple):
    """A line in a scope."""

    scope: CodeScope
    line: int


class EdgeRecorder:
    """Collects edges; each is remembered once, in any order."""

    def __init__(self) -> None:
        self.calls: dict[tuple[CodeScope, str, int], bool] = {}
        """Caller, callee and line; whether a value that leads there was seen."""
        self.runs: dict[tuple[str, str], int] = {}
        """A body that runs another one (a module that is imported, a class that is defined), with the line."""
        self.unresolved: dict[tuple[CodeScope, int], None] = {}
        """Calls of something that may be anything."""
        self.asked: dict[tuple[CodeScope, str, int], None] = {}
        """Attributes asked of something that may be anything."""

    def call(self, location: Location, callee: str, *, certain: bool = True) -> None:
        """Note a call."""
        key = (location.scope, callee, location.line)
        self.calls[key] = certain or self.calls.get(key, False)

    def run(self, location: Location, body: str) -> None:
        """Note that a body runs because of a line."""
        self.runs.setdefault((location.scope.name, body), location.line)

    def unresolved_call(self, location: Location) -> None:
        """Note a call of something that may be anything."""
        self.unresolved[location.scope, location.line] = None

    def ask(self, location: Location, name: str) -> None:
        """Note an attribute of something that may be anything."""
        self.asked[location.scope, name, location.line] = None
