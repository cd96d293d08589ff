"""Every mention of a symbol in what was read, from alive and dead code alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.model.report import Step
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.model.symbols import qualified_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.model.analysis import Analysis, LoadedModule, Node
    from vendorize_analysis.model.summary import Part


def edges_into(analysis: Analysis, nodes: list[Node]) -> Iterator[Step]:
    """Yield the places whose code mentions one of the nodes' names, live ones first."""
    targets = {(node.module, name) for node in nodes for name in _names(analysis, node)}
    found: list[tuple[bool, Step]] = []
    for module in analysis.modules.values():
        if isinstance(module.summary, ModuleSummary):
            live = analysis.liveness.parts.get(module.name, frozenset())
            for part in module.summary.parts:
                if (module.name, part.index) not in nodes:
                    dead = part.index not in live
                    found += [(dead, step) for step in _mentions(module, part, module.summary.parts, targets)]
    for _, step in sorted(found, key=lambda item: (item[0], item[1].path, item[1].line)):
        yield step


def _names(analysis: Analysis, node: Node) -> tuple[str, ...]:
    module = analysis.modules.get(node.module)  # a compiled one is none
    if node.part < 0 or module is None or not isinstance(module.summary, ModuleSummary):
        return (node.module.rpartition(".")[2],)
    return module.summary.parts[node.part].binds


def _mentions(
    module: LoadedModule, part: Part, parts: tuple[Part, ...], targets: set[tuple[str, str]]
) -> Iterator[Step]:
    names = {name for _, name in targets}
    homes = {home for home, _ in targets}
    where = next(qualified_names(parts, part.index), "")
    symbol = f"{module.name}.{where}" if where else module.name
    for chain, line in (*part.reads.refs, *(((name,), line) for name, line in part.reads.tested)):
        if (module.name in homes and chain[0] in names) or (len(chain) > 1 and not names.isdisjoint(chain[1:])):
            yield Step(
                symbol, str(module.path), line, "reference", certain=module.name in homes, detail=".".join(chain)
            )
    for kind, mentioned in (("attribute", part.reads.attributes), ("own", part.reads.own)):
        for name, line in mentioned:
            if name in names:
                yield Step(symbol, str(module.path), line, kind, certain=False, detail=name)
    for item in part.imports:
        if item.name in names:
            yield Step(symbol, str(module.path), item.line, "import", certain=True, detail=f"{item.module}.{item.name}")
