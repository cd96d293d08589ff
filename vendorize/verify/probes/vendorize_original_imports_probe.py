"""Report at exit which modules came from files that should not exist for this process (Python 3.8+).

A `.pth` line imports this in every Python process of the result's environment, children of the tests included.
Processes that end without running exit handlers (`os._exit`, signals) report nothing.
"""

from __future__ import annotations

import atexit
import json
import os
import sys

_SETTINGS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "vendorize_original_imports_probe.json")  # noqa: PTH118, PTH120, PTH100


def report() -> None:
    """Write the names of this process's modules that come from the original environment, if there are any."""
    with open(_SETTINGS, encoding="utf-8") as stream:  # noqa: PTH123 - cheap start matters more than style here
        settings = json.load(stream)
    files = frozenset(settings["files"])
    found = sorted(name for name, module in list(sys.modules.items()) if _file(module) in files)
    if found:
        path = os.path.join(settings["report"], f"{os.getpid()}.json")  # noqa: PTH118
        with open(path, "w", encoding="utf-8") as stream:  # noqa: PTH123
            json.dump(found, stream)


def _file(module: object) -> str | None:
    """Return the real path of the module's file; a module may be anything, and its attributes may raise."""
    try:
        path = vars(module).get("__file__")
    except TypeError:
        return None
    return os.path.normcase(os.path.realpath(path)) if isinstance(path, str) else None


atexit.register(report)
