"""The compiled files of an environment, found by their place and by their name."""

from __future__ import annotations

import posixpath
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from vendorize.planning.libraries.elf import links_of
from vendorize_analysis.compiled import is_tagged
from vendorize_analysis.model.names import is_library

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from vendorize.planning.libraries.elf import Links
    from vendorize_analysis.model.environment import Distribution


class Library(NamedTuple):
    """A compiled file."""

    key: str
    """Of its distribution; empty for one of the project."""
    relative: str
    """POSIX path under site-packages."""
    path: Path
    module: str
    """Dotted name of the module that it can be imported as; empty where it is none."""

    @property
    def only_imported(self) -> bool:
        """Tell whether it carries the tag of an interpreter: then nobody opens it by another name."""
        return is_tagged(self.relative, self.module)


class Shelf:
    """All compiled files of some distributions."""

    def __init__(self, distributions: Iterable[Distribution]) -> None:
        self.of = {one.key: list(_libraries(one)) for one in distributions}
        self.all = [one for found in self.of.values() for one in found]
        self._links: dict[Library, Links] = {}
        self._places = {str(one.path): one for one in self.all}

    def links(self, library: Library) -> Links:
        """Return what a file says of libraries; it is read once."""
        if library not in self._links:
            self._links[library] = links_of(library.path)
        return self._links[library]

    def loaded(self, library: Library) -> Iterator[Library]:
        """Yield what the loader takes for the names that a library needs.

        Its own paths lead there, or what is loaded already has the name: then each with that name counts. Most names
        are those of the system's libraries.
        """
        links = self.links(library)
        for name in links.needed:
            folders = (posixpath.join(str(library.path.parent), folder) for folder in links.folders)
            places = (self._places.get(posixpath.normpath(posixpath.join(folder, name))) for folder in folders)
            found = next((one for one in places if one is not None), None)
            yield from [found] if found is not None else self._named.get(posixpath.basename(name), ())

    @cached_property
    def _named(self) -> dict[str, list[Library]]:
        found: dict[str, list[Library]] = {}
        for one in self.all:
            names = {posixpath.basename(one.relative)} | ({self.links(one).soname} if not one.only_imported else set())
            for name in names - {""}:
                found.setdefault(name, []).append(one)
        return found


def _libraries(one: Distribution) -> Iterator[Library]:
    modules = {module.relative: module.name for module in one.modules if module.kind == "extension"}
    for relative in one.files:
        if is_library(relative) or relative in modules:
            yield Library(one.key, relative, one.location / relative, modules.get(relative, ""))
