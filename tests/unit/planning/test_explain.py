from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.planning.elves import elf
from tests.unit.planning.projects import analysis_of
from tests.unit.planning.test_libraries import PYTHON, TAGGED, fast
from tests.unit.test_staying import look
from vendorize.planning.explain import explain
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "app.py": "import dep\ndef main():\n    return dep.start()\n",
    "dep/__init__.py": "from ._core import start\n",
    "dep/_core.py": (
        "def start():\n    return Engine().run()\nclass Engine:\n    def run(self): return self._step()\n"
        "    def _step(self): pass\n    def spare(self): pass\ndef gone(): return Engine.spare\n"
    ),
}


def test_a_path_begins_at_a_root_and_ends_at_the_symbol(tmp_path: Path) -> None:
    found = explain(analysis_of(tmp_path, FILES), "dep._core.Engine._step")
    assert found.kept
    assert found.steps[0].kind == "root"
    assert found.steps[-1].symbol == "dep._core.Engine._step"


def test_each_step_shows_the_line_that_made_the_edge(tmp_path: Path) -> None:
    found = explain(analysis_of(tmp_path, FILES), "dep._core.Engine._step")
    last = found.steps[-1]
    assert (last.kind, last.line, last.text) == ("own", 4, "def run(self): return self._step()")
    assert last.path == str(tmp_path / "dep/_core.py")


def test_a_name_is_explained_by_what_it_stands_for(tmp_path: Path) -> None:
    assert explain(analysis_of(tmp_path, FILES), "dep.start").kept


@pytest.mark.parametrize("symbol", ["dep._core.start", "dep._core:start", "dep._core"])
def test_symbols_are_written_with_a_colon_or_without(symbol: str, tmp_path: Path) -> None:
    assert explain(analysis_of(tmp_path, FILES), symbol).kept


def test_what_went_is_not_kept_and_who_speaks_of_it_is_told(tmp_path: Path) -> None:
    found = explain(analysis_of(tmp_path, FILES), "dep._core.Engine.spare")
    assert not found.kept
    assert (found.steps, found.reason) == ((), "only code that is not kept itself refers to it")
    assert [step.symbol for step in found.nearest] == ["dep._core.gone"]


def test_what_nobody_speaks_of_is_told_so(tmp_path: Path) -> None:
    found = explain(analysis_of(tmp_path, FILES), "dep._core.gone")
    assert (found.kept, found.reason, found.nearest) == (False, "nothing refers to it", ())


def test_every_mention_is_told_when_asked_for(tmp_path: Path) -> None:
    found = explain(analysis_of(tmp_path, FILES), "dep._core.Engine", every=True)
    assert {step.symbol for step in found.edges} >= {"dep._core.start", "dep._core.gone"}


def test_a_name_that_nobody_knows_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no symbol"):
        explain(analysis_of(tmp_path, FILES), "dep._core.nothing")


def test_a_file_that_changed_since_it_was_analysed_is_an_error(tmp_path: Path) -> None:
    analysis = analysis_of(tmp_path, FILES)
    (tmp_path / "dep/_core.py").write_text("# other lines\n" * 9, encoding="utf-8")
    with pytest.raises(UserError, match=r"_core\.py changed while"):
        explain(analysis, "dep._core.Engine._step")
    (tmp_path / "dep/_core.py").unlink()
    with pytest.raises(UserError, match=r"_core\.py changed while"):
        explain(analysis, "dep._core.Engine._step")


def test_compiled_modules_are_explained_as_others_are(tmp_path: Path) -> None:
    pytest.importorskip("elftools")
    files = fast(elf(text=PYTHON))
    files[f"site/fast/_more{TAGGED}"] = elf(text=PYTHON)
    record = files["site/fast-1.dist-info/RECORD"]
    files["site/fast-1.dist-info/RECORD"] = f"{record!s}fast/_more{TAGGED},,\n"
    analysis = look(tmp_path, files, on_path=True)
    found = explain(analysis, "fast._core", every=True)
    assert found.kept
    assert [(step.symbol, step.line) for step in found.steps][-1] == ("fast._core", 1)
    found = explain(analysis, "fast._more")
    assert (found.kept, found.reason) == (False, "nothing that runs imports fast._more")
