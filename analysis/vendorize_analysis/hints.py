"""What the analysis knows about code that cannot be read off, as places and names that a call graph may follow."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from vendorize_analysis.model.analysis import Node
from vendorize_analysis.model.callgraph import OUTSIDE, Hint
from vendorize_analysis.model.hazards.attributes import AttributeGetter, ComputedAttribute
from vendorize_analysis.model.hazards.code import DynamicCode
from vendorize_analysis.model.hazards.modules import EntryPointLookup
from vendorize_analysis.model.hazards.namespaces import NamespaceRead
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.model.symbols import qualified_name, qualified_names
from vendorize_analysis.tables import stdlib

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vendorize_analysis.model.analysis import Analysis, LoadedModule
    from vendorize_analysis.model.hazards import SiteHazard
    from vendorize_analysis.model.patterns import Pattern


def hints_of(analysis: Analysis) -> Mapping[str, Hint]:
    """Return for each scope, by its dotted name, what else it may reach; under the empty name what always counts."""
    targets: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
    names: dict[str, set[str]] = defaultdict(set)
    for source, target in _targets(analysis):
        targets[source][target] = None
    standard = {name for used in analysis.liveness.stdlib.values() for name in used}
    names[OUTSIDE] = set(stdlib.names_called_by(tuple(sorted(standard))))
    _add_hazards(analysis, targets, names)
    return {
        source: Hint(tuple(targets.get(source, ())), tuple(sorted(names.get(source, ()))))
        for source in sorted({*targets, *names})
    }


def _add_hazards(
    analysis: Analysis, targets: dict[str, dict[tuple[str, str], None]], names: dict[str, set[str]]
) -> None:
    """Add what hazards look for by names that are in strings."""
    texts = _LiveTexts(analysis)
    for module in analysis.modules.values():
        for source, hazard in _hazards(analysis, module):
            match hazard:
                case EntryPointLookup(group=group):
                    targets[source].update(dict.fromkeys(_entries(analysis, group)))
                case ComputedAttribute() | NamespaceRead() | AttributeGetter():
                    names[source] |= texts.of(module.distribution, code=False)
                case DynamicCode():
                    found = texts.of(module.distribution, code=True)
                    names[source] |= found
                    targets[source].update(dict.fromkeys(_globals(analysis, module.distribution, found)))
                case _:
                    pass


def _targets(analysis: Analysis) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield what hazards and keep rules keep, and what strings name, each with the scope that it stands in."""
    for node, witness in analysis.liveness.witnesses.items():
        if witness.kind in {"hazard", "keep"}:
            source = dotted(analysis, witness.source) if witness.source else ""
            yield from ((source, (node.module, name)) for name in _bound(analysis, node))
    # A witness is the first reason; a hazard asks for what was alive already as well.
    for holder, part, module, name in analysis.liveness.pointed:
        source = dotted(analysis, Node(holder, part))
        yield from ((source, target) for target in _pointed(analysis, module, name))
    for holder, strings in sorted(analysis.liveness.strings.items()):
        yield from ((holder, _split(analysis, text)) for text in sorted(strings))


def _pointed(analysis: Analysis, module: str, name: str) -> Iterator[tuple[str, str]]:
    """Yield the modules and names that a hazard asks for by one name, an empty one or a star."""
    waiting, seen = [(module, name)], {(module, name)}
    while waiting:
        module, name = waiting.pop()
        if name == "*":
            fresh = dict.fromkeys(target for target in analysis.liveness.exports.get(module, ()) if target not in seen)
            seen.update(fresh)
            waiting += fresh
            continue
        yield module, name
        for each in sorted(analysis.liveness.names.get(module, ())) if not name else ():
            yield module, each


def dotted(analysis: Analysis, node: Node) -> str:
    """Return the function or class that a part stands in, or the module."""
    module = analysis.modules.get(node.module)
    if module is None or node.part < 0 or not isinstance(module.summary, ModuleSummary):
        return node.module
    return f"{node.module}.{qualified_name(module.summary.parts, node.part)}".rstrip(".")


def _bound(analysis: Analysis, node: Node) -> Iterator[str]:
    """Yield the names that a part binds, with those of the classes around it; an empty one for a module."""
    module = analysis.modules.get(node.module)
    if node.part < 0:
        yield ""
    elif module is not None and isinstance(module.summary, ModuleSummary):
        yield from qualified_names(module.summary.parts, node.part)


def _split(analysis: Analysis, text: str) -> tuple[str, str]:
    """Part a string into a module and a name in it."""
    module, _, name = text.partition(":")
    while not name.startswith("?") and module not in analysis.modules and "." in module:
        module, _, last = module.rpartition(".")
        name = f"{last}.{name}".rstrip(".")
    return module, name


def _alive(analysis: Analysis, module: LoadedModule) -> Iterator[int]:
    if isinstance(module.summary, ModuleSummary) and module.name in analysis.liveness.executed:
        whole = module.name in analysis.liveness.whole
        alive = analysis.liveness.parts.get(module.name, frozenset())
        yield from (part.index for part in module.summary.parts if whole or part.index in alive)


def _entries(analysis: Analysis, group: Pattern) -> Iterator[tuple[str, str]]:
    """Yield what the entry points of a group name, as far as it runs; of every group where its name is not known."""
    for distribution in analysis.environment.distributions:
        for entry in distribution.entry_points:
            if (not group.useful or group.matches(entry.group)) and entry.module in analysis.liveness.executed:
                yield entry.module, entry.attribute


def _hazards(analysis: Analysis, module: LoadedModule) -> Iterator[tuple[str, SiteHazard]]:
    """Find the hazards of live parts, each with the function that it stands in."""
    for index in _alive(analysis, module):
        for hazard in module.summary.parts[index].hazards:  # type: ignore[union-attr]
            yield dotted(analysis, Node(module.name, index)), hazard


def _globals(analysis: Analysis, distribution: str, names: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the functions and classes of a distribution that have one of the names."""
    for module in analysis.modules.values():
        if module.distribution == distribution and isinstance(module.summary, ModuleSummary):
            for part in module.summary.parts:
                if part.parent < 0 and part.name in names and module.name in analysis.liveness.executed:
                    yield module.name, part.name


class _LiveTexts:
    """The strings of live parts, by distribution."""

    def __init__(self, analysis: Analysis) -> None:
        self._strings: dict[str, set[str]] = defaultdict(set)
        self._words: dict[str, set[str]] = defaultdict(set)
        for module in analysis.modules.values():
            for index in _alive(analysis, module):
                part = module.summary.parts[index]  # type: ignore[union-attr]
                self._strings[module.distribution] |= {text for text in part.texts.strings if text.isidentifier()}
                self._words[module.distribution] |= {word for text in part.texts.words for word in text.split(".")}

    def of(self, distribution: str, *, code: bool) -> set[str]:
        """Return the names in strings of a distribution and of the first-party code; in code words count too."""
        found = self._strings[distribution] | self._strings[""]
        return found | self._words[distribution] if code else found
