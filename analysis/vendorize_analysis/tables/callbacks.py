"""Which names the standard library may ask objects for: those handed to it, and those that derive from its classes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from sys import intern
from typing import TYPE_CHECKING

from vendorize_analysis.tables.data import row, standard_library

if TYPE_CHECKING:
    from collections.abc import Iterable

_ALWAYS = ("builtins", "_imp")
"""What print, open, `**x`, `yield from`, tracebacks and the import system ask for, whatever is imported."""


@dataclass(frozen=True, slots=True)
class Overrides:
    """Names under which a subclass may be called by the standard library; dunder names are not among them."""

    names: frozenset[str] = frozenset()
    prefixes: frozenset[str] = frozenset()
    """`do_` where the library calls `getattr(self, "do_" + command)`."""
    suffixes: frozenset[str] = frozenset()
    """`_open` where it looks for `http_open` and its like."""

    def __contains__(self, name: str) -> bool:
        """Tell whether a member of that name may be called."""
        return name in self.names or name.startswith(tuple(self.prefixes)) or name.endswith(tuple(self.suffixes))


_SPECIAL_FORMS = frozenset({"typing.NamedTuple", "typing.Protocol", "typing.TypedDict"})
"""Bases that are functions or leave nothing behind, so that no class of that name is in the table."""


def is_standard_module(name: str) -> bool:
    """Tell whether a dotted name is a module of the standard library (3.9 or newer), on any platform."""
    return name in standard_library().modules


def names_called_by(modules: Iterable[str]) -> frozenset[str]:
    """Return the names that these modules of the standard library may ask of objects handed to them.

    An object travels on: a module hands it to others of its package, and to what it imports. Followed to the end,
    imports reach 320 modules from any start (`json` included) and 1,900 names, which says nothing. So the modules
    of the same package count as one, what these import counts too, and of what that imports the compiled and
    private twins (`_io` behind `io`), where most names are looked up in the end. `builtins` always counts.
    """
    names: set[str] = set(_asked(_ALWAYS[0]) | _asked(_ALWAYS[1]))
    for module in modules:
        names |= _called_by(module)
    return frozenset(names)


@cache
def overrides_of(base: str) -> Overrides:
    """Return the names under which the standard library may call a subclass of one of its classes.

    These are the names that the class and its ancestors in the library define, or ask of themselves, and all that
    the modules of these ask of others. A class that is not in the table stands for its whole module; a name
    outside the standard library has no overrides.
    """
    table = standard_library()
    classes = ancestry(base)
    homes = {home_of(name) for name in classes}
    if not is_standard_class(base):
        homes = {home_of(base)} - {""}
        classes = frozenset(name for name in table.classes if home_of(name) in homes)
    # What `builtins` asks of others always counts (`names_called_by`); an exception class need not repeat it.
    rows = [row(table.classes, name) for name in classes]
    rows += [row(table.modules, home) for home in homes if home != "builtins"]
    return Overrides(
        names=frozenset(name for entry in rows for name in entry[0].split()),
        prefixes=frozenset(name for entry in rows for name in entry[2].split()),
        suffixes=frozenset(name for entry in rows for name in entry[3].split()),
    )


@cache
def members_of(base: str) -> frozenset[str] | None:
    """Return the names, dunder ones aside, that a class of the standard library has or asks of itself; None if unknown.

    Names of attributes that its code makes up while it runs are not among them.
    """
    if not is_standard_class(base) and base not in _SPECIAL_FORMS:
        return None
    table = standard_library()
    return frozenset(name for each in ancestry(base) for name in row(table.classes, each)[0].split())


def is_standard_class(dotted: str) -> bool:
    """Tell whether a dotted name is a class of the standard library; built-in ones may go without a module."""
    return bool(_canonical(dotted))


@cache
def ancestry(base: str) -> frozenset[str]:
    """Return the full names of a class and of its ancestors that the table knows."""
    table = standard_library()
    todo = [*_canonical(base)]
    seen: set[str] = set()
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo.extend(row(table.classes, name)[1].split())
    # Every class derives from this one, and all it has are dunder names.
    return frozenset(seen - {"builtins.object"})


def home_of(dotted: str) -> str:
    """Return the module that a dotted name belongs to: its longest beginning that is one, or an empty text."""
    while dotted and not is_standard_module(dotted):
        dotted = dotted.rpartition(".")[0]
    return dotted


def _canonical(dotted: str) -> tuple[str, ...]:
    table = standard_library()
    full = dotted if "." in dotted else f"builtins.{dotted}"
    return (*((full,) if full in table.classes else ()), *table.aliases.get(full, "").split())


def _called_by(module: str) -> frozenset[str]:
    near = _package_of(module)
    reached = near | {imported for name in near for imported in _imports(name)}
    twins = {twin for name in reached for twin in _imports(name) if twin.startswith("_")}
    return frozenset().union(*map(_asked, reached | twins))


def _package_of(module: str) -> frozenset[str]:
    """Return a module and what it imports, directly or not, from its own top-level package."""
    top = module.partition(".")[0]
    todo, seen = [module], set[str]()
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo.extend(found for found in _imports(name) if found.partition(".")[0] == top)
    return frozenset(seen)


@cache
def _imports(module: str) -> tuple[str, ...]:
    return tuple(row(standard_library().modules, module)[1].split())


@cache
def _asked(module: str) -> frozenset[str]:
    # Most names are asked by many modules: of each there is one text.
    return frozenset(map(intern, row(standard_library().modules, module)[0].split()))
