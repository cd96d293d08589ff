"""The command line."""

from __future__ import annotations

import json
from pathlib import Path

from expenses._vendor import click
from expenses._vendor.rich.console import Console
from expenses._vendor.rich.table import Table

from expenses.ledger import Expense, LedgerError, read_ledger, total_by

KEYS = {"category": lambda expense: expense.category, "month": lambda expense: expense.month}


@click.group()
@click.version_option("1.0.0", prog_name="expenses")
def main() -> None:
    """Sum up what was spent."""


def load(path: Path) -> list[Expense]:
    """Read a ledger; a line that is wrong ends the program with a message."""
    try:
        return read_ledger(path)
    except LedgerError as error:
        raise click.ClickException(str(error)) from error


@main.command()
@click.argument("ledger", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", type=click.Choice(sorted(KEYS)), default="category", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
@click.option("--width", type=click.IntRange(min=20), default=60, help="Columns of the terminal.")
def total(ledger: Path, by: str, width: int, *, as_json: bool) -> None:
    """Show the sum of LEDGER for each category or month."""
    sums = total_by(load(ledger), KEYS[by])
    if as_json:
        click.echo(json.dumps({key: str(amount) for key, amount in sums.items()}, indent=2))
        return
    table = Table(title=f"Expenses by {by}")
    table.add_column(by.capitalize())
    table.add_column("Amount", justify="right", style="bold")
    for key, amount in sums.items():
        table.add_row(key, f"{amount:.2f}")
    table.add_section()
    table.add_row("total", f"{sum(sums.values()):.2f}")
    Console(width=width).print(table)


@main.command()
@click.argument("ledger", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--limit", type=float, required=True, help="Largest amount that a single line may have.")
def check(ledger: Path, limit: float) -> None:
    """List the lines of LEDGER above a limit; end with 1 if there are any."""
    above = [expense for expense in load(ledger) if expense.amount > limit]
    for expense in above:
        click.secho(f"{expense.day} {expense.category}: {expense.amount} ({expense.note})", fg="red")
    raise SystemExit(1 if above else 0)
