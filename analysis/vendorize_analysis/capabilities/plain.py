"""What a module names by its own imports alone: enough for code that nothing reaches, which is not followed."""

from __future__ import annotations

import ast
from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from vendorize_analysis.capabilities import modes
from vendorize_analysis.capabilities.lexical import (
    chains_in,
    imported_in,
    places_of,
    statements,
    without_texts,
    words_in,
)
from vendorize_analysis.model.summary import ModuleSummary, Unreadable
from vendorize_analysis.scanning.source import parse
from vendorize_analysis.summarizing.syntax.below import nodes_in
from vendorize_analysis.summarizing.syntax.chains import chain_of
from vendorize_analysis.tables import powers
from vendorize_analysis.tables.callbacks import is_standard_module

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from vendorize_analysis.model.analysis import LoadedModule
    from vendorize_analysis.model.summary import Chain, Part

_TWINS: Final = frozenset(name.encode() for name in powers.TWINS if "." not in name)
_BINDING: Final[dict[type, str]] = {
    ast.arg: "arg",
    ast.FunctionDef: "name",
    ast.AsyncFunctionDef: "name",
    ast.ClassDef: "name",
}
"""Kinds of nodes that bind a name, each with the field that has it."""


def capabilities_of_module(module: LoadedModule) -> frozenset[str]:
    """Return the capabilities that a module which was read names, in live code or not."""
    summary = module.summary
    if not isinstance(summary, ModuleSummary):
        return frozenset(powers.capabilities_of_unread())
    parts = [part for part in summary.parts if not part.dead]
    imported = {
        each.binds: _target(each.module, each.name)
        for part in parts
        for each in part.imports
        if each.binds and not each.level
    }
    bound = {name for part in parts for name in part.binds}
    found = {each for part in parts for hazard in part.hazards for each in powers.capabilities_of_hazard(hazard.code)}
    for part in parts:
        for names in _named(part, imported, bound):
            if powers.capabilities(names[1]):
                found |= modes.of_part(module, part, names)
    return frozenset(found)


def _named(part: Part, imported: Mapping[str, str], bound: Collection[str]) -> Iterator[tuple[Chain, str]]:
    """Yield what a part names, as it is written and in full."""
    for chain, _line in part.reads.refs:
        if dotted := _in_full(chain, imported, bound):
            yield chain, dotted
    for each in part.imports if part.kind != "import" else ():
        if not each.binds and not each.level and each.name not in {"", "*"}:
            dotted = _target(each.module, each.name)
            yield (dotted,), dotted


def _in_full(chain: Chain, imported: Mapping[str, str], bound: Collection[str]) -> str:
    """Return a name in full: of something imported, or a built-in one; empty for any other."""
    if chain[0] in imported:
        return ".".join((imported[chain[0]], *chain[1:]))
    return "" if chain[0] in bound or is_standard_module(chain[0]) else ".".join(chain)


def capabilities_in(data: bytes, newest: tuple[int, int]) -> frozenset[str]:
    """Return the capabilities that source names, wherever in it.

    `newest` is the version of Python that it is for. Source that cannot be parsed has the capability of unread code,
    unless it has not even the words for any other. Only lines with such words are parsed.
    """
    if not _may_name(data):
        return frozenset()
    data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    plain = without_texts(data)
    if plain is not None:
        found = list(_chains_that_may_count(plain)) if _may_name(plain) else []
        if not found:
            return frozenset()
        parsed = parse(statements(data, plain, _wanted(plain, found)), newest)
        if not isinstance(parsed, Unreadable):
            return _in_tree(parsed.tree)
    parsed = parse(data, newest)
    return frozenset(powers.capabilities_of_unread()) if isinstance(parsed, Unreadable) else _in_tree(parsed.tree)


def _may_name(data: bytes) -> bool:
    """Tell whether all words are there of something that has a capability."""
    words = words_in(data)
    by_last = _words()
    return not words.isdisjoint(_TWINS) or any(
        each <= words for word in words & by_last.keys() for each in by_last[word]
    )


def _chains_that_may_count(plain: bytes) -> Iterator[tuple[Sequence[bytes], str]]:
    """Yield what may name something with a capability, in what `without_texts` gives, as it is written and in full."""
    firsts = _firsts()
    targets: dict[bytes, set[bytes]] = {}
    for bound, target in imported_in(plain):
        targets.setdefault(bound, set()).add(target)
    for chain in chains_in(plain):
        head, dot, rest = chain.partition(b".")
        if not dot and head not in targets and head not in firsts:
            continue
        for target in targets.get(head, (head,)):
            names = target + dot + rest
            if not firsts.isdisjoint(names.split(b".")):
                dotted = names.decode("utf-8", "replace")
                # A module that nothing imports is not what a name stands for, as `_in_full` has it.
                known = head in targets or not is_standard_module(dotted.partition(".")[0])
                if known and powers.capabilities(dotted):
                    yield chain.split(b"."), dotted


def _wanted(plain: bytes, chains: Collection[tuple[Sequence[bytes], str]]) -> Callable[[int, int], bool]:
    """Return what tells whether the line between two places may name one of these, or decide what one stands for."""
    words = places_of({word for chain, dotted in chains for word in _words_for(chain, dotted)}, plain)
    heads = places_of({chain[0] for chain, _ in chains}, plain)

    def wanted(begin: int, end: int) -> bool:
        if _has(words, begin, end):
            return True
        return _has(heads, begin, end) and b"import" in plain[begin:end]

    return wanted


def _has(places: Sequence[int], begin: int, end: int) -> bool:
    """Tell whether one of some places, which are sorted, is in a stretch."""
    next_one = bisect_left(places, begin)
    return next_one < len(places) and places[next_one] < end


def _words_for(chain: Sequence[bytes], dotted: str) -> Iterator[bytes]:
    """Yield words of which each line has one that matters for a chain, which may be bound or called elsewhere."""
    yield chain[-1]
    # A name that nothing imports is not the built-in one where something binds it.
    if not is_standard_module(chain[0].decode("utf-8", "replace")):
        yield chain[0]
    if powers.mode_place(dotted) is not None:
        yield dotted.rpartition(".")[2].encode()


def _in_tree(tree: ast.Module) -> frozenset[str]:
    """Return the capabilities that a syntax tree names, wherever in it."""
    nodes = nodes_in(tree)
    names = _names_in(nodes)
    found: set[str] = set()
    for chain in names.chains:
        dotted = _in_full(chain, names.imported, names.bound)
        if dotted and powers.capabilities(dotted):
            found |= modes.of_nodes(nodes, (chain, dotted))
    return frozenset(found)


class _NamesInCode(NamedTuple):
    """The names in code."""

    chains: set[Chain]
    """That are read."""
    imported: dict[str, str]
    """What each imported name stands for."""
    bound: set[str]
    """Bound otherwise."""


def _names_in(nodes: Iterable[ast.AST]) -> _NamesInCode:
    """Return the names in nodes, of which the outer ones come first."""
    found = _NamesInCode(set(), {}, set())
    inner: set[int] = set()
    for node in nodes:
        kind = node.__class__
        if kind is ast.Name:
            name = cast("ast.Name", node)
            if name.ctx.__class__ is not ast.Load:
                found.bound.add(name.id)
            elif id(node) not in inner:
                found.chains.add((name.id,))
        elif kind is ast.Attribute:
            attribute = cast("ast.Attribute", node)
            inner.add(id(attribute.value))
            if attribute.ctx.__class__ is ast.Load and id(node) not in inner:
                found.chains.add(chain_of(node))
        elif kind is ast.Import or kind is ast.ImportFrom:
            found.imported.update(_imported(cast("ast.Import | ast.ImportFrom", node)))
        elif kind in _BINDING:
            found.bound.add(getattr(node, _BINDING[kind]))
    found.chains.discard(())
    return found


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
    for each in node.names:
        if isinstance(node, ast.Import):
            yield each.asname or each.name.partition(".")[0], _target(each.name, "." if each.asname else "")
        elif not node.level:
            yield each.asname or each.name, _target(node.module or "", each.name)


def _target(module: str, name: str) -> str:
    """Return the dotted name of what an import binds, as `ImportRef` has it."""
    return module.partition(".")[0] if not name else module if name == "." else f"{module}.{name}"


@cache
def _words() -> dict[bytes, list[frozenset[bytes]]]:
    """Return the words of each name with a capability, by the last of them: whoever names it has them all."""
    found: dict[bytes, list[frozenset[bytes]]] = {}
    for name in sorted(powers.names()):
        words = name.encode().split(b".")
        found.setdefault(words[-1], []).append(frozenset(words))
    return found


@cache
def _firsts() -> frozenset[bytes]:
    """Return the words of which a name with a capability has one."""
    return _TWINS | {name.partition(".")[0].encode() for name in powers.names()}
