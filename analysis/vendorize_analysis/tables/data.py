"""Load the shipped data files, each once and only when it is asked for."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from vendorize_analysis.errors import InternalError

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = 1
"""Version of the layout of `stdlib.json.gz` that this code reads; the builder writes the same number."""

Row = tuple[str, str, str, str]
"""Four texts of names with blanks between them; splitting one when it is needed is faster than loading lists."""


@dataclass(frozen=True, slots=True)
class StandardLibraryTable:
    """The facts that the builder collected, over all the versions it was given."""

    pythons: tuple[str, ...]
    modules: Mapping[str, tuple[str, ...]]
    """Names asked of others, imported modules, prefixes and suffixes of computed names; see `row`."""
    classes: Mapping[str, tuple[str, ...]]
    """Names of its own, base classes, prefixes and suffixes of computed names."""
    aliases: Mapping[str, str]
    """Classes under other names: `json.JSONEncoder` is `json.encoder.JSONEncoder`."""
    foreign: Mapping[str, str]
    """Top-level names from outside that a module imports somewhere; what matters of it is in `loads.toml`."""


@cache
def standard_library() -> StandardLibraryTable:
    """Return the table of the standard library."""
    import gzip  # noqa: PLC0415 - only a search needs it

    raw = json.loads(gzip.decompress(_read("stdlib.json.gz")))
    if raw["format"] != FORMAT:
        message = f"stdlib.json.gz has format {raw['format']}, not {FORMAT}: build it again"
        raise InternalError(message)
    return StandardLibraryTable(
        pythons=tuple(raw["pythons"]),
        modules=raw["modules"],
        classes=raw["classes"],
        aliases=raw["aliases"],
        foreign=raw["foreign"],
    )


@cache
def written(name: str) -> Mapping[str, Any]:
    """Return a hand-written table (a TOML file beside this module) as it stands."""
    return tomllib.loads(_read(name).decode("utf-8"))


def row(table: Mapping[str, tuple[str, ...]], key: str) -> Row:
    """Return the four texts of an entry, empty ones where it has fewer or is not there."""
    first, second, third, fourth = (*table.get(key, ()), "", "", "", "")[:4]
    return first, second, third, fourth


def _read(name: str) -> bytes:
    from importlib.resources import files  # noqa: PLC0415 - brings archives and temporary files along

    return files("vendorize_analysis.tables").joinpath(name).read_bytes()
