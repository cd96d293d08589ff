"""Find what a name of an advisory stands for in an installed distribution: definitions, imports followed to them.

Every installed module is looked at, also those that the analysis had no reason to read.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from vendorize.audit.defining import CLASS, STARS, Defined, definitions_of
from vendorize_analysis.model.names import absolute, package_of, with_packages
from vendorize_analysis.reading import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize_analysis.model.environment import Distribution, ModuleFile

_MOST_STEPS = 50


class SourcePlace(NamedTuple):
    """Where something that an advisory names stands."""

    module: str
    name: str
    """Qualified; empty for the code of the module itself, which all of it stands for where it is compiled."""
    path: str
    """POSIX path in the distribution's location."""
    line: int

    @property
    def symbol(self) -> str:
        """Return it as `module:name`."""
        return f"{self.module}:{self.name}"


class InstalledSymbols:
    """Knows what is defined in the modules of a distribution; a module is read when it is first asked about."""

    def __init__(self, found: Distribution) -> None:
        self._modules: dict[str, ModuleFile] = {}
        for module in found.modules:
            self._modules.setdefault(module.name, module)
        self._defined: dict[str, Defined | None] = {}

    def locate(self, symbol: str) -> tuple[SourcePlace, ...]:
        """Return the definitions that a symbol stands for, sorted; none where it has no such name, or no source of it.

        `module:name` is looked for in that module, `module:` is its own code, `a.b.c` is read with the longest module
        name that there is, and a name alone is looked for in every module.
        """
        module, colon, name = symbol.partition(":")
        if not colon:
            module, name = self._divided(symbol)
        if module in self._modules:
            return tuple(sorted(set(self._in_module(module, name, _MOST_STEPS))))
        return () if colon else tuple(sorted(set(self._anywhere(symbol))))

    def bound(self, symbol: str) -> tuple[SourcePlace, ...]:
        """Return where the module of `module:name` itself binds the name, by an import too; as `locate` returns it."""
        module, _, name = symbol.partition(":")
        file, defined = self._modules.get(module), self._read(module)
        if file is None or not name or file.kind == "extension":
            return self.locate(symbol)
        if defined is None or name not in defined.lines:
            return ()
        return (SourcePlace(module, name, file.relative, defined.lines[name]),)

    def _divided(self, symbol: str) -> tuple[str, str]:
        module = next((one for one in with_packages(symbol) if one in self._modules), "")
        return module, symbol.removeprefix(module).removeprefix(".")

    def _read(self, module: str) -> Defined | None:
        """Return what a module defines; None where there is no source that can be read."""
        if module not in self._defined:
            file = self._modules.get(module)
            self._defined[module] = None
            if file is not None and file.kind != "extension":
                try:
                    self._defined[module] = definitions_of(read_bytes(file.path))
                except OSError:
                    return None
        return self._defined[module]

    def _in_module(self, module: str, name: str, steps: int) -> Iterator[SourcePlace]:
        file = self._modules[module]
        if file.kind == "extension" or not name:
            yield SourcePlace(module, "", file.relative, 1)
            return
        defined = self._read(module)
        if defined is None or not steps:
            return
        if name in defined.lines and name not in defined.imports:
            yield SourcePlace(module, name, file.relative, defined.lines[name])
        first, _, rest = name.partition(".")
        for target, taken in defined.imports.get(first, ()):
            yield from self._behind(self._absolute(module, target), ".".join(filter(None, (taken, rest))), steps)
        for target, _ in defined.imports.get(STARS, ()):
            if first not in defined.lines:
                yield from self._behind(self._absolute(module, target), name, steps)
        yield from self._inherited(module, defined, name, steps)

    def _behind(self, module: str, name: str, steps: int) -> Iterator[SourcePlace]:
        """Yield what an import leads to: a name in a module, or in the module of that name below it."""
        inner, rest = self._divided(f"{module}.{name}" if name else module)
        if inner:
            yield from self._in_module(inner, rest, steps - 1)

    def _inherited(self, module: str, defined: Defined, name: str, steps: int) -> Iterator[SourcePlace]:
        """Yield the member of a class in the classes that it inherits from."""
        owner, _, member = name.rpartition(".")
        if owner and name not in defined.lines and defined.kinds.get(owner) == CLASS:
            for base in defined.bases.get(owner, ()):
                yield from self._in_module(module, f"{base}.{member}", steps - 1)

    def _absolute(self, module: str, target: str) -> str:
        """Return the name of a module as it is imported in another one: leading dots are packages around that."""
        name = target.lstrip(".")
        level = len(target) - len(name)
        is_package = PurePosixPath(self._modules[module].relative).name == "__init__.py"
        return absolute(package_of(module, is_package=is_package), level, name)

    def _anywhere(self, name: str) -> Iterator[SourcePlace]:
        """Yield every definition with a name, or with a qualified name that ends in it."""
        last = name.rpartition(".")[2]
        word = re.compile(rf"(?<!\w){re.escape(last)}(?!\w)".encode())
        for module, file in self._modules.items():
            if file.kind == "extension" or not _mentions(file, word):
                continue
            defined = self._read(module)
            for one in _ending(defined.kinds if defined else (), name):
                if defined is not None:
                    yield SourcePlace(module, one, file.relative, defined.lines[one])


def _mentions(file: ModuleFile, word: re.Pattern[bytes]) -> bool:
    try:
        return bool(word.search(read_bytes(file.path)))
    except OSError:
        return False


def _ending(names: Iterable[str], name: str) -> Iterator[str]:
    return (one for one in names if one == name or one.endswith(f".{name}"))
