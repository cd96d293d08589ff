"""Import a module and tell which modules below some folders do something to others meanwhile, and who imports whom.

For `lazy_bound.py` alone, in a child: `import_effects.py MAIN FOLDER...` prints JSON. What is compared before and after
the body of each module: handlers of `atexit`, warning filters, finders, `sys.path`, signals, environment, folder, names
of other modules, and what their classes, dictionaries and lists have (one level deep).
"""

from __future__ import annotations

import atexit
import builtins
import importlib
import json
import os
import signal
import sys
import types
import warnings
from importlib import machinery
from pathlib import Path
from typing import Any

from lazy_hook import install_loader

del sys.path[0]  # the names here are no modules of the application

_SEEN_OF_LIBRARY = frozenset({"codecs", "copyreg", "json", "logging", "mimetypes", "socket", "ssl"})
_SKIPPED = frozenset({"__builtins__", "__cached__", "__warningregistry__"})


class Watch:
    """What was seen last, and whose doing each change was."""

    def __init__(self) -> None:
        self.effects: dict[str, set[str]] = {}
        self.imports: dict[str, set[str]] = {}
        self.running = [""]
        self._process = _process()
        self._modules: dict[str, dict[str, object]] = {}

    def look(self) -> None:
        """Charge what has changed to the module that runs."""
        who, process = self.running[-1], _process()
        found = {name for name, value in process.items() if value != self._process[name]}
        self._process = process
        for name, module in list(sys.modules.items()):
            library = name.partition(".")[0] in sys.stdlib_module_names and name not in _SEEN_OF_LIBRARY
            if library or name in ("__main__", "__mp_main__") or not isinstance(module, types.ModuleType):
                continue
            now, before = _shape_of(module), self._modules.get(name)
            if before is not None and name != who:
                changed = [key for key in now if key not in before or before[key] != now[key]]
                found |= {f"{name}: {', '.join(changed[:3])}"} if changed else set()
            self._modules[name] = now
        if found and who:
            self.effects.setdefault(who, set()).update(found)


def _process() -> dict[str, object]:
    return {
        "atexit": atexit._ncallbacks(),  # noqa: SLF001 - there is no other way
        "filters": [str(one) for one in warnings.filters],
        "path": (list(sys.path), len(sys.meta_path), len(sys.path_hooks)),
        "environment": (dict(os.environ), str(Path.cwd())),
        "builtins": len(vars(builtins)),
        "hooks": (id(sys.excepthook), id(sys.displayhook), str(signal.getsignal(2)), str(signal.getsignal(13))),
    }


def _shape_of(module: types.ModuleType) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in list(vars(module).items()):
        if name in _SKIPPED or type(value) is types.ModuleType:
            continue
        found[name] = _shape(value)
        # `isinstance` would ask a proxy for what it stands for.
        if issubclass(type(value), type) and getattr(value, "__module__", "") == module.__name__:
            members = vars(value).items()
            found.update({f"{name}.{key}": _shape(one) for key, one in members if not key.startswith(("__", "_abc_"))})
    return found


def _shape(value: object) -> object:
    if type(value) is dict:
        sizes = (len(one) if type(one) in (dict, list, set) else 0 for one in value.values())
        return (*map(id, value), *map(id, value.values()), *sizes)
    if type(value) in (list, set):
        return id(value), len(value)  # type: ignore[arg-type] - one of these
    return id(value)


def main() -> None:
    """Import, and print."""
    watch, name, folders = Watch(), sys.argv[1], sys.argv[2:]

    class Loader(machinery.SourceFileLoader):
        def exec_module(self, module: types.ModuleType) -> None:
            watch.look()
            watch.running.append(module.__name__)
            try:
                super().exec_module(module)
            finally:
                watch.look()
                watch.running.pop()

    install_loader(Loader, folders)
    original = builtins.__import__

    def importing(asked: str, space: Any = None, local: Any = None, names: Any = (), level: int = 0) -> Any:  # noqa: ANN401
        found = original(asked, space, local, names, level)
        if space and (local is None or local is space):
            parts = (space.get("__package__") or "").split(".")
            base = asked if not level else ".".join([*parts[: len(parts) - level + 1], *filter(None, [asked])])
            below = {f"{base}.{one}" for one in names or ()} & sys.modules.keys()
            watch.imports.setdefault(space.get("__name__", ""), set()).update({base}, below)
        return found

    builtins.__import__ = importing
    importlib.import_module(name)
    builtins.__import__ = original
    told = {"effects": watch.effects, "imports": watch.imports}
    print(json.dumps(told, default=sorted))


main()
