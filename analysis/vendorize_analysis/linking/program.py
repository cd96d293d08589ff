"""The whole program, read as far as somebody has asked: names can be followed through imports and re-exports."""

from __future__ import annotations

from copy import copy
from time import perf_counter
from typing import TYPE_CHECKING, Protocol

from vendorize_analysis.linking.entities import Entity
from vendorize_analysis.linking.linked import LinkedModule, link
from vendorize_analysis.linking.stars import Stars
from vendorize_analysis.model.summary import PLAIN, SUBSCRIPTED, ModuleSummary
from vendorize_analysis.tables import stdlib as facts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize_analysis.linking.linked import ImportTarget
    from vendorize_analysis.model.analysis import LoadedModule
    from vendorize_analysis.model.costs import Site

Known = dict[str, tuple["LoadedModule", LinkedModule]]
"""Modules that a program before this one has linked, each with what it was made of."""
_NOTHING: tuple[Entity, ...] = ()


class Catalogue(Protocol):
    """Where modules come from; the scanning stage has the real one."""

    def load(self, name: str) -> LoadedModule | None:
        """Read a module of the project or of a distribution; None when there is no source of that name."""

    def kind(self, name: str) -> str:
        """Tell what a dotted name is: `source`, `extension`, `namespace`, `stdlib` or `missing`."""

    def exists(self, name: str) -> bool:
        """Tell whether it is one of the first three: any text may be asked for, and most are none."""

    def owner(self, name: str) -> str:
        """Return the key of the distribution that a module belongs to; empty for first-party code."""

    def submodules(self, package: str) -> tuple[str, ...]:
        """Return the modules directly inside a package."""

    def matching(self, prefix: str) -> tuple[str, ...]:
        """Return all modules whose dotted name begins with a text."""


class Program:
    """Links modules on demand and follows names; remembers what it found."""

    def __init__(self, catalogue: Catalogue, *, through_aliases: bool = True, known: Known | None = None) -> None:
        self.catalogue = catalogue
        self._known: Known = {} if known is None else known
        self._through_aliases = through_aliases
        self._modules: dict[str, LinkedModule | None] = {}
        self._found: dict[tuple[str, str], tuple[Entity, ...]] = {}
        self._kinds: dict[str, str] = {}
        self.stars = Stars(self)
        self._busy: set[tuple[str, str]] = set()
        self.seconds = 0.0
        """Time spent on linking modules."""

    def module(self, name: str) -> LinkedModule | None:
        """Return a linked module; None when it has no source that can be read."""
        try:
            return self._modules[name]
        except KeyError:
            return self._link(name)

    def _link(self, name: str) -> LinkedModule | None:
        loaded = self.catalogue.load(name)
        began = perf_counter()
        linked: LinkedModule | None = None
        if loaded is not None and isinstance(loaded.summary, ModuleSummary):
            before, linked = self._known.get(name, (None, None))
            if linked is None or before is not loaded:
                linked = link(loaded, loaded.summary)
                self._known[name] = loaded, linked
        self._modules[name] = linked
        self.seconds += perf_counter() - began
        return linked

    def forget(self) -> None:
        """Let go of all that was found, for another program is made: nothing collects circles while files are read."""
        self._modules.clear()
        self._found.clear()
        self._kinds.clear()
        self.stars = Stars(self)

    def without(self, sites: frozenset[Site]) -> Program:
        """Return the same program without the hazards of some sites; what names mean is the same, and shared."""
        other = copy(self)
        changed = {}
        for name in {site.module for site in sites}:
            linked = self.module(name)
            if linked is not None:
                changed[name] = linked.without(
                    frozenset((site.line, site.code) for site in sites if site.module == name)
                )
        other._modules = {**self._modules, **changed}  # noqa: SLF001 (a copy of our own)
        return other

    def exists(self, name: str) -> bool:
        """Tell whether a dotted name is a module of the project or a distribution, read or not."""
        return self.catalogue.exists(name)

    def kind(self, name: str) -> str:
        """Tell what a dotted name is, as the catalogue does."""
        kind = self._kinds.get(name)
        if kind is None:
            kind = self.catalogue.kind(name)
            if kind != "missing":  # any text may be asked for, and most are no module
                self._kinds[name] = kind
        return kind

    def submodules(self, package: str) -> tuple[str, ...]:
        """Return the modules directly inside a package."""
        return self.catalogue.submodules(package)

    def as_module(self, name: str) -> tuple[Entity, ...]:
        """Return what importing a dotted name gives."""
        kind = self.kind(name)
        if kind in {"source", "namespace"}:
            return (Entity("module", name),)
        return (Entity("stdlib" if kind == "stdlib" else "opaque" if kind == "extension" else "missing", name),)

    def look_up(self, module: str, name: str) -> tuple[Entity, ...]:
        """Follow a name of a module to everything that it may be; empty when the module has no such name."""
        key = (module, name)
        if key in self._found:
            return self._found[key]
        if key in self._busy:
            # `from . import name` in a package binds its own submodule.
            below = f"{module}.{name}"
            return self.as_module(below) if self.exists(below) else _NOTHING
        self._busy.add(key)
        found = tuple(dict.fromkeys(self._search(module, name)))
        self._busy.discard(key)
        if not self._busy or found:
            self._found[key] = found
        return found

    def _search(self, module: str, name: str) -> Iterable[Entity]:
        linked = self.module(module)
        bound = linked.names.get(name, ()) if linked else ()
        if linked:
            for index in bound:
                yield from self._bound_by(linked, index, name)
            for star in self.stars_giving(linked, name):
                yield from self.look_up(star, name) or self.as_attribute(star, name)
        if not bound and self.exists(f"{module}.{name}"):
            yield from self.as_module(f"{module}.{name}")

    def as_attribute(self, module: str, name: str) -> tuple[Entity, ...]:
        """Return what an attribute of a module outside the program may be."""
        return (Entity("stdlib", f"{module}.{name}"),) if self.kind(module) == "stdlib" else _NOTHING

    def stars_giving(self, linked: LinkedModule, name: str) -> tuple[str, ...]:
        """Return the star-imported modules that may give a name; one before the name's own binding does not count."""
        return self.stars.giving(linked, name) if linked.stars else ()

    def _bound_by(self, linked: LinkedModule, index: int, name: str) -> Iterable[Entity]:
        part = linked.parts[index]
        imports = () if part.kind in {"def", "class"} else linked.imports.get(index, ())
        aliases = [target for target in imports if target.binds == name]
        if aliases:
            for target in aliases:
                yield from self.imported(target)
        elif part.kind == "class":
            yield Entity("class", linked.name, index)
        elif part.kind == "def":
            yield Entity("function", linked.name, index)
        elif part.assigned.value and part.assigned.value != PLAIN and self._through_aliases:
            yield from self._aliased(linked, index, part.assigned.value)
        elif part.kind == "assign" and part.assigned.alias and len(part.reads.refs) == 1:
            yield Entity("value", linked.name, index)
            yield from self._aliased(linked, index, part.reads.refs[0][0])[1:]
        else:
            yield Entity("value", linked.name, index)

    def _aliased(self, linked: LinkedModule, index: int, chain: tuple[str, ...]) -> list[Entity]:
        """Follow `name = other.thing` to classes, functions and modules; the assignment itself comes first."""
        subscripted = chain[-1] == SUBSCRIPTED
        found, rest = self.follow(linked.name, chain[:-1] if subscripted else chain)
        known = () if rest else tuple(entity for entity in found if entity.kind not in {"value", "alias"})
        if subscripted:
            # Only of a class is it known what a subscript gives: the class with its parameters filled in.
            known = tuple(entity for entity in known if _is_class(entity))
        whole = bool(known) and len(known) == sum(entity.kind != "alias" for entity in found)
        return [Entity("alias" if whole else "value", linked.name, index), *known]

    def imported(self, target: ImportTarget) -> tuple[Entity, ...]:
        """Return what an import binds."""
        if not target.module:
            return (Entity("missing", "."),)
        if not target.name:
            return self.as_module(target.module.partition(".")[0])
        if target.name == ".":
            return self.as_module(target.module)
        found, rest = self.attributes(self.as_module(target.module), tuple(target.name.split(".")))
        return _NOTHING if rest else found

    def follow(self, module: str, chain: tuple[str, ...]) -> tuple[tuple[Entity, ...], tuple[str, ...]]:
        """Follow a dotted name as read in a module; give what it ends at, and the attributes that lead further."""
        start = self.look_up(module, chain[0])
        return self.attributes(start, chain[1:]) if start else (_NOTHING, chain)

    def attributes(
        self, found: tuple[Entity, ...], names: tuple[str, ...]
    ) -> tuple[tuple[Entity, ...], tuple[str, ...]]:
        """Follow attributes through modules (all that may be meant), as far as that goes."""
        for position, name in enumerate(names):
            step = tuple(entity for item in found for entity in self._attribute(item, name))
            if not step:
                return found, names[position:]
            found = step
        return found, ()

    def _attribute(self, entity: Entity, name: str) -> tuple[Entity, ...]:
        if entity.kind == "module":
            return self.look_up(entity.module, name)
        if entity.kind in {"stdlib", "opaque", "missing"}:
            return (Entity(entity.kind, f"{entity.module}.{name}"),)
        return _NOTHING


def _is_class(entity: Entity) -> bool:
    """Tell whether a subscript may be that of a class; containers (`sys.modules`) have names in lower case."""
    if entity.kind != "stdlib":
        return entity.kind == "class"
    named = entity.module.rpartition(".")[2][:1].isupper()
    return facts.is_standard_class(entity.module) or (named and facts.is_pure_base(entity.module))
