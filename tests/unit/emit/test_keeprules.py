from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from vendorize.emit.keeprules import add_keep_rules, write_keep_rules
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.options import KeepRule

if TYPE_CHECKING:
    from pathlib import Path

RULES = [KeepRule("lib.helper", 'says "why"'), KeepRule("lib.K", "no reason")]
AS_TABLES = [{"symbol": rule.symbol, "reason": rule.reason} for rule in RULES]
BEFORE = {
    "nothing": "",
    "no tool": "[project]\nname = 'app'  # ours\n",
    "another tool": "[tool.ruff]\nline-length = 120  # wide\n",
    "settings": "[tool.vendorize]\nlayout = 'site'  # small\n\n[tool.vendorize.verify]\ncommand = ['x']\n",
    "rules": "[[tool.vendorize.keep]]\nsymbol = 'a'  # first\nreason = 'b'\n\n[tool.other]\nx = 1\n",
    "rules in a row": "[tool.vendorize]\nkeep = [{symbol = 'a', reason = 'b'}]  # first\n",
    "dotted": "tool.vendorize.layout = 'site'\n",
}


@pytest.mark.parametrize("kind", BEFORE)
def test_rules_are_added_and_all_else_stays(kind: str) -> None:
    text = BEFORE[kind]
    before, after = tomllib.loads(text), tomllib.loads(add_keep_rules(text, RULES))
    expected = before.setdefault("tool", {}).setdefault("vendorize", {})
    expected["keep"] = [*expected.get("keep", []), *AS_TABLES]
    assert after == before
    assert [line for line in text.splitlines() if "#" in line] == [
        line for line in add_keep_rules(text, RULES).splitlines() if "#" in line
    ] or kind == "rules in a row"


def test_a_file_of_its_own_may_leave_out_the_name_of_the_table() -> None:
    assert tomllib.loads(add_keep_rules("layout = 'site'\n", RULES, bare=True)) == {"layout": "site", "keep": AS_TABLES}


def test_line_ends_of_the_file_stay(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_bytes(b"[project]\r\nname = 'app'\r\n")
    write_keep_rules(file, RULES)
    assert file.read_bytes().startswith(b"[project]\r\nname = 'app'\r\n")


def test_a_file_that_is_no_toml_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text("[", encoding="utf-8")
    with pytest.raises(UserError, match="cannot be added"):
        write_keep_rules(file, RULES)
    assert file.read_text(encoding="utf-8") == "["
