"""The modules of a program as scopes, each read when somebody first asks for it; with the stub beside it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.hotness.scopes import NamedScope, read_scopes
from vendorize_analysis.model.summary import Unreadable
from vendorize_analysis.scanning import index_modules
from vendorize_analysis.scanning.source import parse, read

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.model.analysis import Analysis

_STUB = ".pyi"


class Modules:
    """Finds scopes by name, of the project and of its dependencies."""

    def __init__(self, analysis: Analysis) -> None:
        self._newest = analysis.environment.interpreter.version[:2]
        self._index = index_modules(analysis.project, analysis.environment)
        self._closure = analysis.environment.closure
        self._known: dict[str, NamedScope | None] = {}
        self._stubs: dict[str, NamedScope | None] = {}

    def find(self, name: str) -> NamedScope | None:
        """Return the scope of a module; of a compiled one that of its stub. None where neither can be read."""
        if name not in self._known:
            self._known[name] = self._read(name)
        return self._known[name]

    def stub(self, name: str) -> NamedScope | None:
        """Return the scope of the stub beside a module, if there is one."""
        if name not in self._stubs:
            found = self._index.find(name)
            path = found.path if found is not None else None
            self._stubs[name] = self._scope(name, path.with_suffix(_STUB)) if path is not None else None
        return self._stubs[name]

    def exists(self, name: str) -> bool:
        """Tell whether a dotted name is a module or package that is installed."""
        return self._index.find(name) is not None

    def _read(self, name: str) -> NamedScope | None:
        found = self._index.find(name)
        if found is None or (found.distribution and found.distribution not in self._closure):
            return None
        if found.path is None:
            return read_scopes(ast.Module([], []), name, is_package=True)
        if found.kind not in {"first-party", "source", "package"}:
            return self._scope(name, found.path.parent / f"{name.rpartition('.')[2]}{_STUB}")
        return self._scope(name, found.path, is_package=found.is_package)

    def _scope(self, name: str, path: Path, *, is_package: bool = False) -> NamedScope | None:
        if not path.is_file():
            return None
        source = read(path)
        parsed = source if isinstance(source, Unreadable) else parse(source.data, self._newest)
        if isinstance(parsed, Unreadable):
            return None
        return read_scopes(parsed.tree, name, is_package=is_package)
