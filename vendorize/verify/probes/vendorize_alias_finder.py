"""Serve the original names of relocated packages from the result: same module objects (Python 3.8+).

Tests and their tools say `import requests` and patch `requests.get`; the shipped code says `app._vendor.requests`.
Both must meet the same module. A `.pth` line imports this in every Python process of the result's environment.
Nothing of the application is imported before an original name is asked for.

Released code itself is refused: it must use the new names, as it would have to without this finder. Limit: a name
that is in `sys.modules` already never reaches a finder, so that a late import by released code goes unseen then.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import importlib.util
import json
import os
import sys
from importlib.machinery import ModuleSpec, PathFinder
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

_HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH120, PTH100 - the start of every process passes here
_STDLIB = os.path.dirname(os.path.abspath(os.__file__)) + os.sep  # noqa: PTH120, PTH100
_PACKAGES = (os.sep + "site-packages" + os.sep, os.sep + "dist-packages" + os.sep)


class AliasLoader:
    """Put the relocated module in the place of the one that the import system made."""

    def __init__(self, real: str, prefix: str) -> None:
        self.real = real
        self.prefix = prefix

    def create_module(self, spec: object) -> None:
        """Let the import system make an empty module: it writes `__spec__` into it, which the real one must keep."""

    def exec_module(self, module: object) -> None:
        """Import the relocated module and register it under the alias; the import system takes what it finds there."""
        alias = module.__name__  # type: ignore[attr-defined]
        # A circular import of the alias must meet the half-initialised real module, not the empty one.
        sys.modules.pop(alias, None)
        sys.modules[alias] = importlib.import_module(self.real)
        _register_loaded(self.prefix)

    def get_code(self, _alias: str) -> object:
        """Give the relocated module's code, for `python -m`."""
        spec = importlib.util.find_spec(self.real)
        return None if spec is None else spec.loader.get_code(self.real)  # type: ignore[union-attr]


class AliasFinder:
    """Find original names below the namespace of the result."""

    def __init__(self, namespace: str, moved: list[str], released: list[str]) -> None:
        self.prefix = namespace + "."
        self.moved = frozenset(moved)
        self.released = frozenset(released)

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002
        """Give a spec whose loader yields the relocated module, or None where the name is not ours."""
        top, _, below = fullname.partition(".")
        if top not in self.moved or self._is_shadowed(top, below):
            return None
        if self._is_released(_importer()):
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        real = self.prefix + fullname
        found = _find_real(real)
        if found is None:
            return _find_beside(fullname)
        # Finding imports the parents, which may import this very alias: the real spec would be run again.
        sys.modules.pop(fullname, None)
        package = getattr(found, "submodule_search_locations", None) is not None
        return ModuleSpec(fullname, AliasLoader(real, self.prefix), origin=found.origin, is_package=package)  # type: ignore[arg-type]

    def _is_shadowed(self, top: str, below: str) -> bool:
        """Tell whether a real module on the path, such as a test helper of that name, comes first."""
        if below:
            parent = sys.modules.get(top)
            return not getattr(parent, "__name__", "").startswith(self.prefix)
        found = PathFinder.find_spec(top)
        return found is not None and found.loader is not None and found.origin is not None

    def _is_released(self, name: str) -> bool:
        return name.startswith(self.prefix) or name in self.released


def _register_loaded(prefix: str) -> None:
    """Enter what was loaded under its new name meanwhile, for those who look into `sys.modules`."""
    for name, module in list(sys.modules.items()):
        alias = name[len(prefix) :]
        top = sys.modules.get(alias.partition(".")[0])
        if name.startswith(prefix) and getattr(top, "__name__", "").startswith(prefix):
            sys.modules.setdefault(alias, module)


def _find_real(real: str) -> ModuleSpec | None:
    if real in sys.modules:
        return getattr(sys.modules[real], "__spec__", None) or ModuleSpec(real, None)
    try:
        return importlib.util.find_spec(real)
    except ModuleNotFoundError as error:
        # A missing parent below the namespace; anything else is a real failure inside the application.
        if error.name is not None and (real + ".").startswith(error.name + "."):
            return None
        raise


def _find_beside(fullname: str) -> ModuleSpec | None:
    """Find the part of a namespace package that was not relocated."""
    folder, dot, _ = fullname.rpartition(".")
    if not dot:
        return None
    places = [os.path.join(entry, *folder.split(".")) for entry in sys.path]  # noqa: PTH118
    return PathFinder.find_spec(fullname, places)


def _importer() -> str:
    """Give the module whose code asks: the nearest frame outside the standard library."""
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - there is no public way to see who imports
    while frame is not None:
        file = frame.f_code.co_filename
        inside = file.startswith(_STDLIB) and not any(part in file for part in _PACKAGES)
        if not (file.startswith("<frozen ") or inside or file == __file__):
            spec = frame.f_globals.get("__spec__")
            return str(getattr(spec, "name", None) or frame.f_globals.get("__name__", ""))
        frame = frame.f_back
    return ""


def install() -> None:
    """Put the finder first, unless the environment asks for the bare result."""
    if "VENDORIZE_NO_ALIAS" in os.environ:
        return
    with open(os.path.join(_HERE, "vendorize_alias_finder.json"), encoding="utf-8") as stream:  # noqa: PTH123, PTH118
        settings = json.load(stream)
    finder = AliasFinder(settings["namespace"], settings["moved"], settings["released"])
    sys.meta_path.insert(0, finder)


install()
