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
    modules: Mapping[str, str]
    """Names asked of others, imported modules, prefixes and suffixes of computed names; `row` tells them apart."""
    classes: Mapping[str, str]
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
        modules=_joined(raw["modules"]),
        classes=_joined(raw["classes"]),
        aliases=raw["aliases"],
        foreign=raw["foreign"],
    )


@cache
def written(name: str) -> Mapping[str, Any]:
    """Return a hand-written table (a TOML file beside this module) as it stands."""
    return tomllib.loads(_read(name).decode("utf-8"))


def _joined(rows: Mapping[str, list[str]]) -> dict[str, str]:
    """Return each row as one text with a line for each of its texts: thousands are held, and few are looked at."""
    return {key: "\n".join(texts) for key, texts in rows.items()}


def row(table: Mapping[str, str], key: str) -> Row:
    """Return the four texts of an entry, empty ones where it has fewer or is not there."""
    first, second, third, fourth = (*table.get(key, "").split("\n"), "", "", "", "")[:4]
    return first, second, third, fourth


def _read(name: str) -> bytes:
    import pkgutil  # noqa: PLC0415 - `importlib.resources` brings archives and temporary files along

    found = pkgutil.get_data("vendorize_analysis.tables", name)
    assert found is not None  # noqa: S101 (all loaders of files and archives have it)
    return found
