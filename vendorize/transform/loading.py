"""The end of the support module in a result with cold code, or with imports that wait: what loads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.model.cold import ARCHIVE_NAME
from vendorize.runtime import fill, read_sections
from vendorize.transform.gone import gone_source
from vendorize.transform.words import cold_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vendorize.model.bundle import Bundle
    from vendorize.model.plan import Plan

_SECTIONS = (
    ("coldcache", "cache"),
    ("coldholders", "holders"),
    ("cold", "cold"),
    ("coldkinds", "kinds"),
    ("coldtexts", "texts"),
)
"""Files of the runtime and their parts, in order."""


def support_end(plan: Plan, code: Bundle, support: str, places: Mapping[str, str]) -> bytes:
    """Return the end of the support module: what a result needs of it that not every one has."""
    return _deferring_source(code) + gone_source(plan) + loading_source(support, places)


def _deferring_source(code: Bundle) -> bytes:
    if not any(not one.why and not one.lazy for file in code.files for one in file.deferrals):
        return b""
    return read_sections("deferring.py")["deferred"].encode()


def loading_source(support: str, places: Mapping[str, str]) -> bytes:
    """Return the text, which runs on Python 3.11+; `support` is the dotted name of the module, `places` the archive's.

    Nothing where there is no cold code.
    """
    if not places:
        return b""
    text = "\n\n".join(read_sections(f"{file}.py")[section] for file, section in _SECTIONS)
    values = {"name": cold_name(support), "archive": ARCHIVE_NAME}
    return fill(text, values, {"places": places}).encode("utf-8")
