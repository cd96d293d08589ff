"""The modes that code opens files with, read off the source of a part: whether it reads or writes."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, cast

from vendorize_analysis.model.summary import Unreadable
from vendorize_analysis.reading import read_as_source
from vendorize_analysis.scanning.source import decode, parse
from vendorize_analysis.summarizing.syntax.below import nodes_in
from vendorize_analysis.summarizing.syntax.chains import chain_of, last_name
from vendorize_analysis.tables import powers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from vendorize_analysis.model.analysis import LoadedModule
    from vendorize_analysis.model.summary import Chain, Part

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
"""A line as Python counts them; `str.splitlines` knows more ends."""
_READS: Final = "r"
"""The mode of all these functions where none is given."""


def of_part(module: LoadedModule, part: Part, names: tuple[Chain, str]) -> frozenset[str]:
    """Return what a part can do with a function, which it calls by these names: as it writes it, and in full.

    Only of functions that take a mode its source matters.
    """
    given = powers.capabilities(names[1])
    place = powers.mode_place(names[1])
    if place is None:
        return frozenset(given)
    nodes = _nodes_of(module, part)
    return _narrowed(given, _modes_in(nodes, names, place) if nodes else frozenset({None}))


def of_nodes(nodes: Iterable[ast.AST], names: tuple[Chain, str]) -> frozenset[str]:
    """Return what code can do with a function, all its nodes given, as `of_part` does."""
    given = powers.capabilities(names[1])
    place = powers.mode_place(names[1])
    return frozenset(given) if place is None else _narrowed(given, _modes_in(nodes, names, place))


def _narrowed(given: tuple[str, ...], modes: frozenset[str | None]) -> frozenset[str]:
    """Return capabilities without those for files that none of the modes asks for."""
    opened = {each for mode in modes for each in powers.capabilities_of_mode(mode)}
    return frozenset(given) - (frozenset(powers.capabilities_of_mode(None)) - opened)


def _modes_in(nodes: Iterable[ast.AST], names: tuple[Chain, str], place: int) -> frozenset[str | None]:
    """Return the modes of all calls of a function; None among them where one is not a text that stands there."""
    chain, dotted = names
    plain = {chain, tuple(dotted.split(".")), (dotted.rpartition(".")[2],)}
    lasts = {each[-1] for each in plain if each}
    calls: dict[int, ast.Call] = {}
    named: list[ast.AST] = []
    for node in nodes:
        kind = node.__class__
        if kind is ast.Call:
            call = cast("ast.Call", node)
            calls[id(call.func)] = call
        elif (kind is ast.Name or kind is ast.Attribute) and last_name(cast("ast.expr", node)) in lasts:
            named.append(node)
    found = {mode for node in named if chain_of(node) in plain for mode in _modes(calls.get(id(node)), place)}
    return frozenset(found or {None})


def _nodes_of(module: LoadedModule, part: Part) -> list[ast.AST]:
    """Return the nodes of the syntax tree of a part alone; none where its text cannot be had."""
    lines = _lines(module.path, module.digest)[part.span.line - 1 : part.span.end_line]
    if not lines:
        return []
    first = lines[0].encode()[part.span.column :] if lines[0].encode()[: part.span.column].strip() else None
    # What follows a `;` on its line stands alone; what is indented gets a block around it, so that texts in it stay.
    text = lines[0]
    if first is not None:
        text = first.decode("utf-8", "replace")
    elif part.span.column:
        text = f"if True:\n{text}"
    text += "".join(lines[1:])
    found = parse(text.encode())
    return [] if isinstance(found, Unreadable) else nodes_in(found.tree)


@lru_cache(maxsize=1)
def _lines(path: Path, _digest: str) -> tuple[str, ...]:
    try:
        text = decode(read_as_source(path))
    except OSError:
        return ()
    return tuple(_LINE.findall(text)) if isinstance(text, str) else ()


def _modes(call: ast.Call | None, place: int) -> Iterator[str | None]:
    """Yield the modes of one call; None where it is not known, or there is no call at all."""
    if call is None or any(each.arg is None for each in call.keywords):
        yield None
        return
    given = [each.value for each in call.keywords if each.arg == "mode"]
    if not given and any(isinstance(each, ast.Starred) for each in call.args[: place + 1]):
        yield None
        return
    given = given or call.args[place : place + 1]
    yield from _texts(given[0]) if given else (_READS,)


def _texts(node: ast.expr) -> Iterator[str | None]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp():
            yield from _texts(node.body)
            yield from _texts(node.orelse)
        case _:
            yield None
