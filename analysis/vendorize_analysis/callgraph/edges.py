"""What was found: who calls whom, where, and where the callee is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from vendorize_analysis.callgraph.scopes import Scope


class Place(NamedTuple):
    """A line in a scope."""

    scope: Scope
    line: int


class Edges:
    """Collects edges; each is remembered once, in any order."""

    def __init__(self) -> None:
        self.calls: dict[tuple[Scope, str, int], bool] = {}
        """Caller, callee and line; whether a value that leads there was seen."""
        self.runs: dict[tuple[str, str], int] = {}
        """A body that runs another one (a module that is imported, a class that is defined), with the line."""
        self.unknown: dict[tuple[Scope, int], None] = {}
        """Calls of something that may be anything."""
        self.asked: dict[tuple[Scope, str, int], None] = {}
        """Attributes asked of something that may be anything."""

    def call(self, place: Place, callee: str, *, certain: bool = True) -> None:
        """Note a call."""
        key = (place.scope, callee, place.line)
        self.calls[key] = certain or self.calls.get(key, False)

    def run(self, place: Place, body: str) -> None:
        """Note that a body runs because of a line."""
        self.runs.setdefault((place.scope.name, body), place.line)

    def open_call(self, place: Place) -> None:
        """Note a call of something that may be anything."""
        self.unknown[place.scope, place.line] = None

    def ask(self, place: Place, name: str) -> None:
        """Note an attribute of something that may be anything."""
        self.asked[place.scope, name, place.line] = None
