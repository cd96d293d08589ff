from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vendorize.planning.explain import explain
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.options import AnalysisOptions
from vendorize_analysis.pipeline import analyze

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("symbol", "said"),
    [
        ("libary.fetch", "did you mean library?"),
        ("library.fetsch", "did you mean library.fetch?"),
        ("library.Client.opne", "did you mean library.Client.open?"),
        ("library:Cleint", "did you mean library.Client?"),
        ("something.quite.else", "write it as package.module.name"),
    ],
)
def test_a_mistyped_symbol_is_answered_with_the_nearest(tmp_path: Path, symbol: str, said: str) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/library.py").write_text(
        "def fetch(): pass\n\n\nclass Client:\n    def open(self): pass\n", encoding="utf-8"
    )
    (tmp_path / "app.py").write_text("import library\nlibrary.fetch()\nlibrary.Client().open()\n", encoding="utf-8")
    found = analyze(tmp_path / "app.py", AnalysisOptions(search_path=(tmp_path / "site",), use_cache=False))
    with pytest.raises(UserError) as caught:
        explain(found, symbol)
    assert said in caught.value.hint
