"""Run only the tests that a file names (`-p mutation_select`); `mutation.py` copies it into the environment."""

from __future__ import annotations

import json
import os
from typing import Any

CHOSEN = "VENDORIZE_CHOSEN_TESTS"
"""Variable that holds the path of a JSON list of node ids."""


def pytest_collection_modifyitems(config: Any, items: list[Any]) -> None:  # noqa: ANN401 (no pytest here)
    """Deselect all other tests."""
    path = os.environ.get(CHOSEN, "")
    if not path:
        return
    with open(path, encoding="utf-8") as stream:  # noqa: PTH123 - tests may have patched pathlib
        chosen = frozenset(json.load(stream))
    rest = [item for item in items if item.nodeid not in chosen]
    config.hook.pytest_deselected(items=rest)
    items[:] = [item for item in items if item.nodeid in chosen]
