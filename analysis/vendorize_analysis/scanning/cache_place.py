"""Where the cache lies, told without what opens it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

LIMIT: Final = 256 * 1024 * 1024
"""Bytes; beyond it the summaries that were not used for longest go."""
FILE_NAME: Final = "summaries-2.sqlite"
"""The number is that of the table's form."""


def default_folder(environ: Mapping[str, str], platform: str) -> str:
    """Return where caches belong on the platform (XDG base directory specification), empty where there is no home."""
    if platform == "win32":
        base = environ.get("LOCALAPPDATA", "")
    elif platform == "darwin":
        base = _home("Library/Caches")
    else:
        base = environ.get("XDG_CACHE_HOME", "")
        # The specification says to ignore a relative path.
        base = base if base.startswith("/") else _home(".cache")
    return os.path.join(base, "vendorize") if base else ""  # noqa: PTH118 - plain text


def _home(below: str) -> str:
    home = os.path.expanduser("~")  # noqa: PTH111 - plain text
    return "" if home.startswith("~") else os.path.join(home, below)  # noqa: PTH118
