"""The metadata of a wheel or an sdist (core metadata), with what a result requires and which licences are in it."""

from __future__ import annotations

from email.parser import BytesParser
from typing import TYPE_CHECKING

from packaging.metadata import RFC822Message, RFC822Policy
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from email.message import Message

    from vendorize.model.lock import LockedProject

_WITH_LICENCE_FILES = "2.4"
"""The first version of core metadata with `License-File` (PEP 639)."""


def version_of(content: bytes) -> str:
    """Return the version that the metadata states."""
    return str(_parsed(content)["Version"] or "")


def edited(content: bytes, project: LockedProject, licence_files: Iterable[str]) -> bytes:
    """Return the metadata without the requirements that are gone, with those that were added, and with licence files.

    A back end that computes requirements itself states them as they were before extraction.
    """
    message = _parsed(content)
    gone = {*map(_key, project.requires)} - {*map(_key, project.requires_after)}
    stated = message.get_all("Requires-Dist", [])
    kept = [one for one in stated if _key(one) not in gone or _is_of_extra(one)]
    known = {_key(one) for one in kept if not _is_of_extra(one)}
    kept += [one for one in project.requires_after if _key(one) not in known]
    _set_all(message, "Requires-Dist", kept)
    named = list(dict.fromkeys([*message.get_all("License-File", []), *licence_files]))
    _set_all(message, "License-File", named)
    if named and _is_older(message["Metadata-Version"]):
        message.replace_header("Metadata-Version", _WITH_LICENCE_FILES)
    return message.as_bytes()


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
    """Give a field these values; nothing changes where it has them."""
    if message.get_all(name, []) != values:
        del message[name]
        for value in values:
            message[name] = value


def _key(text: str) -> str:
    try:
        return canonicalize_name(Requirement(text).name)
    except InvalidRequirement:
        return ""


def _is_of_extra(text: str) -> bool:
    try:
        marker = Requirement(text).marker
    except InvalidRequirement:
        return False
    return marker is not None and "extra" in str(marker)


def _is_older(version: str) -> bool:
    try:
        return Version(version) < Version(_WITH_LICENCE_FILES)
    except InvalidVersion:
        return False
