"""Find symbols that the policy denies: read off the written code, for what is written is what counts."""

from __future__ import annotations

import ast
import builtins
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from vendorize.check.place import digest_in
from vendorize.model.findings import Finding
from vendorize_analysis.model.names import absolute, module_name, package_of
from vendorize_analysis.newer import UNREADABLE, parse_any
from vendorize_analysis.recursion import deeply

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from vendorize.check.place import LockedResult
    from vendorize.model.settings import Policy

_BUILT_IN = frozenset(dir(builtins))
_MOST_ROUNDS = 10


def symbol_findings(place: LockedResult, policy: Policy) -> Iterator[Finding]:
    """Yield a finding for each symbol that vendored code defines, imports or refers to and that the policy denies.

    Names are followed through imports, not through values. A file that cannot be read as Python is a finding too.
    """
    from vendorize.lock.cold import cold_texts  # noqa: PLC0415 - which may bring `zipfile`

    texts = cold_texts(place.lock, place.unedited)
    if not policy.symbols:
        return
    for one in place.lock.distributions:
        names = _DeniedNames(place, policy.symbols)
        for file in one.files:
            if file.source.endswith(".py") and digest_in(place.result, file.path):
                path = place.result / file.path
                names.read(path, file.source, texts.with_cold(file, path.read_bytes()))
        for symbol, (path, line) in sorted(names.denied().items()):
            message = f"{one.name} {one.version} has {symbol}, which the policy denies"
            yield Finding(path, line, "VZ812", f"{one.key}:{symbol}", message)
        for path in names.unread:
            message = f"{one.name} {one.version} may have what the policy denies: this file cannot be read"
            yield Finding(path, 1, "VZ812", f"{one.key}:{path.name}", message)


@dataclass(slots=True)
class _NamedModule:
    """What a file has of names."""

    path: Path
    name: str
    package: str
    """Where its relative imports start."""
    names: dict[str, int] = field(default_factory=dict)
    """Dotted names with their first line: what it defines and imports, and what it refers to."""
    own: dict[str, int] = field(default_factory=dict)
    """What can be imported from it."""
    stars: list[tuple[str, int]] = field(default_factory=list)


class _DeniedNames:
    """The names in the modules of one distribution."""

    def __init__(self, place: LockedResult, patterns: tuple[str, ...]) -> None:
        self._patterns = tuple(one.replace(":", ".") for one in patterns)
        self._words = tuple(one.rpartition(".")[2].replace("*", "").encode() for one in self._patterns)
        parts = place.lock.home.split("/") if place.lock.home != "." else []
        # Which folder of these is imported from nobody has written down.
        self._prefixes = tuple(f"{'.'.join(parts[start:])}." for start in range(len(parts)))
        self._modules: dict[str, _NamedModule] = {}
        self.unread: list[Path] = []
        """Files that have a word of the policy, and are no Python that we can read."""

    def read(self, path: Path, source: str, content: bytes) -> None:
        """Look at a module, if it may have a name that is denied."""
        if b"import *" not in content and not any(word in content or word in source.encode() for word in self._words):
            return
        name = module_name(source)
        package = package_of(name, is_package=PurePosixPath(source).stem == "__init__")
        module = _NamedModule(path, name, package)
        module.names[name] = 1
        try:
            deeply(_NameReader(module, self._original).read, parse_any(content))
        except UNREADABLE:
            self.unread.append(path)
        self._modules[name] = module

    def denied(self) -> dict[str, tuple[Path, int]]:
        """Return the names that a pattern matches, each with the place that defines it, else the first that has it."""
        self._follow_stars()
        found: dict[str, tuple[Path, int]] = {}
        for module in self._modules.values():
            for name, line in module.names.items():
                if any(fnmatchcase(name, pattern) for pattern in self._patterns):
                    is_home = (
                        name == module.name or name.removeprefix(f"{module.name}.").partition(".")[0] in module.own
                    )
                    if name not in found or is_home:
                        found[name] = module.path, line
        return found

    def _follow_stars(self) -> None:
        """Add to modules the names that they import with a star, until there are no more."""
        for _ in range(_MOST_ROUNDS):
            before = sum(len(module.own) for module in self._modules.values())
            for module in self._modules.values():
                for source, line in module.stars:
                    for name in self._modules[source].own if source in self._modules else ():
                        module.own.setdefault(name, line)
                        module.names.setdefault(f"{module.name}.{name}", line)
            if sum(len(module.own) for module in self._modules.values()) == before:
                return

    def _original(self, name: str) -> str:
        """Return a name as it was before its module moved into the private package."""
        return next((name.removeprefix(one) for one in self._prefixes if name.startswith(one)), name)


class _NameReader:
    """Reads the names of one module."""

    def __init__(self, module: _NamedModule, original: Callable[[str], str]) -> None:
        self._module = module
        self._original = original
        self._imported: dict[str, str] = {}

    def read(self, tree: ast.Module) -> None:
        """Note what a module defines, imports and refers to."""
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                self._import(node)
        self._define(tree.body, "")
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute | ast.Name):
                self._refer(node)

    def _note(self, name: str, line: int) -> None:
        self._module.names[name] = min(line, self._module.names.get(name, line))

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name if alias.asname else alias.name.partition(".")[0]
                self._bind(alias.asname or top, self._original(top), node.lineno)
                self._note(self._original(alias.name), node.lineno)
            return
        source = self._original(absolute(self._module.package, node.level, node.module or ""))
        for alias in node.names:
            if alias.name == "*":
                self._module.stars.append((source, node.lineno))
            else:
                self._bind(alias.asname or alias.name, f"{source}.{alias.name}", node.lineno)

    def _bind(self, name: str, target: str, line: int) -> None:
        self._imported[name] = target
        self._module.own.setdefault(name, line)
        self._note(target, line)
        self._note(f"{self._module.name}.{name}", line)

    def _define(self, body: Sequence[ast.stmt], prefix: str) -> None:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                self._defined(prefix + node.name, node.lineno)
                if isinstance(node, ast.ClassDef):
                    self._define(node.body, f"{prefix}{node.name}.")
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for name in (one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)):
                    self._defined(prefix + name, node.lineno)
            else:
                for block in ("body", "orelse", "finalbody"):
                    self._define(getattr(node, block, []), prefix)
                for inner in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
                    self._define(inner.body, prefix)

    def _defined(self, name: str, line: int) -> None:
        self._note(f"{self._module.name}.{name}", line)
        if "." not in name:
            self._module.own.setdefault(name, line)

    def _refer(self, node: ast.Attribute | ast.Name) -> None:
        """Note what a dotted name means, if it begins with something imported or built in."""
        chain: list[str] = []
        inner: ast.expr = node
        while isinstance(inner, ast.Attribute):
            chain.insert(0, inner.attr)
            inner = inner.value
        if not isinstance(inner, ast.Name):
            return
        first = self._imported.get(inner.id)
        if first is None and inner.id in _BUILT_IN and inner.id not in self._module.own:
            first = f"builtins.{inner.id}"
        if first is not None:
            self._note(self._original(".".join([first, *chain])), node.lineno)
