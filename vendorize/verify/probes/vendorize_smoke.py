"""Import what a program imports, and say what fails; runs alone in a process of its own (Python 3.8+).

The only argument is a JSON file: folders for the front of `sys.path`, folders for its end, a file that holds modules
of a result, the support module of a result that starts itself, and pairs of a module and the names that are taken from
it. The last line of output is a JSON list of failures.
"""

from __future__ import annotations

import importlib
import json
import runpy
import sys
import traceback
from typing import Any

_FRAMES = 3


def main() -> None:
    """Try every import of the file that is named, and print the failures."""
    with open(sys.argv[1], encoding="utf-8") as stream:  # noqa: PTH123 - as little as possible is imported before
        asked = json.load(stream)
    sys.path[:0] = asked["path"]
    sys.path += [folder for folder in asked["installed"] if folder not in sys.path]
    if asked["file"]:
        runpy.run_path(asked["file"], run_name="__vendorize__")
    if asked["support"]:
        _start(asked["support"])
    sys.argv = ["smoke"]
    failures: list[dict[str, Any]] = []
    for module, names in asked["imports"]:
        try:
            _take(module, names)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - a module may end the process, too
            failures.append({"module": module, "names": names, **_described(error)})
    print("\n" + json.dumps(failures), flush=True)  # noqa: T201 - how it answers


def _start(support: str) -> None:
    """Have the start-up code of a result run, as its first-party code does before it imports anything else."""
    importlib.import_module(support).start()


def _take(module: str, names: list[str]) -> None:
    """Do what `from module import names` does, and keep the error that it would raise."""
    found = importlib.import_module(module)
    for name in names:
        try:
            getattr(found, name)
        except AttributeError as error:
            try:
                importlib.import_module(f"{module}.{name}")
            except ModuleNotFoundError as missing:
                if missing.name != f"{module}.{name}":
                    raise
                raise error from None


def _described(error: BaseException) -> dict[str, Any]:
    frames = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    machinery = ("<", __file__, importlib.__file__)
    own = [frame for frame in frames if not frame.startswith(machinery)]
    return {"error": type(error).__name__, "message": str(error), "where": own[-_FRAMES:]}


if __name__ == "__main__":
    main()
