"""What the modules of one distribution define, in one result."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from vendorize.comparing.signatures import DefinedName, Definitions, definitions_of
from vendorize.model.update import HazardChange
from vendorize_analysis.model.names import module_name, package_of, with_packages
from vendorize_analysis.newer import UNREADABLE, parse_any
from vendorize_analysis.recursion import deeply
from vendorize_analysis.summarizing import summarize

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from vendorize_analysis.summarizing import Target

_MOST_STEPS = 20


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The names and hazards of modules."""

    modules: Mapping[str, Definitions]
    """By dotted name, without the private package."""
    hazards: tuple[HazardChange, ...]
    namespace: str = ""

    def definitions(self) -> dict[str, DefinedName]:
        """Return everything that is defined, by dotted name."""
        return {
            f"{module}.{name}": found for module, names in self.modules.items() for name, found in names.found.items()
        }

    def imported(self) -> frozenset[str]:
        """Return the dotted names of what modules import under a name of their own."""
        return frozenset(f"{module}.{name}" for module, names in self.modules.items() for name in names.aliases)

    def resolve(self, name: str) -> str:
        """Return the dotted name by which something is defined that is known by this one; empty where nothing is."""
        seen: set[str] = set()
        while name and name not in seen and len(seen) < _MOST_STEPS:
            seen.add(name)
            module, rest = self._split(name)
            if not module:
                return ""
            if not rest or rest in self.modules[module].found:
                return name
            first, dot, more = rest.partition(".")
            name = self._imported(module, first)
            name = f"{name}{dot}{more}" if name else ""
        return ""

    def _imported(self, module: str, name: str) -> str:
        """Return the dotted name of what a name of a module was imported as."""
        names = self.modules[module]
        if name in names.aliases:
            return self._original(names.aliases[name])
        sources = (self._original(source) for source in names.stars)
        return next((f"{one}.{name}" for one in sources if self.resolve(f"{one}.{name}")), "")

    def _original(self, name: str) -> str:
        return name.removeprefix(f"{self.namespace}.") if self.namespace else name

    def _split(self, name: str) -> tuple[str, str]:
        """Return the longest beginning of a name that is a module, and the rest."""
        module = next((one for one in with_packages(name) if one in self.modules), "")
        return module, name.removeprefix(module).removeprefix(".")


def snapshot(files: Mapping[str, bytes], target: Target, *, namespace: str = "", support: str = "") -> Snapshot:
    """Return what modules define, by the paths of their sources; what we have written into them left out.

    What no Python can read defines nothing.
    """
    modules: dict[str, Definitions] = {}
    hazards: list[HazardChange] = []
    for source, content in sorted(files.items()):
        try:
            found, risks = deeply(_module, source, content, target, support)
        except UNREADABLE:
            continue
        modules[module_name(source)] = found
        hazards += risks
    return Snapshot(modules, tuple(hazards), namespace)


def _module(source: str, content: bytes, target: Target, support: str) -> tuple[Definitions, list[HazardChange]]:
    tree = parse_any(content)
    _leave_out(tree, support)
    lines = content.count(b"\n")
    summary = summarize(tree, size=len(content), lines=lines, target=target)
    hazards = [
        HazardChange(source, one.line, one.code, one.message)
        for part in summary.parts
        if not part.dead
        for one in part.hazards
    ]
    name = module_name(source)
    package = package_of(name, is_package=PurePosixPath(source).stem == "__init__")
    return definitions_of(tree, package), hazards


def _leave_out(tree: ast.Module, support: str) -> None:
    """Take the statements away by which extraction says what it has removed."""
    for node in list(ast.walk(tree)):
        if isinstance(node, ast.Module | ast.ClassDef):
            empty: list[ast.stmt] = [ast.copy_location(ast.Pass(), node)] if isinstance(node, ast.ClassDef) else []
            node.body = list(_own(node.body, support)) or empty


def _own(body: Sequence[ast.stmt], support: str) -> Iterator[ast.stmt]:
    for node in body:
        is_ours = isinstance(node, ast.Expr | ast.Assign) and any(
            isinstance(one, ast.Constant) and one.value == support for one in ast.walk(node)
        )
        if not (support and is_ours):
            yield node
