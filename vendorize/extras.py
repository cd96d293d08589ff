"""Libraries that only some commands need: who did not install them is told which extra has them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def needed(what: str, extra: str, *, hint: str | None = None) -> Iterator[None]:
    """Import in the block what `what` needs of an extra; raises `UserError` with the remedy where it is not installed.

    A `hint` stands in for the one that says how to install the extra.
    """
    try:
        yield
    except ImportError as error:
        raise UserError(
            f"{what} needs {error.name}", hint=hint or f"install it: pip install 'vendorize-cli[{extra}]'"
        ) from error
