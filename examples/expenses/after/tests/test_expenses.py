from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from expenses.cli import main
from expenses.ledger import LedgerError, read_ledger, total_by

if TYPE_CHECKING:
    from pathlib import Path

LEDGER = """date,category,amount,note
2026-01-03,food,12.50,market
2026-01-20,travel,80,train
2026-02-01,food,7.25,"bread, cheese"
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.csv"
    path.write_text(LEDGER, encoding="utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_a_ledger_is_read_in_its_order(ledger: Path) -> None:
    expenses = read_ledger(ledger)
    assert [expense.note for expense in expenses] == ["market", "train", "bread, cheese"]
    assert expenses[0].month == "2026-01"


def test_the_largest_sum_comes_first(ledger: Path) -> None:
    sums = total_by(read_ledger(ledger), lambda expense: expense.category)
    assert list(sums.items()) == [("travel", Decimal(80)), ("food", Decimal("19.75"))]


def test_a_line_without_an_amount_is_named(ledger: Path) -> None:
    ledger.write_text(LEDGER + "2026-02-02,food,much,\n", encoding="utf-8")
    with pytest.raises(LedgerError, match=r"ledger\.csv:5"):
        read_ledger(ledger)


def test_the_table_has_a_row_for_each_category_and_a_total(ledger: Path) -> None:
    result = run("total", ledger)
    assert result.exit_code == 0
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in result.output.splitlines() if "│" in line]
    assert rows == [["travel", "80.00"], ["food", "19.75"], ["total", "99.75"]]


def test_json_is_for_other_programs(ledger: Path) -> None:
    result = run("total", ledger, "--by", "month", "--json")
    assert json.loads(result.output) == {"2026-01": "92.50", "2026-02": "7.25"}


def test_a_wrong_header_ends_the_program_with_a_message(ledger: Path) -> None:
    ledger.write_text("when,what\n", encoding="utf-8")
    result = run("total", ledger)
    assert result.exit_code == 1
    assert "the columns must be date, category, amount, note" in result.output


def test_a_check_lists_what_is_above_the_limit(ledger: Path) -> None:
    result = run("check", ledger, "--limit", 50)
    assert result.exit_code == 1
    assert result.output == "2026-01-20 travel: 80 (train)\n"
    assert run("check", ledger, "--limit", 100).exit_code == 0


def test_an_unknown_key_is_a_usage_error_that_names_the_known_ones(ledger: Path) -> None:
    result = run("total", ledger, "--by", "year")
    assert result.exit_code == 2
    assert "category" in result.output
