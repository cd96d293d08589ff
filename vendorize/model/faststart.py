"""That a result starts fast, as a lock says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_OPTION = "fast-start"


def fast_option(*, asked: bool) -> tuple[str, ...]:
    """Return what a lock says of whether the command line asked for it."""
    return (_OPTION,) if asked else ()


def fast_asked(options: Iterable[str]) -> bool:
    """Tell whether the options of a lock ask for it."""
    return _OPTION in options
