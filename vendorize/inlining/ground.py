"""What was read of a project and its dependencies: a program whose names can be followed, and the texts behind it."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from vendorize.model.inlined import Obstacle
from vendorize_analysis.errors import UserError
from vendorize_analysis.linking import Program
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.newer import parse_any
from vendorize_analysis.scanning.source import digest_of, read_again
from vendorize_analysis.summarizing import Target, summarize

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from vendorize_analysis.linking import Entity, LinkedModule
    from vendorize_analysis.model.analysis import Analysis, LoadedModule


class ReadModules:
    """A catalogue (`linking.Catalogue`) of what was read; what was not read is installed, or missing."""

    def __init__(self, analysis: Analysis, changed: Mapping[str, LoadedModule] | None = None) -> None:
        self._modules = {**analysis.modules, **(changed or {})}
        self._figures = frozenset(analysis.figures)
        self._packages = {name.rpartition(".")[0] for name in self._modules}
        self._standard = analysis.environment.interpreter.stdlib_names

    def load(self, name: str) -> LoadedModule | None:
        """Return a module that was read."""
        return self._modules.get(name)

    def kind(self, name: str) -> str:
        """Tell what a dotted name is, as far as reading tells."""
        if name in self._modules:
            return "source"
        if name.partition(".")[0] in self._standard:
            return "stdlib"
        if name in self._figures:
            return "extension"
        return "namespace" if name in self._packages else "missing"

    def exists(self, name: str) -> bool:
        """Tell whether a dotted name is a module outside of the standard library."""
        return self.kind(name) not in {"stdlib", "missing"}

    def owner(self, name: str) -> str:
        """Return the key of the distribution of a module that was read."""
        found = self._modules.get(name)
        return found.distribution if found else ""

    def submodules(self, package: str) -> tuple[str, ...]:
        """Return the modules directly inside a package that were read."""
        return tuple(name for name in self._modules if name.rpartition(".")[0] == package)

    def matching(self, prefix: str) -> tuple[str, ...]:
        """Return the modules that were read whose names begin so."""
        return tuple(name for name in self._modules if name.startswith(prefix))


@dataclass(slots=True)
class Ground:
    """An analysis (tests included) with its program and texts; remembers what it has read."""

    analysis: Analysis
    namespace: str = ""
    """Dotted name of the package with vendored code inside of the project; empty without one."""
    program: Program = field(init=False)
    _texts: dict[str, bytes] = field(default_factory=dict)
    _trees: dict[str, ast.Module] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.program = Program(ReadModules(self.analysis))

    def is_foreign(self, module: str) -> bool:
        """Tell whether a module is of a dependency: as installed, or vendored in the project."""
        loaded = self.analysis.modules.get(module)
        return bool(loaded and loaded.distribution) or self.is_vendored(module)

    def is_vendored(self, module: str) -> bool:
        """Tell whether a module is a copy in the project that extraction wrote."""
        return bool(self.namespace) and (module == self.namespace or module.startswith(f"{self.namespace}."))

    def own(self) -> Iterator[str]:
        """Yield the names of the project's modules that were read, tests included, in order."""
        yield from sorted(name for name in self.analysis.modules if not self.is_foreign(name))

    def linked(self, module: str) -> LinkedModule:
        """Return the tables of a module that can be read."""
        found = self.program.module(module)
        if found is None:
            raise UserError(f"{module} cannot be read", hint="inline what is written in Python")
        return found

    def text(self, module: str) -> bytes:
        """Return the bytes of a module. Raises `UserError` where they are not those that were analysed."""
        if module not in self._texts:
            loaded = self.analysis.modules[module]
            self._texts[module] = read_again(loaded.path, loaded.digest)
        return self._texts[module]

    def tree(self, module: str) -> ast.Module:
        """Return the syntax tree of a module that can be read."""
        if module not in self._trees:
            content = self.text(module)
            self._trees[module] = parse_any(content) if content.strip() else ast.parse("")
        return self._trees[module]

    def place(self, module: str) -> str:
        """Return the path of a module for people: inside of the project, or of its distribution."""
        loaded = self.analysis.modules[module]
        root = self.analysis.project.root
        return loaded.path.relative_to(root).as_posix() if loaded.path.is_relative_to(root) else str(loaded.path)

    def obstacle(self, module: str, line: int, reason: str) -> Obstacle:
        """Return a reason that stands in a module."""
        return Obstacle(self.place(module), line, reason)


def defining(program: Program, found: tuple[Entity, ...]) -> tuple[Entity, ...]:
    """Return what a name may be without second names and mere signatures (PEP 484) of the same thing.

    What is of a module comes after that module itself where both have one name: to bind it, the module was loaded.
    """
    homes = {one.module for one in found if one.kind in {"function", "class"}}
    left = tuple(
        one
        for one in found
        if one.kind != "alias" and not _is_overload(program, one) and not (one.kind == "module" and one.module in homes)
    )
    return left or found


def _is_overload(program: Program, entity: Entity) -> bool:
    linked = program.module(entity.module) if entity.part >= 0 else None
    return linked is not None and entity.part in linked.overloads


def in_new_form(analysis: Analysis, module: LoadedModule, content: bytes) -> LoadedModule:
    """Return a module as it would be read with another content. Raises `SyntaxError` for one that is no Python."""
    tree = parse_any(content) if content.strip() else ast.parse("")
    target = Target(analysis.python, analysis.platforms)
    lines = content.count(b"\n") + 1
    summary = summarize(tree, size=len(content), lines=lines, target=target)
    return replace(module, summary=summary, digest=digest_of(content))


def is_readable(ground: Ground, module: str) -> bool:
    """Tell whether a module was read as Python."""
    loaded = ground.analysis.modules.get(module)
    return loaded is not None and isinstance(loaded.summary, ModuleSummary)


def path_in_project(ground: Ground, path: Path) -> str:
    """Return the POSIX path of a file in the project; empty for one outside."""
    root = ground.analysis.project.root
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else ""
