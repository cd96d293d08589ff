"""Read the hashes of pinned requirements (`name==1.0 --hash=sha256:…`).

Source: pip.pypa.io/en/stable/topics/secure-installs/#hash-checking-mode. The hashes do not say which file each is of.
Any file can have such a name, and pip refuses what is wrong in one: here that counts as nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from vendorize.lock.artefacts.candidates import HEXADECIMAL, Candidates, Offered
from vendorize.lock.guarded import is_readable
from vendorize_analysis.reading import read_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.lock.artefacts.candidates import Known

_PLACES = ("requirements*.txt", "requirements/*.txt")
_HASH = re.compile(r"\s--hash[=\s]\s*(\S+)")
_OPTION = re.compile(r"\s--?[A-Za-z].*$")
_CONTINUED = re.compile(r"\\\r?\n")
_COMMENT = re.compile(r"(^|\s)#.*$")


def read_pinned(root: Path) -> Known:
    """Return the hashes of the requirements files at the top of a project, and in its folder `requirements`."""
    found: Known = {}
    for file in (file for place in _PLACES for file in sorted(root.glob(place))):
        if is_readable(file, root):
            for line in _CONTINUED.sub(" ", _text(file)).splitlines():
                given = _HASH.findall(_COMMENT.sub("", line))
                hashes = tuple(one.lower() for one in given if HEXADECIMAL.fullmatch(one.lower()))
                name = _pinned(_OPTION.sub("", line)) if hashes else None
                if name is not None:
                    place = file.relative_to(root).as_posix()
                    found.setdefault(name, Candidates(place, (Offered(hashes=hashes),)))
    return found


def _text(file: Path) -> str:
    """Return a text; what is not in its encoding is nothing that we look for."""
    data = read_bytes(file)
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return data.decode(encoding, "replace")


def _pinned(text: str) -> tuple[str, str] | None:
    """Return name and version of a requirement that is pinned; None for any other."""
    try:
        requirement = Requirement(text.strip())
    except InvalidRequirement:
        return None
    pins = [one.version for one in requirement.specifier if one.operator in {"==", "==="}]
    return (canonicalize_name(requirement.name), pins[0]) if len(pins) == 1 and not pins[0].endswith("*") else None
