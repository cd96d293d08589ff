"""Import the result's namespace when an original name is first asked for (Python 3.8+).

Tests and their tools say `import requests` and patch `requests.get`, maybe before the application is imported; the
shipped code says `app._vendor.requests`. Both must meet the same module, and do so once `app._vendor` is imported: its
own finder serves the original names. A `.pth` line imports this in every Python process of the result's environment.
Nothing of the application is imported before an original name is asked for.

Released code itself is refused as long as the namespace is not imported: it must not live on this finder.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from importlib.machinery import ModuleSpec, PathFinder
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH120, PTH100 - the start of every process passes here
_STDLIB = os.path.dirname(os.path.abspath(os.__file__)) + os.sep  # noqa: PTH120, PTH100
_PACKAGES = (os.sep + "site-packages" + os.sep, os.sep + "dist-packages" + os.sep)


class LoadedLoader:
    """Put a module that was loaded while its finder was looked for in the place of the import system's new one."""

    def __init__(self, module: object) -> None:
        self.module = module

    def create_module(self, spec: object) -> None:
        """Let the import system make an empty module: it writes `__spec__` into it, which the real one must keep."""

    def exec_module(self, module: object) -> None:
        """Register the real module; the import system takes what it finds there."""
        sys.modules[module.__spec__.name] = self.module  # type: ignore[attr-defined,assignment]


class AliasFinder:
    """Ask the result's own finder for original names, and see to it that there is one."""

    vendorize_namespace = ""
    """What tells the result that this is nobody who has the name."""

    def __init__(self, namespace: str, moved: list[str], released: list[str]) -> None:
        self.namespace = namespace
        self.moved = frozenset(moved)
        self.released = frozenset(released)

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Return what the result's finder gives, or None where the name is not ours."""
        if fullname not in self.moved or self.namespace in sys.modules or _is_installed(fullname):
            return None
        if _importer() in self.released:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        before = sys.modules.get(fullname)
        importlib.import_module(self.namespace)
        loaded = sys.modules.get(fullname)
        if loaded is not None and loaded is not before:
            # The import system would take the spec of the module that it finds there, and load it again.
            del sys.modules[fullname]
            return ModuleSpec(fullname, LoadedLoader(loaded), origin=getattr(loaded, "__file__", None))  # type: ignore[arg-type]
        # The import system goes on after this finder, but the new one has been put before it.
        for finder in sys.meta_path:
            if getattr(finder, "vendorize_namespace", None) == self.namespace:
                return finder.find_spec(fullname, path, target)  # type: ignore[arg-type]
        return None


class AliasMetadata:
    """Find the result's metadata before its own finder is there: a test runner asks for plugins when it starts."""

    vendorize_namespace = ""

    def __init__(self, namespace: str, folders: list[str], released: list[str]) -> None:
        self.namespace = namespace
        self.folders = folders
        self.released = frozenset(released)

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        """Find no module."""

    def find_distributions(self, context: object = None) -> Iterator[object]:
        """Yield the distributions of the result, unless somebody asks about other folders than this process's."""
        if self.namespace in sys.modules or "path" in getattr(context, "__dict__", ()) or _importer() in self.released:
            return
        from importlib.metadata import DistributionFinder, MetadataPathFinder  # noqa: PLC0415 - few processes need it

        asked = DistributionFinder.Context(name=getattr(context, "name", None), path=self.folders)
        # A class method in some versions, an ordinary one in others.
        yield from MetadataPathFinder().find_distributions(asked)


def _is_installed(name: str) -> bool:
    """Tell whether a real module on the path, such as a test helper of that name, comes first."""
    found = PathFinder.find_spec(name)
    return found is not None and found.loader is not None and found.origin is not None


def _importer() -> str:
    """Return the module whose code asks: the nearest frame outside the standard library."""
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
    sys.meta_path.append(AliasMetadata(settings["namespace"], settings["metadata"], settings["released"]))


install()
