"""Room to look into modules that are nested deeply: a stack of their own."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_STACK = 512 << 20
"""Bytes; what is not used is address space and no memory."""
_CALLS = 50_000


def with_room(function: Callable[..., Any], *arguments: Any) -> Any:
    """Return what a function returns or raises that the stack here was too small for."""
    import threading  # noqa: PLC0415 - few processes need it

    result: list[Any] = []
    errors: list[BaseException] = []

    def call() -> None:
        try:
            result.append(function(*arguments))
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            errors.append(error)

    before = threading.stack_size(_STACK), sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(max(_CALLS, before[1]))
        thread = threading.Thread(target=call, daemon=True)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before[0])
        sys.setrecursionlimit(before[1])
    if errors:
        raise errors[0]
    return result[0]
