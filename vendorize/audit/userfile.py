"""Read what a user says about the code behind advisories: a TOML file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from vendorize.audit.files import file_content, shown
from vendorize.audit.symbolfields import spelled_symbol
from vendorize.model.advisory import NamedSymbols
from vendorize_analysis.discovery.toml import read_toml
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.discovery.toml import Table

_KEYS = {"id", "symbols", "distribution", "note"}


def read_symbols(path: Path) -> tuple[NamedSymbols, ...]:
    """Return the tables `[[advisory]]` of a file: `id`, `symbols`, and, if it holds for one only, `distribution`.

    Raises `UserError` for anything else that stands there.
    """
    file_content(path)  # refuses what is no regular file, or too long
    file = read_toml(path)
    if unknown := sorted(file.values.keys() - {"advisory"}):
        raise UserError(f"{path}: unknown key {shown(unknown[0])!r}", hint="it has tables [[advisory]] and no more")
    return tuple(_named(path, table) for table in file.tables("advisory"))


def _named(path: Path, table: Table) -> NamedSymbols:
    if unknown := sorted(table.values.keys() - _KEYS):
        raise UserError(f"{path}: unknown key {shown(unknown[0])!r}", hint=f"known are {', '.join(sorted(_KEYS))}")
    number, key = table.text("id"), table.text("distribution")
    symbols = tuple(shown(spelled_symbol(one)) for one in table.texts("symbols"))
    if not number or not symbols:
        raise UserError(
            f"{path}: an [[advisory]] needs an id and symbols",
            hint='id = "CVE-…" and symbols = ["package.module:name"]',
        )
    return NamedSymbols(number, symbols, canonicalize_name(key) if key else "")
