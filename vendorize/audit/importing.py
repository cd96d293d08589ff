"""What may run while modules are imported that an extraction would leave out.

An extraction drops statements that do nothing but bind names. Where a distribution is kept whole they are there, and
run: with them the callees that a summary says run with them, and whatever these mention.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.model.analysis import Node
from vendorize_analysis.model.summary import ModuleSummary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.summary import Part


def run_on_import(whole: Analysis, finest: Analysis) -> frozenset[Node]:
    """Return the functions and classes that may run because statements do which `whole` keeps and `finest` drops.

    Names alone decide, and methods that Python calls by itself count for every class.
    """
    waiting: set[str] = set()
    functions: dict[Node, Part] = {}
    for node, part in _parts(whole):
        if part.kind in {"def", "class"}:
            functions[node] = part
        if node.part not in finest.liveness.parts.get(node.module, ()):
            waiting.update(_called(part))
    found: set[Node] = set()
    while waiting:
        fresh = {node for node, part in functions.items() if node not in found and _is_named(part, waiting)}
        waiting = {name for node in fresh for name in _mentioned(functions[node])}
        found |= fresh
    return frozenset(found)


def _parts(analysis: Analysis) -> Iterator[tuple[Node, Part]]:
    for name in analysis.liveness.executed:
        module = analysis.modules.get(name)
        if module is not None and isinstance(module.summary, ModuleSummary):
            live = analysis.liveness.parts.get(name, frozenset())
            yield from ((Node(name, part.index), part) for part in module.summary.parts if part.index in live)


def _called(part: Part) -> Iterator[str]:
    """Yield the names of what runs with a statement: callees, decorators, base classes and metaclasses."""
    definition = part.definition
    for chain in (*part.execution.calls, *definition.decorators, *definition.bases, definition.metaclass):
        yield from chain[-1:]


def _mentioned(part: Part) -> Iterator[str]:
    for chain, _ in part.reads.refs:
        yield from chain
    yield from (name for name, _ in (*part.reads.attributes, *part.reads.own))


def _is_named(part: Part, names: set[str]) -> bool:
    return part.name in names or (part.name.startswith("__") and part.name.endswith("__"))
