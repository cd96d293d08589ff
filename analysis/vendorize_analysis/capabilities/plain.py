"""What a module names by its own imports alone: enough for code that nothing reaches, which is not followed."""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import TYPE_CHECKING, Final

from vendorize_analysis.capabilities import modes
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.summarizing.syntax.chains import chain_of
from vendorize_analysis.tables import powers
from vendorize_analysis.tables.callbacks import is_standard_module

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from vendorize_analysis.model.analysis import LoadedModule
    from vendorize_analysis.model.summary import Chain, Part

_WORD: Final = re.compile(rb"[A-Za-z_][A-Za-z0-9_]*")


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


def may_name(data: bytes) -> bool:
    """Tell whether source has a word that something with a capability is named by."""
    return not _words().isdisjoint(_WORD.findall(data))


def capabilities_in(tree: ast.Module) -> frozenset[str]:
    """Return the capabilities that a syntax tree names, wherever in it."""
    imported: dict[str, str] = {}
    chains: set[Chain] = set()
    bound: set[str] = set()
    inner: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            imported.update(_imported(node))
        elif isinstance(node, ast.Attribute):
            inner.add(id(node.value))
        if isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in inner:
            chains.add(chain_of(node))
        bound.update(_bound(node))
    found: set[str] = set()
    for chain in chains:
        if chain and (dotted := _in_full(chain, imported, bound)) and powers.capabilities(dotted):
            found |= modes.of_tree(tree, (chain, dotted))
    return frozenset(found)


def _bound(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
        case ast.arg():
            yield node.arg
        case ast.Name(ctx=ast.Store() | ast.Del()):
            yield node.id
        case _:
            pass


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
def _words() -> frozenset[bytes]:
    return frozenset(word.encode() for word in powers.words())
