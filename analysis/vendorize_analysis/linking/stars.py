"""Names that star imports may give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

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


class Stars:
    """Answers which star import gives a name; remembers what it found."""

    def __init__(self, modules: StarModules) -> None:
        self._modules = modules
        self._giving: dict[tuple[str, str], tuple[str, ...]] = {}
        self._offers: dict[str, frozenset[str] | None] = {}

    def giving(self, linked: LinkedModule, name: str) -> tuple[str, ...]:
        """Return the star-imported modules that may give a name.

        The place of a star import does not matter: what it gave may be read before the module binds the name itself,
        by that very binding (`X = X + [2]`, `class K(K)`), or after a binding that does not run.
        """
        offered = self.offered(linked)
        if offered is not None and name not in offered:
            return ()
        key = (linked.name, name)
        if key not in self._giving:
            self._giving[key] = self._search(linked, name)
        return self._giving[key]

    def offered(self, linked: LinkedModule) -> frozenset[str] | None:
        """Return all names that a module's star imports may give; None where one of them was not read."""
        if linked.name not in self._offers:
            self._offers[linked.name] = self._offered(linked)
        return self._offers[linked.name]

    def _offered(self, linked: LinkedModule) -> frozenset[str] | None:
        names: set[str] = set()
        seen: set[str] = set()
        waiting = [star for star, _ in linked.stars]
        while waiting:
            star = waiting.pop()
            if star in seen:
                continue
            seen.add(star)
            found = self._modules.module(star)
            if found is None:
                return None
            # A submodule is an attribute of its package once anybody has imported it.
            names.update(found.names, (below.rpartition(".")[2] for below in self._modules.submodules(star)))
            waiting += [further for further, _ in found.stars]
        return frozenset(names)

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
        seen, waiting = {module}, [module]
        while waiting:
            asked = waiting.pop()
            linked = self._modules.module(asked)
            if unread if linked is None else name in linked.names or self._modules.exists(f"{asked}.{name}"):
                return True
            further = [star for star, _ in linked.stars if star not in seen] if linked is not None else []
            seen.update(further)
            waiting += further
        return False
