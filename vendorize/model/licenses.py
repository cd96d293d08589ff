"""What is said of licences: SPDX expressions are read as such, other texts are compared as they are.

Source: SPDX specification 2.3, annex D (`OR` binds weaker than `AND`, and that weaker than `WITH`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from vendorize_analysis.tables.licences import IDENTIFIERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_COPYLEFT: Final = re.compile(r"(AGPL|GPL|LGPL|OSL|EUPL|SSPL|CC-BY-SA|CECILL)-", re.IGNORECASE)
"""Identifiers of licences that reach what their code is merged with; those that reach single files are not here."""
_SAID_SO: Final = re.compile(r"\b(A|L)?GPL|GNU (Lesser |Library |Affero )?General Public", re.IGNORECASE)
"""The same in texts that are no expression: classifiers and free text of metadata."""

_IDENTIFIER: Final = re.compile(r"SPDX-License-Identifier:[ \t]*([^\r\n]+)")
"""Source: SPDX specification 2.3, annex E."""
_LONGEST: Final = 200
_CODE: Final = re.compile(r"^(import|from|def|class|async|if|try|with|for|while|@)\b|^@", re.MULTILINE)
_FAMILIES: Final = (
    (re.compile(r"Apache", re.IGNORECASE), "Apache"),
    (re.compile(r"\bBSD\b", re.IGNORECASE), "BSD"),
    (re.compile(r"\bAGPL|Affero", re.IGNORECASE), "AGPL"),
    (re.compile(r"\bLGPL|Lesser General|Library General", re.IGNORECASE), "LGPL"),
    (re.compile(r"\bGPL|GNU General", re.IGNORECASE), "GPL"),
    (re.compile(r"\bMPL|Mozilla", re.IGNORECASE), "MPL"),
    (re.compile(r"\b(PSF|Python)\b", re.IGNORECASE), "PSF"),
    (re.compile(r"\b(MIT|Expat)\b", re.IGNORECASE), "MIT"),
    (re.compile(r"\bISC", re.IGNORECASE), "ISC"),
)
_PHRASES: Final = (
    (re.compile(r"Licensed under the Apache License,\s+Version 2\.0", re.IGNORECASE), "Apache-2.0"),
    (re.compile(r"GNU\s+Affero\s+General\s+Public\s+License", re.IGNORECASE), "GNU Affero General Public License"),
    (re.compile(r"GNU\s+Lesser\s+General\s+Public\s+License", re.IGNORECASE), "GNU Lesser General Public License"),
    (re.compile(r"GNU\s+Library\s+General\s+Public\s+License", re.IGNORECASE), "GNU Library General Public License"),
    (re.compile(r"GNU\s+General\s+Public\s+License", re.IGNORECASE), "GNU General Public License"),
    (re.compile(r"Mozilla\s+Public\s+License,?\s+(v\.|version)\s*2\.0", re.IGNORECASE), "MPL-2.0"),
    (
        re.compile(r"Licensed to (the )?PSF under|\bPSF LICENSE|Python Software Foundation License", re.IGNORECASE),
        "PSF-2.0",
    ),
    (re.compile(r"Redistribution and use in source and binary forms", re.IGNORECASE), "BSD"),
    (re.compile(r"Permission is hereby granted, free of charge", re.IGNORECASE), "MIT"),
)
"""What heads of files say where they have no identifier; one that names several is left to people."""


def said_in(text: str) -> tuple[str, ...]:
    """Return the licences that a module names above its code: by SPDX identifiers, else by a usual phrase."""
    code = _CODE.search(text)
    lines = (text[: code.start()] if code else text).splitlines()
    head = " ".join("".join(one if one.isprintable() else " " for one in line).strip("# ") for line in lines)
    named = [found.strip(" */-\"'")[:_LONGEST] for line in lines for found in _IDENTIFIER.findall(line)]
    if named:
        return tuple(dict.fromkeys(_canonical("".join(filter(str.isprintable, one))) for one in named))
    return tuple(licence for phrase, licence in _PHRASES if phrase.search(head))[:1]


def covers(stated: Iterable[str], licence: str) -> bool:
    """Tell whether a licence is among those that metadata states: of an expression, any part of it.

    Where either side is no SPDX expression, to be of the same family is enough.
    """
    wanted, family = _parts(licence), _family(licence)
    for one in stated:
        parts = _parts(one)
        if wanted and parts:
            if wanted <= parts:
                return True
        elif family and family == _family(one):
            return True
    return False


def contradicts(stated: Iterable[str], text: str) -> bool:
    """Tell whether a text is of another licence than metadata states; not where that is silent or not understood.

    The text of the LGPL 3 comes with that of the GPL 3, which it adds to.
    """
    wanted = {_bare(text), f"L{_bare(text)}"} if text.startswith("GPL-") else {_bare(text)}
    families = {_family(one) for one in (text, *wanted)}
    some = False
    for one in stated:
        some = True
        parts = {_bare(part) for part in _parts(one)}
        if parts & wanted or any(part.startswith("LicenseRef-") for part in parts):
            return False
        if not parts and _family(one) in {"", *families}:
            return False
    return some


def is_allowed_text(text: str, allowed: Iterable[str]) -> bool:
    """Tell whether the licence of a text may be used: of the GPL and its kin, in either form that is allowed."""
    return bool({_bare(text)} & {_bare(one) for one in allowed}) or is_allowed(text, allowed)


def _bare(identifier: str) -> str:
    return identifier.strip().removesuffix("-only").removesuffix("-or-later").removesuffix("+")


def _parts(license_: str) -> frozenset[str]:
    """Return the identifiers of an expression; none for another text."""
    return frozenset(_words(license_)) - {"AND", "OR", "WITH", "(", ")"}


def _family(license_: str) -> str:
    return next((name for pattern, name in _FAMILIES if pattern.search(license_)), "")


def is_allowed(license_: str, allowed: Iterable[str]) -> bool:
    """Tell whether a licence may be used where these are allowed; case does not matter."""
    known = {_canonical(IDENTIFIERS.get(one, one)).casefold() for one in allowed}
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
    words = _words(license_)
    return _Reader(words, question).either() if words else unread


def _words(license_: str) -> list[str]:
    """Return the words and brackets of an expression; none for another text."""
    try:
        expression = canonicalize_license_expression(license_)
    except InvalidLicenseExpression:
        return []
    return expression.replace("(", " ( ").replace(")", " ) ").split()


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
