"""Find the file behind a dotted module name, without importing anything.

Source: the import system's reference; the standard library precedes site-packages on `sys.path`.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from vendorize_analysis.model.names import absence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from vendorize_analysis.model.environment import Distribution, Environment
    from vendorize_analysis.model.project import Project, SourceModule

Kind = Literal["first-party", "source", "package", "extension", "namespace"]
Verdict = Literal["first-party", "source", "package", "extension", "namespace", "stdlib", "missing"]
_END = chr(0x10FFFF)
"""Sorts behind every name that starts with the text before it."""
_KINDS: Mapping[str, str] = {"first-party": "source", "package": "source"}
"""What readable modules are for who follows names, whoever has them."""


class FoundModule(NamedTuple):
    """What a dotted name stands for."""

    name: str
    location: Path | None
    """The distribution's location or the first-party source root; None of a namespace package, which has no file."""
    relative: str
    """POSIX path inside the location; empty without a file."""
    is_package: bool
    distribution: str
    """Key of its distribution; empty for first-party code, and for a namespace that several share."""
    kind: Kind

    @property
    def path(self) -> Path | None:
        """The file; None of a namespace package."""
        return None if self.location is None else self.location / self.relative


@dataclass(frozen=True, slots=True)
class ModuleIndex:
    """All modules of the project and of what is installed, by name."""

    modules: Mapping[str, FoundModule]
    """Real modules; where two have one name, the one that Python's search order and readability prefer."""
    compiled: Mapping[str, FoundModule]
    """Compiled modules, those beside a readable one of the same name included."""
    namespaces: Mapping[str, FoundModule]
    stdlib_names: frozenset[str]
    names: tuple[str, ...]
    """Names of `modules`, sorted."""
    children: Mapping[str, tuple[str, ...]]
    """Direct submodules of each package, namespaces included, sorted."""

    def find(self, name: str) -> FoundModule | None:
        """Return the module of that name, None for the standard library and for what is not there."""
        return self.modules.get(name) or self.namespaces.get(name)

    def classify(self, name: str) -> Verdict:
        """Tell what kind of module the name stands for."""
        found = self.find(name)
        if found is not None:
            return found.kind
        return "stdlib" if self.is_stdlib(name) else "missing"

    def kind(self, name: str) -> str:
        """Tell what a dotted name is: `source`, `extension`, `namespace`, `stdlib` or `missing`."""
        found = self.modules.get(name) or self.namespaces.get(name)
        if found is None:
            return "stdlib" if self.is_stdlib(name) else "missing"
        return _KINDS.get(found.kind, found.kind)

    def exists(self, name: str) -> bool:
        """Tell whether a dotted name is a module of the project or of a distribution."""
        return name in self.modules or name in self.namespaces

    def is_stdlib(self, name: str) -> bool:
        """Tell whether the standard library answers to the name; the project's own code goes before it."""
        top = name.partition(".")[0]
        return top in self.stdlib_names and top not in self.modules and top not in self.namespaces

    def submodules(self, package: str) -> tuple[str, ...]:
        """Return the dotted names of the modules directly in a package."""
        return self.children.get(package, ())

    def matching(self, prefix: str) -> tuple[str, ...]:
        """Return the modules whose dotted name starts with the text, wherever the text ends."""
        return self.names[bisect_left(self.names, prefix) : bisect_left(self.names, prefix + _END)]

    def distribution_of(self, name: str) -> str:
        """Return the key of the distribution that a module belongs to, empty for first-party and unknown ones."""
        found = self.find(name)
        return found.distribution if found else ""


def index_modules(project: Project, environment: Environment, absent: frozenset[str] = frozenset()) -> ModuleIndex:
    """Return the index of the project's modules and those of every installed distribution, absent ones left out."""
    modules: dict[str, FoundModule] = {}
    for module in project.modules:
        modules.setdefault(module.name, _first_party(module, project))
    compiled: dict[str, FoundModule] = {}
    stdlib = environment.interpreter.stdlib_names
    for found in _installed(environment):
        # Code that the standard library shadows (a backport) never runs.
        if found.name.partition(".")[0] in stdlib or absence(found.name, absent):
            continue
        if found.kind == "extension":
            compiled.setdefault(found.name, found)
        modules.setdefault(found.name, found)
    namespaces = _namespaces(modules)
    children: dict[str, list[str]] = {}
    for name in sorted({**modules, **namespaces}):
        children.setdefault(name.rpartition(".")[0], []).append(name)
    return ModuleIndex(
        modules=modules,
        compiled=compiled,
        namespaces=namespaces,
        stdlib_names=stdlib - absent,
        names=tuple(sorted(modules)),
        children={package: tuple(below) for package, below in children.items()},
    )


def _first_party(module: SourceModule, project: Project) -> FoundModule:
    roots = [root for root in (*project.source_roots, project.root) if module.path.is_relative_to(root)]
    root = max(roots, key=lambda folder: len(folder.parts), default=module.path.parent)
    relative = module.path.relative_to(root).as_posix()
    return FoundModule(module.name, root, relative, module.is_package, "", "first-party")


def _installed(environment: Environment) -> Iterator[FoundModule]:
    """Yield the installed modules, those that Python would find first coming first."""
    order = {folder: place for place, folder in enumerate(environment.interpreter.search_path)}

    def place(distribution: Distribution) -> int:
        # The finders of editable installs stand behind the search path.
        return order.get(distribution.location, len(order))

    ordered = sorted(environment.distributions, key=place)
    for short in (False, True):  # what is in folders that are added later stays whole, also where another one is meant
        for distribution in ordered:
            names = distribution.short_names
            for one in distribution.modules if names or not short else ():
                if (one.name in names) == short:
                    is_package = one.relative.rpartition("/")[2].partition(".")[0] == "__init__"
                    yield FoundModule(one.name, one.location, one.relative, is_package, distribution.key, one.kind)


def _namespaces(modules: Mapping[str, FoundModule]) -> dict[str, FoundModule]:
    """Return the packages that exist only because a module's dotted name goes through them (PEP 420)."""
    owners: dict[str, set[str]] = {}
    for name, found in modules.items():
        above = name.rpartition(".")[0]
        while above and above not in modules:
            owners.setdefault(above, set()).add(found.distribution)
            above = above.rpartition(".")[0]
    return {
        name: FoundModule(name, None, "", is_package=True, distribution=_only(keys), kind="namespace")
        for name, keys in owners.items()
    }


def _only(keys: set[str]) -> str:
    return next(iter(keys)) if len(keys) == 1 else ""
