"""An environment that lacks what the program requires is named early, and no result is handed out that cannot start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import install, write
from vendorize.model.request import Request
from vendorize.workflow import analyze, extract
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Remembering, Silent
from vendorize_analysis.model.options import AnalysisOptions

if TYPE_CHECKING:
    from pathlib import Path

HEADER = '# /// script\n# dependencies = ["no-such-thing", "Other-Name"]\n# ///\n'
PROJECT = '[project]\nname = "app"\nversion = "1"\ndependencies = ["no-such-thing"]\n'


def extracted(folder: Path, start: str) -> None:
    install(folder / "site", "dep", {"dep.py": "x = 1\n"})
    options = AnalysisOptions(search_path=(folder / "site",), use_cache=False)
    extract(Request(folder / start, options), out=folder / "out")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"tool.py": f"{HEADER}import no_such_thing\n"},
            "tool.py imports no_such_thing, and no-such-thing is",
        ),
        ({"tool.py": f"{HEADER}import another\n"}, "imports another, and Other-Name, no-such-thing is required"),
        ({"pyproject.toml": PROJECT, "app.py": "import no_such_thing\n"}, "app.py imports no_such_thing, and no-such"),
    ],
)
def test_a_result_without_what_is_required_and_imported_is_not_handed_out(
    tmp_path: Path, files: dict[str, str], said: str
) -> None:
    write(tmp_path, files)
    with pytest.raises(UserError, match=said):
        extracted(tmp_path, "tool.py" if "tool.py" in files else ".")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    import no_such_thing\nexcept ImportError:\n    pass\n",
        "def f():\n    import no_such_thing\n",
        "x = 1\n",
    ],
)
def test_what_is_required_and_missing_stops_nothing_where_the_program_starts_without_it(
    tmp_path: Path, source: str
) -> None:
    write(tmp_path, {"tool.py": HEADER + source})
    extracted(tmp_path, "tool.py")
    assert (tmp_path / "out/tool.py").is_file()


@pytest.mark.parametrize(
    ("source", "named", "warned"),
    [(f"{HEADER}x = 1\n", False, True), (f"{HEADER}x = 1\n", True, False), ("x = 1\n", False, False)],
)
def test_that_nobody_named_the_environment_of_a_script_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, *, named: bool, warned: bool
) -> None:
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    if named:
        monkeypatch.setenv("VIRTUAL_ENV", __import__("sys").prefix)
    write(tmp_path, {"tool.py": source})
    heard = Remembering(Silent())
    analyze(Request(tmp_path / "tool.py", AnalysisOptions(use_cache=False)), progress=heard)
    assert any("no environment was named" in one for one in heard.warnings) is warned
