"""Small programs in memory: modules from a dictionary of texts, and what is alive in them.

`app*` is first-party code; every other top-level name is a distribution of that name, and the first-party code needs
them all. A path that ends in `.so` is a compiled module.
"""

from __future__ import annotations

import sys
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

from vendorize_analysis.linking import Program
from vendorize_analysis.model.analysis import LoadedModule
from vendorize_analysis.model.events import Silent
from vendorize_analysis.model.options import KeepRule
from vendorize_analysis.model.rules import ALIASES
from vendorize_analysis.model.summary import Unreadable
from vendorize_analysis.reachability import Boundaries, reach
from vendorize_analysis.scanning.source import parse
from vendorize_analysis.summarizing import Target, summarize, with_comments

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vendorize_analysis.model.analysis import Liveness, Node, Witness
    from vendorize_analysis.model.summary import ModuleSummary, Part

Texts = dict[str, str]


class Catalogue:
    """Modules in memory."""

    def __init__(self, files: Texts, without: frozenset[str] = frozenset()) -> None:
        self.without = without
        self.files = {_module_name(path): (path, dedent(text)) for path, text in files.items()}
        self.loaded: dict[str, LoadedModule] = {}

    def load(self, name: str) -> LoadedModule | None:
        """Read a module."""
        if self.kind(name) != "source":
            return None
        if name not in self.loaded:
            path, text = self.files[name]
            is_package = path.endswith("__init__.py")
            self.loaded[name] = LoadedModule(
                name, Path("/", path), path, is_package, self.owner(name), _summary(text, self.without), digest=""
            )
        return self.loaded[name]

    def kind(self, name: str) -> str:
        """Tell what a dotted name is."""
        if name in self.files:
            return "extension" if self.files[name][0].endswith(".so") else "source"
        if any(other.startswith(f"{name}.") for other in self.files):
            return "namespace"
        return "stdlib" if name.partition(".")[0] in sys.stdlib_module_names else "missing"

    def exists(self, name: str) -> bool:
        """Tell whether a dotted name is a module."""
        return self.kind(name) not in {"stdlib", "missing"}

    def owner(self, name: str) -> str:
        """Return the distribution of a module."""
        top = name.partition(".")[0]
        return "" if top.startswith("app") else top

    def submodules(self, package: str) -> tuple[str, ...]:
        """Return the modules directly inside a package."""
        return tuple(sorted(name for name in self.files if name.rpartition(".")[0] == package and name != package))

    def matching(self, prefix: str) -> tuple[str, ...]:
        """Return all modules whose name begins with a text."""
        return tuple(sorted(name for name in self.files if name.startswith(prefix)))


def _module_name(path: str) -> str:
    return path.rpartition(".")[0].removesuffix("/__init__").replace("/", ".")


def _summary(text: str, without: frozenset[str]) -> ModuleSummary | Unreadable:
    parsed = parse(text.encode())
    if isinstance(parsed, Unreadable):
        return parsed
    summary = summarize(parsed.tree, size=len(text), lines=text.count("\n"), target=Target((3, 11), without=without))
    return with_comments(summary, text.encode())


def program_of(files: Texts, without: frozenset[str] = frozenset()) -> Program:
    """Return a program whose names can be followed."""
    return Program(Catalogue(files, without), through_aliases=ALIASES not in without)


class Alive:
    """What is alive in a program."""

    def __init__(self, program: Program, liveness: Liveness) -> None:
        self.program = program
        self.liveness = liveness

    @property
    def symbols(self) -> set[str]:
        """Return what the live parts of distributions bind, as `module:Class.member`."""
        return {symbol for symbol in self._symbols(live=True) if not symbol.startswith("app")}

    @property
    def dead(self) -> set[str]:
        """Return what the other parts of executed modules bind."""
        return {symbol for symbol in self._symbols(live=False) if not symbol.startswith("app")} - self.symbols

    def _symbols(self, *, live: bool) -> Iterator[str]:
        for module in self.liveness.executed:
            linked = self.program.module(module)
            for part in linked.parts if linked else ():
                if (part.index in self.liveness.parts.get(module, ())) is live:
                    for name in part.binds:
                        yield f"{module}:{_around(linked.parts, part)}{name}" if linked else ""

    def part(self, module: str, line: int) -> bool:
        """Tell whether the part that begins on a line is alive."""
        linked = self.program.module(module)
        assert linked is not None
        (index,) = [part.index for part in linked.parts if part.span.line == line]
        return index in self.liveness.parts.get(module, ())

    def path(self, symbol: str) -> list[Witness]:
        """Return the witnesses from a symbol back to a root."""
        module, _, names = symbol.partition(":")
        linked = self.program.module(module)
        assert linked is not None
        found = [
            part.index
            for part in linked.parts
            if any(f"{_around(linked.parts, part)}{name}" == names for name in part.binds)
        ]
        return walk(
            self.liveness.witnesses, next(node for node in self.liveness.witnesses if node == (module, found[0]))
        )


def walk(witnesses: Mapping[Node, Witness], node: Node | None) -> list[Witness]:
    """Follow witnesses back until there is no source; a circle is an error."""
    path: list[Witness] = []
    seen: set[Node] = set()
    while node is not None:
        assert node not in seen
        seen.add(node)
        path.append(witnesses[node])
        node = witnesses[node].source
    return path


def _around(parts: tuple[Part, ...], part: Part) -> str:
    names = ""
    while part.parent >= 0:
        part = parts[part.parent]
        if part.kind == "class":
            names = f"{part.name}.{names}"
    return names


def boundaries_of(files: Texts, **given: object) -> Boundaries:
    """Return boundaries; keyword arguments are fields, `keep` takes patterns."""
    catalogue = Catalogue(files)
    owners = {catalogue.owner(name) for name in catalogue.files}
    settings: dict[str, object] = {
        "first_party": tuple(name for name in sorted(catalogue.files) if not catalogue.owner(name)),
        "dependents": {key: frozenset({""}) if key else frozenset() for key in owners},
        "modules_of": {key: tuple(n for n in sorted(catalogue.files) if catalogue.owner(n) == key) for key in owners},
        **given,
    }
    settings["keep"] = tuple(KeepRule(str(rule), "asked for") for rule in given.get("keep", ()))  # type: ignore[attr-defined]
    return Boundaries(**settings)  # type: ignore[arg-type]


def alive_in(files: Texts, **boundaries: object) -> Alive:
    """Return what is alive; keyword arguments are boundaries, `keep` takes patterns."""
    program = program_of(files, boundaries.get("without", frozenset()))  # type: ignore[arg-type]
    return Alive(program, reach(program, boundaries_of(files, **boundaries), Silent()))
