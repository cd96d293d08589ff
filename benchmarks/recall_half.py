"""A plugin for pytest (`-p recall_half`) that runs one half of the tests; `recall.py` copies it beside the application.

The halves are told apart by a checksum of the tests' names; `RECALL_HALF` says which one runs.
"""

from __future__ import annotations

import os
import zlib
from typing import Any


def pytest_collection_modifyitems(config: Any, items: list[Any]) -> None:  # noqa: ANN401 (no pytest here)
    """Deselect the other half."""
    half = int(os.environ["RECALL_HALF"])
    chosen = [item for item in items if zlib.crc32(item.nodeid.encode("utf-8")) % 2 == half]
    rest = [item for item in items if zlib.crc32(item.nodeid.encode("utf-8")) % 2 != half]
    config.hook.pytest_deselected(items=rest)
    items[:] = chosen
