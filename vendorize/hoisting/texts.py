"""Modules of a result as they are written, and what their texts say."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from vendorize.hoisting.ours import without_ours
from vendorize.hoisting.words import LOADERS, bound_at, bound_in_classes, identifiers, words
from vendorize.transform.aliases import UNUSED
from vendorize_analysis.model.names import absolute, package_of
from vendorize_analysis.summarizing.syntax.chains import chain_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vendorize.model.bundle import BundleFile

_SELF = frozenset({"self", "cls"})
ASKING = frozenset({"__dict__", "__getattribute__", "attrgetter", "getattr", "methodcaller", "vars"})
"""What asks for attributes by texts."""
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
    def told(self) -> frozenset[str]:
        """Return these, and the texts that may be asked for as names of attributes."""
        return self.words if self.words.isdisjoint(ASKING) else self.words | self.strings

    @property
    def loads_by_text(self) -> bool:
        """Tell whether it may import what a text in it names, or look that up where modules are."""
        return not self.words.isdisjoint(LOADERS | {"modules"})

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
    def chains(self) -> frozenset[tuple[str, ...]]:
        """Return the dotted names that its code has, each to its end."""
        inner = {id(node.value) for node in ast.walk(self.tree) if isinstance(node, ast.Attribute)}
        return frozenset(
            chain
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Name | ast.Attribute) and id(node) not in inner and (chain := chain_of(node))
        )

    @cached_property
    def used(self) -> frozenset[tuple[str, str]]:
        """Return what it uses of what it imported: each as what an import bound, and the dotted name.

        What a class imports is an attribute of it, and so used as it is.
        """
        of_classes = {name for one in bound_in_classes(self.tree) for name in map(bound_at, one.names)}
        every = {*self.chains, *((name,) for name in of_classes)}
        return frozenset(
            (target, ".".join((target, *chain[1:]))) for chain in every for target in self.named.get(chain[0], ())
        )
