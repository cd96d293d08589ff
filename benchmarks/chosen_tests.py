"""A plugin for pytest (`-p chosen_tests`) that runs some of the tests; a benchmark copies it to where the tests run.

What to run stands in a file of JSON: `{"tests": [node ids]}`, or `{"half": 0}` for the half of the tests whose names
have an even checksum, or `{"half": 1}` for the other one.
"""

from __future__ import annotations

import json
import os
import zlib
from typing import Any

CHOICE = "VENDORIZE_CHOSEN_TESTS"
"""Variable that holds the path of that file; without it all tests run."""


def pytest_collection_modifyitems(config: Any, items: list[Any]) -> None:  # noqa: ANN401 (no pytest here)
    """Deselect all other tests."""
    path = os.environ.get(CHOICE, "")
    if not path:
        return
    with open(path, encoding="utf-8") as stream:  # noqa: PTH123 - tests may have patched pathlib
        choice = json.load(stream)
    chosen, rest = [], []
    for item in items:
        (chosen if is_chosen(item.nodeid, choice) else rest).append(item)
    config.hook.pytest_deselected(items=rest)
    items[:] = chosen


def is_chosen(test: str, choice: dict[str, Any]) -> bool:
    """Tell whether a test is to run."""
    if "half" in choice:
        return zlib.crc32(test.encode("utf-8")) % 2 == int(choice["half"])
    return test in choice["tests"]
