"""Read a ledger: a CSV file with the columns date, category, amount and note."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

COLUMNS = ("date", "category", "amount", "note")


class LedgerError(Exception):
    """A line that cannot be read."""


@dataclass(frozen=True, slots=True)
class Expense:
    """One line of a ledger."""

    day: date
    category: str
    amount: Decimal
    note: str

    @property
    def month(self) -> str:
        return f"{self.day:%Y-%m}"


def read_ledger(path: Path) -> list[Expense]:
    """Give the expenses of a file, in its order."""
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            message = f"{path.name}:1: the columns must be {', '.join(COLUMNS)}"
            raise LedgerError(message)
        return [read_line(line, f"{path.name}:{reader.line_num}") for line in reader]


def read_line(line: dict[str, str], where: str) -> Expense:
    """Give one expense."""
    try:
        return Expense(date.fromisoformat(line["date"]), line["category"], Decimal(line["amount"]), line["note"])
    except (ValueError, InvalidOperation, TypeError) as error:
        message = f"{where}: not a date and an amount"
        raise LedgerError(message) from error


def total_by(expenses: Iterable[Expense], key: Callable[[Expense], str]) -> dict[str, Decimal]:
    """Give the sum for each key, the largest first."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for expense in expenses:
        sums[key(expense)] += expense.amount
    return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))
