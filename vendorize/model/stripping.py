"""How results are asked for whose compiled code has no debugging information."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_OPTION = "strip-debug=true"
"""How a lock says that the command line asked for it."""


def strip_option(*, asked: bool) -> tuple[str, ...]:
    """Return what a lock says of whether the command line asked for it."""
    return (_OPTION,) if asked else ()


def strip_asked(options: Iterable[str]) -> bool:
    """Tell whether the options of a lock ask for it."""
    return _OPTION in options
