"""Options whose value may be left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def fill_in(arguments: Sequence[str], option: str, value: str) -> list[str]:
    """Write the value behind an option that stands without a number.

    click would take the next word for it, be that the project (`verify --fuzz examples/expenses`).
    """
    filled: list[str] = []
    for position, word in enumerate(arguments):
        bare = word == option and not _is_number("".join(arguments[position + 1 : position + 2]))
        filled.append(f"{option}={value}" if bare else word)
    return filled


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True
