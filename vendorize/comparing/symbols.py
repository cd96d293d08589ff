"""Compare the symbols of a distribution in two results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.model.update import SymbolChange

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from vendorize.comparing.signatures import DefinedName
    from vendorize.comparing.snapshot import Snapshot

_MOST_PLACES = 5


def compare_symbols(
    before: Snapshot,
    after: Snapshot,
    *,
    used: Collection[str],
    places: Mapping[str, tuple[str, ...]],
    exists: Callable[[str], bool],
) -> tuple[SymbolChange, ...]:
    """Return what differs, what first-party code refers to first.

    `used` are the names of the distribution that it refers to, `places` has where it has each single name; `exists`
    tells of a name of the earlier result whether the distribution as it is installed still defines it. What moved to
    another module, and is known by the same name as before, is the same thing.
    """
    names = _NamesInUse(before, after, used)
    then, now = {names.moved(name): found for name, found in before.definitions().items()}, after.definitions()
    found = []
    for symbol in sorted(then.keys() | now.keys()):
        change = _change(symbol, then.get(symbol), now.get(symbol))
        if change is not None:
            known_as = names.used_as(symbol)
            where = places.get(symbol.rpartition(".")[2], ())[:_MOST_PLACES] if known_as else ()
            is_gone = change.fate == "lost" and not exists(symbol)
            found.append(
                SymbolChange(symbol, change.fate, change.before, change.after, known_as, places=where, is_gone=is_gone)
            )
    return tuple(sorted(found, key=lambda one: (not one.used_as, one)))


def _change(symbol: str, before: DefinedName | None, after: DefinedName | None) -> SymbolChange | None:
    if before is None:
        return SymbolChange(symbol, "gained", after=after.signature if after is not None else "")
    if after is None:
        return SymbolChange(symbol, "lost", before.signature)
    if before.signature != after.signature:
        return SymbolChange(symbol, "changed", before.signature, after.signature)
    return SymbolChange(symbol, "code", before.signature, after.signature) if before.code != after.code else None


class _NamesInUse:
    """The names by which first-party code knows things, in both results."""

    def __init__(self, before: Snapshot, after: Snapshot, used: Collection[str]) -> None:
        def resolved(name: str) -> tuple[str, str]:
            return before.resolve(name), after.resolve(name)

        # The shortest name is the one that people write.
        names = sorted(used, key=lambda name: (-len(name), name))
        self._known = {symbol: name for name in names for symbol in resolved(name) if symbol}
        imported = sorted({*used, *before.imported()})
        self._moved = {old: new for old, new in map(resolved, imported) if old and new and old != new}
        self._modules = before.modules.keys() | after.modules.keys()

    def used_as(self, symbol: str) -> str:
        """Return the name by which a symbol, or the class that has it, is referred to; empty where it is not."""
        return self._by_beginning(symbol, self._known)

    def moved(self, symbol: str) -> str:
        """Return the name that a symbol of the earlier result has in the later one."""
        return self._by_beginning(symbol, self._moved) or symbol

    def _by_beginning(self, symbol: str, known: Mapping[str, str]) -> str:
        name, rest = symbol, ""
        while name and name not in self._modules:
            if name in known:
                return known[name] + rest
            name, _, last = name.rpartition(".")
            rest = f".{last}{rest}"
        return ""
