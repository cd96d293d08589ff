"""What is alive so far, and the queue of what to look at next."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from vendorize_analysis.model.analysis import Node, Witness

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from vendorize_analysis.linking import Program
    from vendorize_analysis.model.options import KeepRule
    from vendorize_analysis.model.project import EntryPoint
    from vendorize_analysis.model.summary import Hazard

ClassId = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Boundaries:
    """What is decided before the search starts."""

    first_party: tuple[str, ...]
    """Modules of which everything is a root."""
    dependents: Mapping[str, frozenset[str]]
    """For each distribution those that need it, transitively; first-party code (empty key) needs them all."""
    external: frozenset[str] = frozenset()
    """Distributions that are kept whole and never cut."""
    whole_distributions: frozenset[str] = frozenset()
    """Distributions that are kept whole as soon as anything in them runs."""
    plugin_tools: frozenset[str] = frozenset()
    """Distributions that a test runner may load by itself."""
    whole_modules: frozenset[str] = frozenset()
    """Distributions whose executed modules are kept whole."""
    whole_classes: frozenset[str] = frozenset()
    """Distributions whose live classes are kept whole."""
    entry_points: tuple[EntryPoint, ...] = ()
    """Entry points of all distributions, for groups that are named."""
    keep: tuple[KeepRule, ...] = ()
    roots: tuple[str, ...] = ()
    """More roots: `package.module` or `package.module:name`."""
    reads: Callable[[Path], bool] = lambda _: False
    """Tells whether the target interpreter reads a file that ours refuses."""
    pickled: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """For each distribution the modules and names that pickles among its files take from it; an empty name: any."""
    modules_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Names of all modules of each distribution."""
    without: frozenset[str] = frozenset()
    """Rules that keep less and are left out."""
    never_entered: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """Members in each module that no value leads to: code that was followed and asks for their name means others."""
    unseen: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """Functions and methods in each module whose code was not followed, for no value leads to them."""


class Edge(NamedTuple):
    """Why something is reached: the witness without its source, which the state knows."""

    kind: str
    detail: str
    certain: bool = True


class State:
    """Mutable, owned by one search."""

    def __init__(self, program: Program, boundaries: Boundaries) -> None:
        self.program = program
        self.boundaries = boundaries
        self.first_party = frozenset(boundaries.first_party)
        self.queue: deque[tuple[Callable[..., None], tuple[object, ...], Node]] = deque()
        self.current: Node | None = None
        self.witnesses: dict[Node, Witness] = {}
        self.executed: set[str] = set()
        self.live: dict[str, set[int]] = defaultdict(set)
        self.wanted: dict[str, dict[str, Node | None]] = defaultdict(dict)
        """Names of modules that something alive asks for, with who asked first."""
        self.mentioned: dict[str, Node | None] = {}
        """Attribute names that live code mentions on unknown receivers."""
        self.patterns: dict[tuple[str, str], Node | None] = {}
        """Beginnings and ends of attribute names that are computed."""
        self.waiting: dict[str, list[ClassId]] = defaultdict(list)
        """Members of live classes that are alive as soon as their name is mentioned."""
        self.watching: dict[tuple[str, str], list[int]] = defaultdict(list)
        """Parts that only change the value of a name: alive with that name."""
        self.escaped: dict[str, Node | None] = {}
        """Modules that are passed around as values."""
        self.offered: dict[str, list[str]] = defaultdict(list)
        """Names of escaped modules that nobody has mentioned yet."""
        self.starred: dict[str, frozenset[str] | None] = {}
        """Escaped modules that star-import others, with the names that these may give; None where one was not read."""
        self.whole: set[str] = set()
        self.main: set[str] = set()
        """Modules that may run as the program."""
        self.data: set[str] = set()
        self.metadata: set[str] = set()
        self.hazards: dict[str, list[Hazard]] = defaultdict(list)
        self.used: dict[str, set[str]] = defaultdict(set)
        self.stdlib: dict[str, set[str]] = defaultdict(set)
        self.strings: dict[str, set[str]] = defaultdict(set)
        self.unmatched: list[str] = []
        self.pointed: dict[Node, dict[tuple[str, str], None]] = {}
        """Modules and names that hazards ask for, by where these stand."""
        self.unread: set[str] = set()
        """Modules that run and could not be read; all that they may need is kept."""

    def note(self, node: Node, edge: Edge, source: Node | None = None) -> None:
        """Remember why a node is alive; the first reason stays."""
        if node not in self.witnesses:
            self.witnesses[node] = Witness(edge.kind, source or self.current, edge.detail, edge.certain)

    def point(self, module: str, name: str, edge: Edge) -> None:
        """Remember what a hazard asks for by its name, alive or not: a call graph follows each such edge."""
        if edge.kind == "hazard" and self.current is not None:
            self.pointed.setdefault(self.current, {})[module, name] = None

    def later(self, action: Callable[..., None], *arguments: object, node: Node) -> None:
        """Queue an action that looks at `node`."""
        self.queue.append((action, arguments, node))

    def drain(self) -> None:
        """Work until nothing new is found; the order is first in, first out, so that witnesses stay short."""
        queue = self.queue
        while queue:
            action, arguments, self.current = queue.popleft()
            action(*arguments)
        self.current = None

    def distribution(self, module: str) -> str:
        """Give the key of a module's distribution; empty for first-party code."""
        linked = self.program.module(module)
        return linked.distribution if linked else ""
