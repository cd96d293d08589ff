"""Add keep rules to a configuration file; everything else in it stays as it is, comments included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT

from vendorize.storage import write_atomically
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from vendorize_analysis.model.options import KeepRule


def write_keep_rules(file: Path, rules: Iterable[KeepRule]) -> None:
    """Write the rules into a file of `[tool.vendorize]`, or one that holds that table alone."""
    try:
        text = file.read_bytes().decode("utf-8")
        changed = add_keep_rules(text, rules, bare=file.name != "pyproject.toml")
        write_atomically(file, changed.encode("utf-8"))
    except FileNotFoundError:
        write_atomically(file, add_keep_rules("", rules).encode("utf-8"))
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        raise UserError(f"{file}: the keep rules cannot be added: {error}", hint="add them by hand") from error


def add_keep_rules(text: str, rules: Iterable[KeepRule], *, bare: bool = False) -> str:
    """Return a configuration with more keep rules; with `bare` the table's name may be left out (no `tool`)."""
    document: Any = tomlkit.parse(text)
    table = document if bare and "tool" not in document else _inner(_inner(document, "tool"), "vendorize")
    present = table.get("keep")
    if present is None:
        table.append("keep", tomlkit.aot())
        present = table["keep"]
    for rule in rules:
        item: Any = tomlkit.table() if isinstance(present, AoT) else tomlkit.inline_table()
        item["symbol"] = rule.symbol
        item["reason"] = rule.reason
        present.append(item)
    return tomlkit.dumps(document)


def _inner(table: Any, name: str) -> Any:  # noqa: ANN401 - tomlkit's tables are of several types
    if name not in table:
        table.append(name, tomlkit.table(is_super_table=True))
    return table[name]
