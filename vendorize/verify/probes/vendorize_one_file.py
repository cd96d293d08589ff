"""Make the modules of a result that is one file importable in every process of the tests (Python 3.8+).

Packages of the program have the folders of the tests' tree behind their own, and tests that lie in a package are found
there: their framework compares where they are with where it has found them.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
from typing import Any

_HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH120, PTH100 - the start of every process passes here


def start() -> None:
    """Run the file so that it does nothing but serve its modules."""
    with open(os.path.join(_HERE, __name__ + ".json"), encoding="utf-8") as stream:  # noqa: PTH118, PTH123
        settings = json.load(stream)
    runpy.run_path(settings["file"], run_name="__vendorize__")
    tests = frozenset(os.path.join(settings["file"], *path.split("/")) for path in settings["tests"])  # noqa: PTH118
    _extend(sys.modules["_vendorize_file"].FolderFinder, settings["roots"], tests)


def _extend(finder: Any, roots: list[str], tests: frozenset[str]) -> None:
    original = finder.find_spec

    def find_spec(self: Any, fullname: str, target: Any = None) -> Any:
        spec = original(self, fullname, target)
        if spec is not None and spec.origin in tests:
            return None
        if spec is not None and spec.loader is not None and spec.submodule_search_locations is not None:
            for root in roots:
                folder = os.path.join(root, *fullname.split("."))  # noqa: PTH118
                if os.path.isdir(folder):  # noqa: PTH112
                    spec.submodule_search_locations.append(folder)
        return spec

    finder.find_spec = find_spec


start()
