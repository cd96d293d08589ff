"""What is said of licences: SPDX expressions are read as such, other texts are compared as they are.

Source: SPDX specification 2.3, annex D (`OR` binds weaker than `AND`, and that weaker than `WITH`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_COPYLEFT: Final = re.compile(r"(AGPL|GPL|LGPL|OSL|EUPL|SSPL|CC-BY-SA|CECILL)-", re.IGNORECASE)
"""Identifiers of licences that reach what their code is merged with; those that reach single files are not here."""
_SAID_SO: Final = re.compile(r"\b(A|L)?GPL|GNU (Lesser |Library |Affero )?General Public", re.IGNORECASE)
"""The same in texts that are no expression: classifiers and free text of metadata."""


def is_allowed(license_: str, allowed: Iterable[str]) -> bool:
    """Tell whether a licence may be used where these are allowed; case does not matter."""
    known = {_canonical(one).casefold() for one in allowed}
    if license_.strip().casefold() in known:
        return True
    return bool(_holds(license_, lambda identifier: identifier.casefold() in known, unread=False))


def is_copyleft(license_: str) -> bool:
    """Tell whether a licence asks for the same licence for what its code is merged with, whichever one is chosen."""
    free = _holds(license_, lambda identifier: _COPYLEFT.match(identifier) is None, unread=None)
    return _SAID_SO.search(license_) is not None if free is None else not free


def _canonical(license_: str) -> str:
    try:
        return canonicalize_license_expression(license_)
    except InvalidLicenseExpression:
        return license_.strip()


def _holds(license_: str, question: Callable[[str], bool], *, unread: bool | None) -> bool | None:
    """Tell whether an expression holds where each identifier does as asked; `unread` for what is no expression."""
    try:
        expression = canonicalize_license_expression(license_)
    except InvalidLicenseExpression:
        return unread
    words = expression.replace("(", " ( ").replace(")", " ) ").split()
    return _Reader(words, question).either()


class _Reader:
    """Reads a valid expression from left to right."""

    def __init__(self, words: list[str], question: Callable[[str], bool]) -> None:
        self._words = [*words, ""]
        self._question = question

    def either(self) -> bool:
        """Read what stands between `OR`s."""
        found = self._both()
        while self._words[0] == "OR":
            del self._words[0]
            found = self._both() or found
        return found

    def _both(self) -> bool:
        found = self._one()
        while self._words[0] == "AND":
            del self._words[0]
            found = self._one() and found
        return found

    def _one(self) -> bool:
        word = self._words.pop(0)
        if word == "(":
            found = self.either()
            del self._words[0]
            return found
        if self._words[0] == "WITH":
            word = f"{word} WITH {self._words[1]}"
            del self._words[:2]
        return self._question(word)
