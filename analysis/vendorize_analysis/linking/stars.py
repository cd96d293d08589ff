"""Names that star imports may give."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from vendorize_analysis.linking.linked import LinkedModule


class StarModules(Protocol):
    """The program, as far as stars need it."""

    def module(self, name: str) -> LinkedModule | None:
        """Return a linked module; None when it has no source that can be read."""

    def exists(self, name: str) -> bool:
        """Tell whether a dotted name is a module of the project or a distribution, read or not."""

    def submodules(self, package: str) -> tuple[str, ...]:
        """Return the modules directly inside a package."""


class StarNames(NamedTuple):
    """What the star imports of a module may give, and those of the modules that these name."""

    names: frozenset[str]
    """What the modules bind that were read, and their submodules."""
    complete: bool
    """Whether all of them were read; else any name may be given."""

    def may_give(self, name: str) -> bool:
        """Tell whether a name may be given."""
        return not self.complete or name in self.names


class Stars:
    """Answers which star import gives a name; remembers what it found."""

    def __init__(self, modules: StarModules) -> None:
        self._modules = modules
        self._giving: dict[tuple[str, str], tuple[str, ...]] = {}
        self._offers: dict[str, StarNames] = {}
        self._binding: dict[tuple[str, bool], dict[str, bool]] = {}
        """Answers of `_binds`, so that a chain of star imports is walked once for each name."""

    def giving(self, linked: LinkedModule, name: str) -> tuple[str, ...]:
        """Return the star-imported modules that may give a name.

        The place of a star import does not matter: what it gave may be read before the module binds the name itself,
        by that very binding (`X = X + [2]`, `class K(K)`), or after a binding that does not run.
        """
        if not self.offered(linked).may_give(name):
            return ()
        key = (linked.name, name)
        if key not in self._giving:
            self._giving[key] = self._search(linked, name)
        return self._giving[key]

    def offered(self, linked: LinkedModule) -> StarNames:
        """Return all names that a module's star imports may give."""
        if linked.name not in self._offers:
            for module in self._inside_out(linked):
                self._offers[module.name] = self._offered(module)
        return self._offers[linked.name]

    def _inside_out(self, linked: LinkedModule) -> list[LinkedModule]:
        """Return a module and those it has names from by stars, these first (in a circle: in some order)."""
        found, seen, waiting = [], {linked.name}, [(linked, iter(linked.stars))]
        while waiting:
            module, stars = waiting[-1]
            further = next((star for star, _ in stars if star not in seen and star not in self._offers), None)
            if further is None:
                found.append(module)
                waiting.pop()
                continue
            seen.add(further)
            inner = self._modules.module(further)
            if inner is not None:
                waiting.append((inner, iter(inner.stars)))
        return found

    def _offered(self, linked: LinkedModule) -> StarNames:
        names: set[str] = set()
        complete = True
        seen: set[str] = set()
        waiting = [star for star, _ in linked.stars]
        while waiting:
            star = waiting.pop()
            if star in seen:
                continue
            seen.add(star)
            found = self._modules.module(star)
            if found is None:
                complete = False
                continue
            # A submodule is an attribute of its package once anybody has imported it.
            names.update(found.names, (below.rpartition(".")[2] for below in self._modules.submodules(star)))
            further = self._offers.get(star)
            if further is None:
                waiting += [star for star, _ in found.stars]
            else:
                names |= further.names
                complete = complete and further.complete
        return StarNames(frozenset(names), complete)

    def _search(self, linked: LinkedModule, name: str) -> tuple[str, ...]:
        unread = name not in linked.names
        return tuple(
            star for star, _ in linked.stars if self.exports(star, name) and self._binds(star, name, unread=unread)
        )

    def exports(self, module: str, name: str) -> bool:
        """Tell whether `from module import *` may bind a name."""
        linked = self._modules.module(module)
        if linked is None:
            return not name.startswith("_")
        if linked.exports is not None and not linked.open_exports:
            return name in linked.exports
        return linked.open_exports or not name.startswith("_")

    def _binds(self, module: str, name: str, *, unread: bool) -> bool:
        """Tell whether a module may bind a name; `unread` is the answer for one whose source was not read."""
        known = self._binding.setdefault((name, unread), {})
        from_where: dict[str, str] = {module: ""}
        waiting = [module]
        while waiting:
            asked = waiting.pop()
            linked = self._modules.module(asked)
            if known.get(asked) or (
                unread if linked is None else name in linked.names or self._modules.exists(f"{asked}.{name}")
            ):
                while asked:
                    known[asked] = True
                    asked = from_where[asked]
                return True
            stars = linked.stars if linked is not None and asked not in known else ()
            further = dict.fromkeys(star for star, _ in stars if star not in from_where)
            from_where.update(dict.fromkeys(further, asked))
            waiting += further
        known.update(dict.fromkeys(from_where, False))
        return False
