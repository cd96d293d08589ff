"""The names of everything that is ours in folders of the user: none of it is ever part of a project or a result.

Beside a place that is written (`out`) stand `.out.vendorize-ROLE`: `lock` while a run is at work, `new` while it is
built, `old` while the former one is set aside, `gone` while something is removed, `part` for a single file. Each role
has one name, since only who has the lock may touch what stands there. A project that is changed in place has
`.vendorize-ROLE` in it, and `.vendorize` with what is needed to take the change back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from vendorize_analysis.digests import blake2b

if TYPE_CHECKING:
    from pathlib import Path

Role = Literal["lock", "new", "old", "gone", "part"]
MARKER = ".vendorize.json"
"""Name of the record in a result's folder."""
STATE = ".vendorize"
"""Folder of a project that was changed in place: the originals, and the record of what replaced them."""
LOCK = ".vendorize-lock"
RUN = ".vendorize-run"
"""Folder in a project with all that a change in place needs while it happens."""
JOURNAL = "journal.json"
"""File in that folder which says what is to change."""
SOURCES = ".vendorize-sources"
"""Folder in a project with its sources as they were before, for as long as they are analysed."""
GONE = ".vendorize-gone"
PASSING = (LOCK, RUN, SOURCES, GONE)
"""What is in a project only while somebody changes it, or where that was killed."""
_WORD = ".vendorize-"
_MOST = 200
"""Bytes; names of files have at most 255 on most systems."""


def sibling(place: Path, role: Role) -> Path:
    """Return the place beside another that has a role while that one is written."""
    name = place.name
    if len(name.encode("utf-8", "surrogateescape")) > _MOST:
        name = blake2b(name.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
    return place.with_name(f".{name}{_WORD}{role}")


def is_ours(name: str) -> bool:
    """Tell whether a file or folder of this name was made by us, and for us alone."""
    return name in {STATE, MARKER} or (name.startswith(".") and _WORD in name)
