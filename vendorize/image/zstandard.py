"""The library for zstd: of Python 3.14 itself, else its backport, which an extra brings."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from vendorize_analysis.errors import UserError


def zstd(what_for: str) -> Any:  # noqa: ANN401 - one of two modules with the same names (PEP 784)
    """Return the module; raises `UserError` where neither is installed."""
    for name in ("compression.zstd", "backports.zstd"):
        try:
            return import_module(name)
        except ImportError:
            continue
    raise UserError(
        f"zstd is needed {what_for}, and this Python has no library for it",
        hint="install it: pip install 'vendorize-cli[zstd]'; or use gzip",
    )
