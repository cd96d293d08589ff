"""Say what is wrong with single values of the configuration."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from vendorize.config.reader import nearest

if TYPE_CHECKING:
    from collections.abc import Callable

_DISTRIBUTION = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
"""Source: core metadata specification, "Name"."""


def dotted_name(text: str) -> str:
    """Object to what is no dotted Python name."""
    return "" if text and all(part.isidentifier() for part in text.split(".")) else f"{text!r} is no dotted name"


def symbol_pattern(text: str) -> str:
    """Object to what is no dotted name in which `*` may stand for anything."""
    plain = text.replace(":", ".", 1).replace("*", "x")
    return dotted_name(plain) and f"{text!r} is no dotted name, with or without *"


def distribution_name(text: str) -> str:
    """Object to what cannot be the name of a distribution."""
    return "" if _DISTRIBUTION.fullmatch(text) else f"{text!r} is no name of a distribution"


def extra_name(text: str) -> str:
    """Object to what cannot be the name of an extra; these are written as the names of distributions."""
    return "" if _DISTRIBUTION.fullmatch(text) else f"{text!r} is no name of an extra"


def expression(text: str) -> str:
    """Object to what is no regular expression."""
    try:
        re.compile(text)
    except re.error as error:
        return f"{text!r} is no regular expression: {error}"
    return filled(text)


def template(pattern: str, text: str) -> str:
    """Object to a replacement that names a group which the expression does not have."""
    if expression(pattern):
        return ""
    try:
        # The empty alternative matches, so that the replacement is read.
        re.sub(f"{pattern}|", text, "")
    except (re.error, IndexError) as error:
        return f"{text!r} does not fit the pattern: {error}"
    return ""


def filled(text: str) -> str:
    """Object to an empty text."""
    return "" if text.strip() else "must not be empty"


def specifier(text: str) -> str:
    """Object to what is no version specifier (PEP 440)."""
    try:
        SpecifierSet(text)
    except InvalidSpecifier:
        return f"{text!r} is no version specifier; write it as '>=3.11'"
    return ""


def one_of(choices: tuple[str, ...]) -> Callable[[str], str]:
    """Make a check that objects to everything but the choices."""

    def check(text: str) -> str:
        if text in choices:
            return ""
        return f"must be one of {', '.join(choices)}, but is {text!r}{nearest(text, choices)}"

    return check


def path_pattern(text: str) -> str:
    """Object to what fits no path below site-packages."""
    parts = text.split("/")
    if not text.strip() or text.startswith("/") or "\\" in text or ".." in parts:
        return f"{text!r} is no pattern for paths under site-packages, such as 'dep/data/**'"
    return ""
