"""Resolve what modules of the standard library take from each other, and lay several versions over each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vendorize_analysis.tables.harvest import LibraryClass, ModuleFacts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(slots=True)
class Collected:
    """The union over versions; filled by `collect`."""

    versions: list[str] = field(default_factory=list)
    modules: dict[str, ModuleFacts] = field(default_factory=dict)
    classes: dict[str, LibraryClass] = field(default_factory=dict)
    """By full dotted name; the bases are full dotted names too."""
    aliases: dict[str, set[str]] = field(default_factory=dict)
    """Other dotted names of classes, `json.JSONEncoder` for instance."""


def collect(facts: Mapping[str, ModuleFacts], version: str, *, into: Collected) -> None:
    """Add the facts of one version."""
    resolver = _FactResolver(facts)
    into.versions.append(version)
    for module, found in facts.items():
        kept = into.modules.setdefault(module, ModuleFacts())
        kept.imports |= found.imports
        kept.foreign |= found.foreign
        kept.others.merge(found.others)
        for name, facts_of_class in found.classes.items():
            whole = into.classes.setdefault(f"{module}.{name}", LibraryClass())
            whole.own.merge(facts_of_class.own)
            for base in facts_of_class.bases:
                whole.bases |= resolver.classes_in(module, base)
        for name in resolver.public_names(module):
            same = resolver.classes_in(module, name) - {f"{module}.{name}"}
            if same:
                into.aliases.setdefault(f"{module}.{name}", set()).update(same)


class _FactResolver:
    """Find the classes that a name stands for in one version."""

    def __init__(self, facts: Mapping[str, ModuleFacts]) -> None:
        self._facts = facts

    def public_names(self, module: str) -> set[str]:
        """Return the names of a module that may be classes of another one, star imports followed."""
        names: set[str] = set()
        todo, seen = [module], set[str]()
        while todo:
            name = todo.pop()
            if name in self._facts and name not in seen:
                seen.add(name)
                here = self._facts[name]
                names |= here.binds.keys() | {top for top in here.classes if "." not in top}
                todo.extend(here.stars)
        return names

    def classes_in(self, module: str, dotted: str) -> set[str]:
        """Return full names of the classes that a dotted name may mean when it is written in a module.

        Modules may take names from each other in circles, so the search goes on until nothing is new; what it
        finds does not depend on the order, and no half-done search is remembered.
        """
        found: set[str] = set()
        todo, seen = [(module, dotted)], set[tuple[str, str]]()
        while todo:
            place = todo.pop()
            if place not in seen and place[0] in self._facts:
                seen.add(place)
                if place[1] in self._facts[place[0]].classes:
                    found.add(".".join(place))
                todo.extend(self._leads(*place))
        builtin = self._facts["builtins"].classes if "builtins" in self._facts and not found else {}
        unbound = {name for home, name in seen if name.partition(".")[0] not in self._facts[home].binds}
        return found or {f"builtins.{name}" for name in unbound if name in builtin}

    def _leads(self, module: str, dotted: str) -> Iterator[tuple[str, str]]:
        """Yield the places where a name of a module may come from."""
        here = self._facts[module]
        head, _, rest = dotted.partition(".")
        for source in here.stars:
            yield source, dotted
        for target in here.binds.get(head, ()):
            full = f"{target}.{rest}" if rest else target
            owner = full
            while owner and owner not in self._facts:
                owner = owner.rpartition(".")[0]
            if owner:
                yield owner, full[len(owner) + 1 :]
            if owner in {"", full}:
                # A name of this module: `Pickler = _Pickler`; in `datetime`, `time` is a class and a module's name.
                yield module, full
