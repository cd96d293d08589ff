"""Which names two modules have from the very same place, so that they mean one thing in a scope that both share."""

from __future__ import annotations

import ast
import symtable
from typing import TYPE_CHECKING

from vendorize.hoisting.holding import SCOPES_OF
from vendorize.hoisting.words import BUILTINS, bound_at, identifiers
from vendorize_analysis.model.names import with_packages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from vendorize.hoisting.texts import ModuleText
    from vendorize.hoisting.world import ClosedWorld

_CHANGING = frozenset(
    ("sys", name)
    for name in (
        *("displayhook", "excepthook", "last_exc", "last_traceback", "last_type", "last_value", "ps1", "ps2"),
        *("stderr", "stdin", "stdout", "tracebacklimit", "unraisablehook"),
    )
)
"""Names of the standard library that it gives other values itself (`contextlib.redirect_stdout`)."""
_Place = tuple[str, str]
"""A module, and a name that is taken from it; no name for the module itself."""


def alike(module: ModuleText, host: ModuleText, world: ClosedWorld, *, is_set: Callable[[str], bool]) -> frozenset[str]:
    """Return the names that both bind by imports alone, of one thing that nobody gives another value."""
    ours, theirs = _imported(module), _imported(host)
    found = {name for name in ours.keys() & theirs.keys() if ours[name] == theirs[name]}
    return frozenset(
        name
        for name in found - BUILTINS
        if not is_set(name) and _is_steady(ours[name], world, is_set) and not _is_read_before(name, host)
    )


def _imported(module: ModuleText) -> dict[str, _Place]:
    """Return the names that nothing but imports of one thing binds, in any scope, with that."""
    places: dict[str, set[_Place]] = {}
    for one in module.imports:
        for alias in one.node.names:
            name, place = _bound(one.node, alias, one.module)
            places.setdefault(name, set()).add(place)
    table = symtable.symtable(ast.unparse(module.tree), module.name, "exec")
    plain = {each.get_name() for each in table.get_symbols() if each.is_imported() and not each.is_assigned()}
    plain -= set(_declared(table))
    return {name: next(iter(found)) for name, found in places.items() if len(found) == 1 and name in plain}


def _bound(node: ast.Import | ast.ImportFrom, alias: ast.alias, module: str) -> tuple[str, _Place]:
    if isinstance(node, ast.ImportFrom):
        return bound_at(alias), (module, alias.name)
    return bound_at(alias), (alias.name if alias.asname else bound_at(alias), "")


def _declared(table: symtable.SymbolTable) -> Iterator[str]:
    """Yield the names that functions declare as those of the module, to give them another value or to delete them."""
    for child in table.get_children():
        yield from (one.get_name() for one in child.get_symbols() if one.is_declared_global())
        yield from _declared(child)


def _is_steady(place: _Place, world: ClosedWorld, is_set: Callable[[str], bool]) -> bool:
    """Tell whether what is imported is the same whenever it is asked for."""
    name, taken = place
    if any(one in world.replaced for one in with_packages(name)):
        return False
    source = world.modules.get(name)
    if not taken or source is None:
        return not taken or not (is_set(taken) or place in _CHANGING)
    table = symtable.symtable(ast.unparse(source.tree), name, "exec")
    # A module that leads to itself may be asked before it has run to its end.
    is_rebound = is_set(taken) or taken in _declared(table) or name in world.reached(name)
    # The attribute of a package may be something of its own until a module of that name is loaded.
    is_either = f"{name}.{taken}" in world.modules and taken in table.get_identifiers()
    may_look = name in world.names.objects or "modules" in source.words or "__getattr__" in source.identifiers
    return not (is_rebound or is_either or may_look or world.naming(SCOPES_OF))


def _is_read_before(name: str, host: ModuleText) -> bool:
    """Tell whether code of a host names something before it imports that: it may count on its not being there."""
    for node in host.tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom) and name in identifiers(node):
            return False
        if name in identifiers(node):
            return True
    return True
