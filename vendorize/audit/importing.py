"""What may run while modules are imported that an extraction would leave out.

An extraction drops statements that do nothing but bind names. Where a distribution is kept whole they are there, and
run: with them the callees that a summary says run with them, and whatever these mention. Names alone decide.
"""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, NamedTuple

from vendorize_analysis.linking import link
from vendorize_analysis.model.analysis import Node
from vendorize_analysis.model.names import is_special
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.model.symbols import class_around

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.linking import ImportTarget, LinkedModule
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.summary import Chain, Part

_ON_DEFINITION = frozenset({"__init_subclass__", "__set_name__", "__class_getitem__", "__mro_entries__"})
"""Methods that Python calls where a subclass is defined, without an object of it."""

_BUILTINS = frozenset(dir(builtins))


class _Placed(NamedTuple):
    """A part with what is around it."""

    part: Part
    owner: str
    """Name of the class that it stands in; empty where there is none."""
    outside: frozenset[str]
    """Names that its module has from elsewhere: built-in ones aside, those that come from the standard library."""

    def names(self, *chains: Chain) -> Iterator[str]:
        """Yield the last names of chains that may lead to what somebody has installed."""
        return (chain[-1] for chain in chains if chain and chain[0] not in self.outside)


def run_on_import(whole: Analysis, finest: Analysis) -> frozenset[Node]:
    """Return the functions and classes that may run because of statements which `whole` keeps and `finest` drops.

    There are none where both are the same.
    """
    running = _Running()
    if whole is not finest:
        for node, placed in _parts(whole):
            if placed.part.kind in {"def", "class"}:
                running.known[node] = placed
            if node.part not in finest.liveness.parts.get(node.module, ()):
                running.start(placed)
        running.spread()
    return frozenset(running.found)


class _Running:
    """Spreads from names that are called, and from names that are inherited from, to all that may run with them."""

    def __init__(self) -> None:
        self.known: dict[Node, _Placed] = {}
        self.found: set[Node] = set()
        self._called: set[str] = set()
        self._inherited: set[str] = set()

    def start(self, one: _Placed) -> None:
        """Note what runs with a statement itself: callees, decorators, and what base classes do about subclasses."""
        definition = one.part.definition
        self._called.update(one.names(*one.part.execution.calls, *definition.decorators, definition.metaclass))
        self._inherited.update(one.names(*definition.bases))

    def spread(self) -> None:
        """Add definitions until no more are named."""
        before = -1
        while before != len(self._called) + len(self._inherited):
            before = len(self._called) + len(self._inherited)
            for node, one in self.known.items():
                if node not in self.found:
                    self._look_at(node, one)

    def _look_at(self, node: Node, one: _Placed) -> None:
        part, name = one.part, one.part.name
        if part.kind == "class" and name in self._inherited | self._called:
            self._called.update(one.names(part.definition.metaclass))
            self._inherited.update(one.names(*part.definition.bases))
        if name in self._called or self._is_implied(name, one.owner):
            self.found.add(node)
            if part.kind == "class":
                self._called.update(one.names(*part.definition.bases))
            else:
                refs = (chain for chain, _ in part.reads.refs if chain[0] not in one.outside)
                self._called.update(name for chain in refs for name in chain)
                self._called.update(name for name, _ in (*part.reads.attributes, *part.reads.own))

    def _is_implied(self, name: str, owner: str) -> bool:
        """Tell whether Python calls a method by itself for a class that is called, or inherited from."""
        return is_special(name) and (owner in self._called or (name in _ON_DEFINITION and owner in self._inherited))


def _parts(analysis: Analysis) -> Iterator[tuple[Node, _Placed]]:
    """Yield the live parts of all modules that run."""
    for name in analysis.liveness.executed:
        module = analysis.modules.get(name)
        if module is None or not isinstance(module.summary, ModuleSummary):
            continue
        parts, live = module.summary.parts, analysis.liveness.parts.get(name, frozenset())
        outside = _outside(analysis, link(module, module.summary))
        for part in parts:
            if part.index in live:
                around = class_around(parts, part.index)
                yield Node(name, part.index), _Placed(part, parts[around].name if around >= 0 else "", outside)


def _outside(analysis: Analysis, linked: LinkedModule) -> frozenset[str]:
    """Return the names of a module that only come from what is not installed, or are built in and not bound in it."""
    names = {
        name
        for name, indexes in linked.names.items()
        if all(_is_standard(analysis, target) for index in indexes for target in linked.imports.get(index, (None,)))
    }
    return frozenset(names if linked.stars else names | (_BUILTINS - linked.names.keys()))


def _is_standard(analysis: Analysis, target: ImportTarget | None) -> bool:
    """Tell whether an import is of the standard library; what is no import (None) is not."""
    if target is None or not target.module:
        return False
    return target.module.partition(".")[0] in analysis.environment.interpreter.stdlib_names
