"""Compile the regular expressions of modules: `child.py FILE` (CPython 3.8+); nothing of the modules runs.

`FILE` has a JSON object: `namespace`, which the names of modules that moved begin with, and `modules`, an array of
objects: `name`, `path` of the text, `package` (whether it is one), `asks` (whether it asks for its expressions).
Printed is a JSON object: `version`, what only this interpreter has; `expressions`, by module; `needed`, by module that
asks: the modules that its import imports, that do not ask, and that have some; `late`, the modules that ask and
whose import may do something else before it imports `re`.
"""

from __future__ import annotations

import _sre  # type: ignore[import-not-found]
import ast
import json
import re
import sys
import sysconfig
import warnings
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vendorize_constants import UnknownValueError  # type: ignore[import-not-found]  # beside it where it runs
from vendorize_reading import MOST, ModuleReading  # type: ignore[import-not-found]  # as above

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

try:
    from re import _compiler as compiler  # type: ignore[attr-defined]
except ImportError:  # before Python 3.11
    import sre_compile as compiler

_UNSHARED = int(re.LOCALE | re.DEBUG)
"""Flags of what `re` does not keep, or may compile anew."""


class KnownModules:
    """The modules of a result and of the standard library, read when they are asked for."""

    def __init__(self, known: dict[str, dict[str, Any]], namespace: str) -> None:
        self.known = known
        self._moved = f"{namespace}." if namespace else ""
        self._library = Path(sysconfig.get_path("stdlib"))
        self._read: dict[str, ModuleReading | None] = {}
        self.reaching: dict[str, bool] = {}
        """Whether their import imports `re`, as far as it was asked."""

    def place(self, name: str) -> tuple[Path, bool] | None:
        """Return the path of a module, and whether it is a package; None for what is no source here."""
        if name in self.known:
            return Path(self.known[name]["path"]), self.known[name]["package"]
        base = self._library.joinpath(*name.split("."))
        for path, package in ((base / "__init__.py", True), (base.with_name(f"{base.name}.py"), False)):
            if "site-packages" not in name and path.is_file():
                return path, package
        return None

    def of(self, name: str) -> ModuleReading | None:
        """Return what a module has; None for one that cannot be read, or is being read."""
        if name not in self._read:
            self._read[name] = None
            place = self.place(name)
            if place is not None:
                try:
                    tree = ast.parse(place[0].read_bytes())
                    self._read[name] = ModuleReading(tree, lambda *what: self._value(name, *what))
                except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
                    pass
        return self._read[name]

    def imported(self, name: str) -> list[str]:
        """Return the modules that the import of a module imports at once, as far as they can be read."""
        found = self.of(name)
        return [one for one in self.named(name, found.imports if found is not None else ()) if self.place(one)]

    def named(self, name: str, imports: Iterable[tuple[int, str, str]]) -> list[str]:
        """Return what imports in a module name, and the packages around it, in order; members may be no modules."""
        names: list[str] = []
        for level, module, member in imports:
            whole = self._absolute(name, level, module)
            parts = whole.split(".")
            names += [".".join(parts[:count]) for count in range(1, len(parts) + 1)]
            names += [f"{whole}.{member}"] if member else []
        return [one for one in dict.fromkeys(names) if one]

    def _value(self, name: str, level: int, module: str, member: str) -> object:
        found = self.of(self._absolute(name, level, module))
        if found is None or member not in found.values:
            raise UnknownValueError
        return found.values[member]

    def _absolute(self, name: str, level: int, module: str) -> str:
        """Return the name that a module had before it moved, for what an import in another one names."""
        if level:
            place = self.place(name)
            around = name.split(".") if place is not None and place[1] else name.split(".")[:-1]
            module = ".".join([*around[: len(around) - level + 1], *filter(None, [module])])
        return module[len(self._moved) :] if self._moved and module.startswith(self._moved) else module


class CompilerRecorder:
    """Stands before `_sre` for the compiler of `re`, and knows what it was given."""

    given: tuple[Any, ...] = ()

    def __getattr__(self, name: str) -> object:
        return getattr(_sre, name)

    def compile(self, *given: Any) -> object:  # noqa: ANN401 - as it comes
        """Note and pass on."""
        self.given = given
        return _sre.compile(*given)


def prepare(pattern: str | bytes, flags: int, recorder: CompilerRecorder) -> list[object] | None:
    """Return what `_sre` makes an expression of, as JSON has it; None where compiling says or raises anything."""
    if flags & _UNSHARED:
        return None
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            # What the cache saves from is more than the compiler: it is `re` itself that warns of `TEMPLATE`.
            re.purge()
            re.compile(pattern, flags)
        except (re.error, ValueError, OverflowError, RecursionError, MemoryError):
            return None
    if said:
        return None
    _, every, code, groups, index, names = recorder.given
    # Some are instances of a class of `re` for numbers with names.
    words = " ".join(str(int(one)) for one in code)
    # A pair of lone surrogates were one sign after JSON.
    return [ascii(pattern), flags, int(every), words, groups, list(index.items()), list(names)]


def needed(name: str, modules: KnownModules, asking: Collection[str]) -> list[str]:
    """Return the modules that the import of a module imports, but for those that ask, and what these import."""
    found: list[str] = []
    waiting, seen = [name], {name}
    while waiting:
        for one in modules.imported(waiting.pop()):
            if one not in seen and one not in asking:
                seen.add(one)
                waiting.append(one)
                found.append(one)
    return sorted(found)


def is_early(name: str, modules: KnownModules) -> bool:
    """Tell whether the import of a module imports `re` before anything that could notice or change which."""
    seen, waiting = {name}, [name]
    while waiting:
        name = waiting.pop()
        if name not in modules.known:
            if modules.place(name) is not None and (name == "re" or reaches_re(name, modules)):
                return True
            if name.partition(".")[0] not in modules.known and not is_of_library(name):
                return False
            continue
        found = modules.of(name)
        if found is None:
            return False
        if not found.harmless:
            waiting.clear()  # that comes too late
        fresh = [one for one in modules.named(name, found.opening) if one not in seen]
        seen.update(fresh)
        waiting += reversed(fresh)
    return False


def reaches_re(name: str, modules: KnownModules) -> bool:
    """Tell whether the import of a module of the standard library imports `re`."""
    if name not in modules.reaching:
        modules.reaching[name] = "re" not in modules.known and "re" in needed(name, modules, ())
    return modules.reaching[name]


def is_of_library(name: str) -> bool:
    """Tell whether a module that has no text here is one of the standard library."""
    top = name.partition(".")[0]
    try:
        return top in sys.builtin_module_names or find_spec(top) is not None
    except ValueError:  # `__main__`
        return False


def main() -> None:
    """Answer."""
    asked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    modules = KnownModules({one["name"]: one for one in asked["modules"]}, asked["namespace"])
    asking = [name for name in sorted(modules.known) if modules.known[name]["asks"]]
    compiler._sre = recorder = CompilerRecorder()  # noqa: SLF001 - there is no other way to what it makes
    wanted = {name: needed(name, modules, frozenset(asking)) for name in asking}
    expressions: dict[str, list[object]] = {}
    for name in sorted({*asking, *(one for names in wanted.values() for one in names)}):
        found = modules.of(name)
        told = dict.fromkeys(found.expressions) if found is not None else ()
        made = [prepare(pattern, flags, recorder) for pattern, flags in islice(told, MOST)]
        if any(made):
            expressions[name] = [one for one in made if one]
    wanted = {name: [one for one in names if one in expressions] for name, names in wanted.items()}
    version = [sys.implementation.name, sys.hexversion, _sre.MAGIC, _sre.CODESIZE]
    late = [name for name in asking if (name in expressions or wanted[name]) and not is_early(name, modules)]
    answer = {"version": version, "expressions": expressions, "needed": wanted, "late": late}
    print(json.dumps(answer))  # noqa: T201 - this is how it answers


if __name__ == "__main__":
    main()
