"""What is kept, by mechanism: each kept byte is charged to the edge that first reached it, and to what is behind that.

Behind a part stands the first edge on its way from a root that no certain name made: without that, nothing that hangs
on it would have been reached this way. What only certain edges reach is charged to the kind of its own edge.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from vendorize.model.mechanism import Mechanism
from vendorize_analysis.model.analysis import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from vendorize.model.plan import ModulePlan, Plan
    from vendorize_analysis.model.analysis import Analysis, Witness

_NAMES = {
    "attribute": "attribute of an unknown receiver",
    "container": "holds something kept",
    "effect": "effect of an import",
    "import": "import",
    "keep": "keep rule",
    "override": "override",
    "own": "attribute of self",
    "protocol": "called by Python or its library",
    "reference": "reference",
    "root": "root",
}
_HAZARD = "hazard"
_ODD = "name asked at run time"
WHOLE = "kept whole, not told apart"
"""What no edge is known for: modules that are copied as they are, distributions that stay whole."""


def mechanisms(analysis: Analysis, plan: Plan, read: Callable[[Path], bytes]) -> tuple[Mechanism, ...]:
    """Return for each mechanism what it keeps of the extracted distributions, most bytes behind it first."""
    first: dict[str, int] = defaultdict(int)
    behind: dict[str, int] = defaultdict(int)
    functions: dict[str, int] = defaultdict(int)
    ways = _Ways(analysis.liveness.witnesses)
    for module in (each for found in plan.distributions if found.verdict == "extract" for each in found.modules):
        for node, size, count in _charged(module, read(module.path)):
            own, dominating = ways.of(node)
            first[own] += size
            behind[dominating] += size
            functions[dominating] += count
    found = {*first, *behind}
    rows = (Mechanism(name, behind[name], first[name], functions[name]) for name in found)
    return tuple(sorted(rows, key=lambda row: (-row.bytes, -row.first_bytes, row.name)))


def _charged(module: ModulePlan, source: bytes) -> Iterator[tuple[Node, int, int]]:
    """Yield what is kept of a module, each with its bytes (whole lines) and functions; the rest is the module's own."""
    whole = Node(module.name, -1)
    if module.summary is None:
        yield whole, len(source), 0
        return
    parts = module.summary.parts
    sizes: dict[int, int] = defaultdict(int)
    innermost = _innermost(module, len(source.splitlines()))
    for number, line in enumerate(source.splitlines(keepends=True), 1):
        sizes[innermost[number]] += len(line)
    for index, size in sorted(sizes.items()):
        if index < 0:
            yield whole, size, 0
        elif module.keep is None or index in module.keep:
            yield Node(module.name, index), size, parts[index].functions


def _innermost(module: ModulePlan, lines: int) -> list[int]:
    """Return for each line the index of the innermost part around it, -1 for none."""
    found = [-1] * (lines + 2)
    assert module.summary is not None  # noqa: S101 (it has lines)
    for part in module.summary.parts:  # a container comes before its children
        for number in range(part.span.line, min(part.span.end_line, lines) + 1):
            found[number] = part.index
    return found


class _Ways:
    """Ways from nodes back to roots, each walked once."""

    def __init__(self, witnesses: Mapping[Node, Witness]) -> None:
        self._witnesses = witnesses
        self._behind: dict[Node, str] = {}

    def of(self, node: Node) -> tuple[str, str]:
        """Return the mechanism of the edge into a node, and the one behind it."""
        witness = self._witnesses.get(node) or self._witnesses.get(Node(node.module, -1))
        if witness is None:
            return WHOLE, WHOLE
        own = name_of(witness)
        return own, self.behind(node) or own

    def behind(self, node: Node) -> str:
        """Return the mechanism of the first uncertain edge on the way from a root; empty where all are certain."""
        way: list[Node] = []
        at: Node | None = node
        while at is not None and at not in self._behind and at not in way[-1:]:
            way.append(at)
            self._behind[at] = ""  # a circle ends here
            witness = self._witnesses.get(at)
            at = witness.source if witness is not None else None
        found = self._behind.get(at, "") if at is not None else ""
        for each in reversed(way):
            witness = self._witnesses.get(each)
            if not found and witness is not None and not witness.certain:
                found = name_of(witness)
            self._behind[each] = found
        return found


def name_of(witness: Witness) -> str:
    """Return the name of the mechanism that an edge is of; of a hazard what it does, without what it does it to."""
    if witness.kind != _HAZARD:
        return _NAMES.get(witness.kind, witness.kind)
    text = witness.detail.partition(":")[0].partition("`")[0].strip()
    return f"hazard: {text if ' ' in text else _ODD}"
