"""Why a symbol is kept, or not: witnesses walked back to a root, with the line of source behind each edge."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from vendorize.model.report import Explanation, Step
from vendorize.planning.nearest import did_you_mean
from vendorize.planning.references import edges_into
from vendorize_analysis.errors import UserError
from vendorize_analysis.linking import link
from vendorize_analysis.model.analysis import Node
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.model.symbols import qualified_names
from vendorize_analysis.scanning.source import read_again

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from vendorize_analysis.model.analysis import Analysis, LoadedModule, Witness
    from vendorize_analysis.model.summary import Part


def explain(analysis: Analysis, symbol: str, *, every: bool = False) -> Explanation:
    """Return the shortest witness path of a symbol, or what speaks of it when it is not kept.

    Raises `UserError` for a name that no module which was read has.
    """
    nodes = list(nodes_of(analysis, symbol))
    if not nodes and symbol in analysis.liveness.executed:
        nodes = [Node(symbol, -1)]  # it is compiled, so that nothing in it has a name
    if not nodes and (unread := _unread_module(analysis, symbol)):
        return Explanation(symbol, kept=False, steps=(), reason=f"nothing that runs imports {unread}")
    if not nodes:
        raise UserError(
            f"no symbol {symbol!r} in the project or in what it reaches",
            hint=did_you_mean(analysis, symbol, "write it as package.module.name or package.module:name"),
        )
    alive = [node for node in nodes if _is_alive(analysis, node)]
    edges = tuple(edges_into(analysis, nodes)) if every or not alive else ()
    if not alive:
        reason = "nothing refers to it" if not edges else "only code that is not kept itself refers to it"
        return Explanation(symbol, kept=False, steps=(), reason=reason, nearest=edges)
    steps = min((tuple(path_to(analysis, node)) for node in alive), key=len)
    return Explanation(symbol, kept=True, steps=steps, edges=edges if every else ())


def _unread_module(analysis: Analysis, symbol: str) -> str:
    """Return the installed module that a symbol is, or lies in, when nothing made the analysis read it."""
    module = symbol.partition(":")[0]
    modules = (one for found in analysis.environment.distributions for one in found.modules)
    if any((one.name, one.kind) == (symbol, "extension") for one in modules):
        return module  # it has no figures
    while module and (module not in analysis.figures or module in analysis.modules):
        module = module.rpartition(".")[0]
    return module


def _is_alive(analysis: Analysis, node: Node) -> bool:
    if node.part < 0:
        return node.module in analysis.liveness.executed
    return node.part in analysis.liveness.parts.get(node.module, ())


def nodes_of(analysis: Analysis, symbol: str) -> Iterator[Node]:
    """Yield the parts that a symbol stands for; a module stands for its execution."""
    module, _, name = symbol.partition(":")
    if name:
        yield from _parts_named(analysis, module, name)
        return
    if symbol in analysis.modules:
        yield Node(symbol, -1)
    pieces = symbol.split(".")
    for size in range(len(pieces) - 1, 0, -1):
        prefix = ".".join(pieces[:size])
        if prefix in analysis.modules:
            yield from _parts_named(analysis, prefix, ".".join(pieces[size:]))
            return


def _parts_named(analysis: Analysis, module: str, name: str) -> Iterator[Node]:
    loaded = analysis.modules.get(module)
    if loaded is None or not isinstance(loaded.summary, ModuleSummary):
        return
    parts = loaded.summary.parts
    found = [Node(module, part.index) for part in parts if name in qualified_names(parts, part.index)]
    yield from found
    if found:
        yield from _behind(analysis, loaded, loaded.summary, name)


def _behind(analysis: Analysis, loaded: LoadedModule, summary: ModuleSummary, name: str) -> Iterator[Node]:
    """Follow a name that only comes from an import to what it stands for, where it is kept there."""
    linked = link(loaded, summary)
    for index in linked.names.get(name, ()):
        for target in linked.imports.get(index, ()):
            if (target.module, target.name) == (loaded.name, name):
                continue  # a package that imports a compiled module of its own
            if target.binds == name and target.name not in {"", ".", "*"} and target.module in analysis.modules:
                yield from _parts_named(analysis, target.module, target.name)


def path_to(analysis: Analysis, node: Node) -> Iterator[Step]:
    """Yield the steps from a root to a node."""
    chain: list[tuple[Node, Witness]] = []
    seen: set[Node] = set()
    current: Node | None = node
    while current is not None and current not in seen:
        seen.add(current)
        witness = analysis.liveness.witnesses.get(current)
        if witness is None:
            break
        chain.append((current, witness))
        current = witness.source
    for reached, witness in reversed(chain):
        yield _step(analysis, reached, witness)


def _step(analysis: Analysis, node: Node, witness: Witness) -> Step:
    place = witness.source or node
    if place.part < 0 <= node.part and place.module == node.module:
        place = node  # a module runs what stands in it: that says more than where the module begins
    path, line, text = locate(analysis, place, witness.detail)
    symbol = describe(analysis, node, witness.detail)
    return Step(symbol, path, line, witness.kind, witness.certain, text, witness.detail)


def describe(analysis: Analysis, node: Node, detail: str = "") -> str:
    """Name a node for people; of several names that a statement binds, the one that was asked for."""
    parts = _parts(analysis, node.module)
    if node.part < 0 or not parts:
        return node.module
    names = list(qualified_names(parts, node.part))
    if names:
        asked = detail.rpartition(".")[2]
        return f"{node.module}.{asked if asked in names else names[0]}"
    return f"{node.module} (line {parts[node.part].span.line})"


def locate(analysis: Analysis, node: Node, detail: str) -> tuple[str, int, str]:
    """Return file, line and text of the place in a node's source that speaks of `detail`."""
    loaded = analysis.modules.get(node.module)
    if loaded is None:
        return "", 0, ""
    parts = _parts(analysis, node.module)
    lines = lines_of(loaded)
    line = 1
    if node.part >= 0 and parts:
        line = _line_of(parts[node.part], detail, lines)
    elif detail:
        line = _first_with(lines, 1, len(lines), detail) or _line_of_import(parts, detail) or 1
    return str(loaded.path), line, text_at(loaded, line)


def text_at(module: LoadedModule, line: int) -> str:
    """Return the text of a line of a module, without the blanks around; empty where it has no such line."""
    lines = lines_of(module)
    return lines[line - 1].strip() if 0 < line <= len(lines) else ""


def lines_of(module: LoadedModule) -> tuple[str, ...]:
    """Return the lines of a module as people see them; an answer speaks of few modules, and of these often."""
    return _lines(module.path, module.digest)


@lru_cache(maxsize=16)
def _lines(path: Path, digest: str) -> tuple[str, ...]:
    return tuple(read_again(path, digest, as_source=True).decode("utf-8", "replace").splitlines())


def _line_of(part: Part, detail: str, lines: Sequence[str]) -> int:
    names = [detail, *reversed(detail.split("."))]
    known: Iterable[tuple[str, int]] = (
        *((".".join(chain), line) for chain, line in part.reads.refs),
        *part.reads.tested,
        *part.reads.attributes,
        *part.reads.own,
    )
    table = dict(known)
    for name in names:
        if name in table:
            return table[name]
    for name in names:
        if name and (found := _first_with(lines, part.span.line, part.span.end_line, name)):
            return found
    return part.span.line


def _line_of_import(parts: Sequence[Part], detail: str) -> int:
    """Return the line of a module's first import of what a dotted name ends with, or of a module in it; else 0."""
    for name in reversed(detail.split(".")):
        for part in parts:
            for one in part.imports:
                if part.kind != "def" and name in {one.name, one.module.rpartition(".")[2]}:
                    return one.line
    return 0


def _first_with(lines: Sequence[str], first: int, last: int, name: str) -> int:
    word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    return next((number for number in range(first, min(last, len(lines)) + 1) if word.search(lines[number - 1])), 0)


def _parts(analysis: Analysis, module: str) -> tuple[Part, ...]:
    loaded = analysis.modules.get(module)
    return loaded.summary.parts if loaded is not None and isinstance(loaded.summary, ModuleSummary) else ()
