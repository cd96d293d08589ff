from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from sheets.cli import main, summarise

CSV = "day,region,amount\n2026-01-03,north,5\n2026-01-20,south,7\n2026-02-01,north,1\n"


def test_amounts_are_summed_by_region_and_month(tmp_path: Path) -> None:
    (tmp_path / "sales.csv").write_text(CSV)
    sums = summarise(pd.read_csv(tmp_path / "sales.csv"))
    assert sums.loc["north"].to_dict() == {"2026-01": 5, "2026-02": 1}
    assert sums.loc["south", "2026-02"] == 0


def test_a_workbook_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "sales.csv").write_text(CSV)
    main([str(tmp_path / "sales.csv"), str(tmp_path / "out.xlsx")])
    rows = list(openpyxl.load_workbook(tmp_path / "out.xlsx")["sums"].values)
    assert rows == [("region", "2026-01", "2026-02"), ("north", 5, 1), ("south", 7, 0)]
    assert capsys.readouterr().out == "2 regions\n"


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        summarise(pd.DataFrame({"day": ["nonsense"], "region": ["a"], "amount": [1]}))
