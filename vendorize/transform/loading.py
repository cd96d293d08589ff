"""The end of the support module in a result with cold code: what loads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.model.cold import ARCHIVE_NAME
from vendorize.runtime import fill, read_sections
from vendorize.transform.stubs import cold_name

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECTIONS = (("coldcache", "cache"), ("cold", "cold"), ("coldkinds", "kinds"), ("coldtexts", "texts"))
"""Files of the runtime and their parts, in order."""


def loading_source(support: str, places: Mapping[str, str]) -> bytes:
    """Return the text, which runs on Python 3.11+; `support` is the dotted name of the module, `places` the archive's.

    Nothing where there is no cold code.
    """
    if not places:
        return b""
    text = "\n\n".join(read_sections(f"{file}.py")[section] for file, section in _SECTIONS)
    values = {"name": cold_name(support), "archive": ARCHIVE_NAME}
    return fill(text, values, {"places": places}).encode("utf-8")
