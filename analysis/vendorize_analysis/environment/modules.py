"""Name the modules that a set of installed files makes importable.

Source: the import system's reference and PEP 420 (a folder without `__init__.py` is a namespace package).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from vendorize_analysis.model.environment import ModuleFile

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Kind = Literal["source", "package", "extension"]
_HYPHENATED = re.compile(r"[\w-]+")
_ORDER: dict[Kind, int] = {"package": 0, "source": 1, "extension": 2}


def modules_of(
    files: Iterable[str], location: Path, suffixes: tuple[str, ...], *, below: str = "", named: str = ""
) -> tuple[ModuleFile, ...]:
    """Return the modules among the relative paths; the path `below` counts as `named` in their dotted names."""
    found = []
    for relative in files:
        if relative.startswith(below):
            module = module_name(named + relative[len(below) :], suffixes)
            if module is not None:
                name, kind = module
                found.append(ModuleFile(name, relative, location, kind))
    return in_order(found)


def in_order(modules: Iterable[ModuleFile]) -> tuple[ModuleFile, ...]:
    """Return the modules sorted by name, what can be read before what is compiled."""
    return tuple(sorted(modules, key=lambda module: (module.name, _ORDER[module.kind], module.relative)))


def module_name(relative: str, suffixes: tuple[str, ...]) -> tuple[str, Kind] | None:
    """Return the dotted name and kind of the module in a file, None for data."""
    folder, slash, base = relative.rpartition("/")
    kind: Kind
    if base.endswith(".py"):
        stem, kind = base[:-3], "source"
    else:
        if not base.endswith(suffixes):
            return None
        suffix = next(suffix for suffix in suffixes if base.endswith(suffix))
        stem, kind = base[: -len(suffix)], "extension"
    if stem == "__init__":
        if not slash:
            return None
        name, is_package = folder.replace("/", "."), True
    else:
        name, is_package = f"{folder}{slash}{stem}".replace("/", "."), False
    *above, last = name.split(".")
    # A dot inside a folder's name would become a separator; such a folder cannot be imported.
    if "." in folder or "." in stem or not all(map(str.isidentifier, above)):
        return None
    # Inside a package a hyphen is no obstacle for `import_module`, and real packages rely on it. What mypyc has modules
    # share lies beside them under a hash, which may begin with a digit, and is imported by compiled code.
    free = kind == "extension" or bool(above)
    if not last.isidentifier() and not (free and not is_package and _HYPHENATED.fullmatch(last)):
        return None
    return name, ("package" if kind == "source" and is_package else kind)
