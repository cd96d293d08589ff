"""Read sales from CSV, write a workbook with sums per region and month."""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd


def summarise(sales: pd.DataFrame) -> pd.DataFrame:
    """Return the sum of amounts for each region (rows) and month (columns)."""
    dated = sales.assign(month=pd.to_datetime(sales["day"]).dt.strftime("%Y-%m"))
    return dated.pivot_table(index="region", columns="month", values="amount", aggfunc="sum", fill_value=0)


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="sheet-report")
    parser.add_argument("csv", type=Path)
    parser.add_argument("workbook", type=Path)
    arguments = parser.parse_args(words)
    sums = summarise(pd.read_csv(arguments.csv))
    with pd.ExcelWriter(arguments.workbook, engine="openpyxl") as book:
        sums.to_excel(book, sheet_name="sums")
    print(f"{len(sums)} regions")


if __name__ == "__main__":
    main()
