"""What all code of a result says of modules: the closed world that the proofs are about."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from vendorize.hoisting.ours import without_ours
from vendorize.hoisting.words import identifiers, words
from vendorize.transform.aliases import UNUSED
from vendorize_analysis.model.names import absolute, package_of, with_packages
from vendorize_analysis.summarizing.syntax.chains import chain_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from vendorize.model.bundle import BundleFile

_SELF = frozenset({"self", "cls"})
_DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


class ImportStatement(NamedTuple):
    """One import statement, wherever it stands."""

    importer: str
    module: str
    """What it names, absolute."""
    names: tuple[str, ...]
    """What it takes from that; nothing for `import module`."""
    node: ast.Import | ast.ImportFrom
    is_plain: bool
    """It stands in the body of the module itself, outside of `if` and `try`."""

    def taken(self) -> Iterator[tuple[str, str]]:
        """Yield what it takes, with the name that the importer has for it; not what only stands there to load it."""
        found = ((one.name, one.asname or one.name) for one in self.node.names)
        yield from (one for one in found if one != ("__doc__", UNUSED))

    def reached(self) -> Iterator[str]:
        """Yield what may be modules that it loads or binds, packages around them left out."""
        yield self.module
        yield from (f"{self.module}.{name}" for name in self.names)


@dataclass(frozen=True)
class ModuleText:
    """One module of the result, as it is written."""

    name: str
    file: BundleFile
    text: str
    """Empty where it is not in UTF-8: then nobody writes it anew."""
    whole: ast.Module
    lines: tuple[tuple[str, int], ...] = field(default=(), repr=False)
    """For each line the original file and its line there; nothing and 0 for one of ours."""

    @cached_property
    def tree(self) -> ast.Module:
        """Return its syntax tree without what extraction wrote into it."""
        return without_ours(self.whole)

    @property
    def is_package(self) -> bool:
        """Tell whether other modules lie below it."""
        return self.file.relative.endswith("__init__.py")

    @property
    def package(self) -> str:
        """Return what its relative imports start from."""
        return package_of(self.name, is_package=self.is_package)

    @cached_property
    def imports(self) -> tuple[ImportStatement, ...]:
        """Return its import statements, nested ones included."""
        plain = {id(node) for node in self.tree.body}
        return tuple(
            self._import(node, name, is_plain=id(node) in plain)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in ([one.name for one in node.names] if isinstance(node, ast.Import) else [node.module or ""])
        )

    def _import(self, node: ast.Import | ast.ImportFrom, name: str, *, is_plain: bool) -> ImportStatement:
        if isinstance(node, ast.Import):
            return ImportStatement(self.name, name, (), node, is_plain)
        target = absolute(self.package, node.level, name)
        return ImportStatement(self.name, target, tuple(one.name for one in node.names), node, is_plain)

    @cached_property
    def words(self) -> frozenset[str]:
        """Return all identifiers, those of attributes and imported names included."""
        return words(self.tree)

    @cached_property
    def identifiers(self) -> frozenset[str]:
        """Return the names that are read or bound in some scope, attributes and keywords left out."""
        return identifiers(self.tree)

    @cached_property
    def attributes(self) -> frozenset[str]:
        """Return the attributes that are asked of anything but `self` and `cls`."""
        return frozenset(
            node.attr
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Attribute) and not (isinstance(node.value, ast.Name) and node.value.id in _SELF)
        )

    @cached_property
    def stored(self) -> frozenset[str]:
        """Return the attributes that are given to, or taken from, anything but `self` and `cls`."""
        return frozenset(
            node.attr
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Attribute)
            and not isinstance(node.ctx, ast.Load)
            and not (isinstance(node.value, ast.Name) and node.value.id in _SELF)
        )

    @cached_property
    def strings(self) -> frozenset[str]:
        """Return its string constants, docstrings and names of loggers left out: who loads what is named is seen."""
        documentation = {
            id(node.body[0].value)
            for node in ast.walk(self.tree)
            if isinstance(node, _DOCUMENTED) and node.body and isinstance(node.body[0], ast.Expr)
        }
        called = (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))
        documentation |= {id(one) for node in called if chain_of(node.func)[-1:] == ("getLogger",) for one in node.args}
        return frozenset(
            node.value
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation
        )

    @cached_property
    def named(self) -> Mapping[str, frozenset[str]]:
        """Return what names that imports bind stand for, whatever the scope."""
        found: dict[str, set[str]] = {}
        for one in self.imports:
            for alias in one.node.names:
                if isinstance(one.node, ast.ImportFrom):
                    found.setdefault(alias.asname or alias.name, set()).add(f"{one.module}.{alias.name}")
                else:
                    top = alias.name.partition(".")[0]
                    found.setdefault(alias.asname or top, set()).add(alias.name if alias.asname else top)
        return {name: frozenset(targets) for name, targets in found.items()}

    @cached_property
    def used(self) -> frozenset[tuple[str, str]]:
        """Return the names that are used otherwise than by asking for an attribute, of what it imported.

        Each as what an import bound, and the dotted name.
        """
        inner = {id(node.value) for node in ast.walk(self.tree) if isinstance(node, ast.Attribute)}
        chains = (
            chain_of(node)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Name | ast.Attribute) and id(node) not in inner
        )
        return frozenset(
            (target, ".".join((target, *chain[1:])))
            for chain in chains
            if chain
            for target in self.named.get(chain[0], ())
        )

    @cached_property
    def values(self) -> frozenset[str]:
        """Return their dotted names."""
        return frozenset(dotted for _, dotted in self.used)


@dataclass(frozen=True)
class ClosedWorld:
    """All modules of a result by name; what cannot be read is not in it."""

    modules: Mapping[str, ModuleText]
    unread: str = ""
    """The path of one that is not."""
    beside: str = ""
    """A distribution that stays as it is installed."""
    files: tuple[bytes, ...] = field(default=(), repr=False)
    """Contents of the files that are no modules."""
    reloading: frozenset[str] = frozenset()
    """What the files of the project's tests import that load modules again, which no merged module can be."""

    @cached_property
    def importing(self) -> Mapping[str, tuple[ImportStatement, ...]]:
        """Return the statements that may load or bind each module, wherever they stand."""
        found: dict[str, list[ImportStatement]] = {}
        for module in self.modules.values():
            for one in module.imports:
                for target in {*one.reached(), *with_packages(one.module)}:
                    found.setdefault(target, []).append(one)
        return {name: tuple(statements) for name, statements in found.items()}

    @cached_property
    def _loaded(self) -> Mapping[str, frozenset[str]]:
        """Return which modules the code of each may load or read; packages around it are loaded before."""
        found = {}
        for name, module in self.modules.items():
            around = set(with_packages(name)) - {name}
            direct = {target for one in module.imports for target in one.reached() if self._reads(one, target)}
            packages = {each for target in direct for each in with_packages(target)} - around
            found[name] = frozenset((direct | packages) & self.modules.keys())
        return found

    def _reads(self, one: ImportStatement, target: str) -> bool:
        """Tell whether a statement reads the module itself, and not just modules below it."""
        below = [f"{one.module}.{name}" in self.modules for name in one.names]
        return target != one.module or not below or not all(below)

    def reached(self, start: str, *, but: str = "") -> frozenset[str]:
        """Return what code of a module, or of what it loads, may load or read; nothing that only `but` leads to."""
        seen, waiting = set[str](), [start]
        while waiting:
            found = self._loaded[waiting.pop()] - seen
            seen |= found
            waiting += found - {but}
        return frozenset(seen)

    def asked(self, module: str, by: Collection[str]) -> frozenset[str]:
        """Return the names that some modules ask another one for, as far as the text says which."""
        found = set[str]()
        for name in by:
            other = self.modules[name]
            found.update(taken for one in other.imports if one.module == module for taken in one.names)
            parts = (dotted.removeprefix(f"{module}.") for dotted in other.values if dotted.startswith(f"{module}."))
            found.update(part.partition(".")[0] for part in parts)
        return frozenset(found)

    def naming(self, words: frozenset[str]) -> str:
        """Return one of some words that code of the result has, with a module that has it; empty without."""
        for module in self.modules.values():
            if found := module.words & words:
                return f"{min(found)} ({module.name})"
        return ""
