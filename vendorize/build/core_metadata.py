"""The metadata of a wheel or an sdist (core metadata), with what a result requires and which licences are in it."""

from __future__ import annotations

from email.parser import BytesParser
from typing import TYPE_CHECKING

from packaging.metadata import RFC822Message, RFC822Policy
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from vendorize.emit.requirements import asks_for_extra
from vendorize_analysis.environment.requirements import key_of
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from email.message import Message

    from vendorize.model.lock import LockedProject

_PYTHONS = ("2.7.18", *(f"3.{minor}.{patch}" for minor in range(30) for patch in range(30)))
_WITH_LICENCE_FILES = "2.4"
"""The first version of core metadata with `License-File` (PEP 639)."""


def version_of(content: bytes) -> str:
    """Return the version that the metadata states."""
    return str(_parsed(content)["Version"] or "")


def stated_expression(content: bytes) -> str:
    """Return the licence expression that the metadata states; empty where there is none."""
    return str(_parsed(content)["License-Expression"] or "")


def edited(
    content: bytes, project: LockedProject, licence_files: Iterable[str], expression: str, pythons: Iterable[str] = ()
) -> bytes:
    """Return the metadata without the requirements that are gone, with those that were added, and with licences.

    An `expression` of licences takes the place of one that is stated; `pythons` are the specifiers of vendored code, of
    which no installer would know otherwise.

    A back end that computes requirements itself states them as they were before extraction.
    """
    message = _parsed(content)
    gone = {*map(key_of, project.requires)} - {*map(key_of, project.requires_after)}
    stated = message.get_all("Requires-Dist", [])
    kept = [one for one in stated if key_of(one) not in gone or asks_for_extra(one)]
    known = {key_of(one) for one in kept if not asks_for_extra(one)}
    kept += [one for one in project.requires_after if key_of(one) not in known]
    _set_all(message, "Requires-Dist", kept)
    named = list(dict.fromkeys([*message.get_all("License-File", []), *licence_files]))
    _set_all(message, "License-File", named)
    if expression:
        _set_all(message, "License-Expression", [expression])
    if python := _narrowed(str(message["Requires-Python"] or ""), pythons):
        _set_all(message, "Requires-Python", [python])
    if named and _is_older(message["Metadata-Version"]):
        message.replace_header("Metadata-Version", _WITH_LICENCE_FILES)
    return message.as_bytes()


def _narrowed(stated: str, others: Iterable[str]) -> str:
    """Return the specifier of the Pythons that all of them allow; empty where the stated one says that already."""
    try:
        clauses = {str(one): one for text in others for one in SpecifierSet(text)}
        # A clause says nothing new that holds for each Python 3 there is or will be soon, as far as it was allowed.
        allowed = [*SpecifierSet(stated).filter(_PYTHONS)]
    except InvalidSpecifier:
        return ""
    more = sorted(text for text, one in clauses.items() if not all(map(one.contains, allowed)))
    return ",".join(filter(None, (stated, *more))) if more else ""


def _parsed(content: bytes) -> RFC822Message:
    def make(policy: object = None) -> Message:
        del policy
        return RFC822Message()

    message = BytesParser(make, policy=RFC822Policy()).parsebytes(content)
    if not isinstance(message, RFC822Message) or message["Metadata-Version"] is None:
        raise UserError(
            "the wrapped back end has written no metadata that can be read", hint="try it without vendorize"
        )
    return message


def _set_all(message: Message, name: str, values: list[str]) -> None:
    """Set the values of a field; nothing changes where it has them."""
    if message.get_all(name, []) != values:
        del message[name]
        for value in values:
            message[name] = value


def _is_older(version: str) -> bool:
    try:
        return Version(version) < Version(_WITH_LICENCE_FILES)
    except InvalidVersion:
        return False
