"""Names, as the language reads them, and those of files with code."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_LIBRARIES: Final = (".so", ".dylib", ".pyd", ".dll")
_SEPARATORS: Final = re.compile(r"[-_.]+")
TEST_FOLDERS: Final = frozenset({"test", "tests"})
"""Folders and packages that hold tests, by convention."""
_MANGLED: Final = re.compile(r"_[^\W_]\w*?(__\w+)\Z")


def is_special(name: str) -> bool:
    """Tell whether a name is one that the language keeps for itself (`__x__`)."""
    return name.startswith("__") and name.endswith("__")


def distribution_key(name: str) -> str:
    """Return the name of a distribution in its one form (PEP 503).

    What `packaging.utils` has does the same, and loads what is known of platforms as well: half as much as an answer
    takes that is remembered.
    """
    return _SEPARATORS.sub("-", name).lower()


def unmangled(name: str) -> str:
    """Return a private name as the code of its class has it (`__x` for `_A__x`); empty for other names."""
    found = _MANGLED.match(name)
    return found[1] if found else ""


def absolute(package: str, level: int, module: str) -> str:
    """Resolve a relative import (PEP 328); empty where the dots lead out of every package."""
    if not level:
        return module
    base = package.split(".") if package else []
    if level - 1 >= len(base):
        return ""
    return ".".join([*base[: len(base) - level + 1], *([module] if module else [])])


def module_name(relative: str) -> str:
    """Return the dotted name of a module from its POSIX path under an import root."""
    parts = PurePosixPath(relative).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def is_library(relative: str) -> bool:
    """Tell whether a file is compiled code that a process loads, by its name (`libx.so.1` too)."""
    base = relative.rpartition("/")[2]
    return base.endswith(_LIBRARIES) or ".so." in base


def package_of(module: str, *, is_package: bool) -> str:
    """Return what relative imports of a module start from (`__package__`, PEP 366)."""
    return module if is_package else module.rpartition(".")[0]


def is_in_folder(path: str, folder: str) -> bool:
    """Tell whether a POSIX path is below a folder; nothing is below one without a name."""
    return bool(folder) and path.startswith(f"{folder}/")


def with_packages(name: str) -> Iterator[str]:
    """Yield the dotted name of a module and those of the packages around it, the innermost first."""
    while name:
        yield name
        name = name.rpartition(".")[0]


def absence(name: str, absent: frozenset[str]) -> str:
    """Return what makes a module absent: its own name, or that of a package around it; empty for any other."""
    return next((one for one in with_packages(name) if one in absent), "")
