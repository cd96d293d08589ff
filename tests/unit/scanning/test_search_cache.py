"""An earlier answer counts only where the search would find the same again."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vendorize_analysis import following, pipeline
from vendorize_analysis.model.options import AnalysisOptions, KeepRule

if TYPE_CHECKING:
    from vendorize_analysis.model.analysis import Analysis

APP = "import lib\n\n\ndef main(name):\n    return getattr(lib, name), lib.used()\n"
FILES = {
    "pyproject.toml": '[project]\nname = "app"\nversion = "1"\n',
    "app/__init__.py": APP,
    "app/__main__.py": "from app import main\n\nmain('used')\n",
}
LIBRARY = {"lib.py": "def used():\n    return 1\n\n\ndef unused():\n    return 2\n"}


class Runs:
    """Analyses of one project with one cache, and how often the search ran."""

    def __init__(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.project, self.libraries = tmp_path / "project", tmp_path / "libraries"
        self.options = AnalysisOptions(
            search_path=(self.libraries,), cache_dir=tmp_path / "cache", python=Path(sys.executable)
        )
        self.searched = 0
        for relative, text in FILES.items():
            self.write(relative, text)
        for relative, text in LIBRARY.items():
            self.write(relative, text, library=True)
        original = following.reach

        def reach(*arguments: object, **named: object) -> object:
            self.searched += 1
            return original(*arguments, **named)  # type: ignore[arg-type]

        monkeypatch.setattr(following, "reach", reach)

    def write(self, relative: str, text: str, *, library: bool = False) -> None:
        path = (self.libraries if library else self.project) / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def warm(self) -> tuple[Analysis, bool]:
        """Return an analysis, and whether it was an earlier answer."""
        before = self.searched
        analysis = pipeline.analyze(self.project, self.options)
        return analysis, self.searched == before

    def cold(self) -> Analysis:
        return pipeline.analyze(self.project, replace(self.options, use_cache=False))


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runs:
    return Runs(tmp_path, monkeypatch)


def check(runs: Runs, *, recalled: bool) -> None:
    """Compare what is given now with what a run without a cache finds."""
    warm, was_recalled = runs.warm()
    cold = runs.cold()
    assert was_recalled is recalled
    assert warm.liveness == cold.liveness
    assert list(warm.liveness.witnesses.items()) == list(cold.liveness.witnesses.items())
    assert {name: module.summary for name, module in warm.modules.items()} == {
        name: module.summary for name, module in cold.modules.items()
    }
    assert warm.figures == cold.figures


def test_a_second_run_gives_the_first_one_s_answer(runs: Runs) -> None:
    check(runs, recalled=False)
    check(runs, recalled=True)


@pytest.mark.parametrize(
    "text",
    [
        f"# a comment\n\n{APP}",
        APP.replace("return getattr", "return  (\n        getattr").replace(", lib.used()", ", lib.used())"),
        APP.replace("\n\n\n", "\n"),
    ],
)
def test_an_edit_that_says_nothing_new_finds_the_answer_with_the_new_lines(runs: Runs, text: str) -> None:
    runs.warm()
    runs.write("app/__init__.py", text)
    check(runs, recalled=True)


@pytest.mark.parametrize(
    "text",
    [
        APP.replace("lib.used()", "lib.unused()"),
        APP + "\nlib.unused()\n",
        APP + "\nclass Late:\n    pass\n",
        APP.replace("lib, name", "lib, 'unu' + name"),
        "not python at all(\n",
    ],
)
def test_an_edit_that_says_something_new_is_searched_again(runs: Runs, text: str) -> None:
    runs.warm()
    runs.write("app/__init__.py", text)
    check(runs, recalled=False)


def test_only_the_last_answer_is_remembered(runs: Runs) -> None:
    runs.warm()
    runs.write("app/__init__.py", "import lib\nlib.unused()\nmain = print\n")
    check(runs, recalled=False)
    runs.write("app/__init__.py", APP)
    check(runs, recalled=False)
    check(runs, recalled=True)


def test_a_changed_library_is_searched_again(runs: Runs) -> None:
    runs.warm()
    runs.write("lib.py", f"# moved\n{LIBRARY['lib.py']}", library=True)
    check(runs, recalled=False)


def test_a_new_module_is_searched_again_though_nothing_imported_it(runs: Runs) -> None:
    runs.warm()
    runs.write("other.py", "x = 1\n", library=True)
    check(runs, recalled=False)


def test_a_removed_module_is_searched_again(runs: Runs) -> None:
    runs.warm()
    (runs.project / "app" / "__main__.py").unlink()
    check(runs, recalled=False)


def test_other_options_are_another_question(runs: Runs) -> None:
    runs.warm()
    runs.options = replace(runs.options, keep=(KeepRule("lib.unused", "for plugins"),))
    check(runs, recalled=False)
    runs.options = replace(runs.options, keep=())
    check(runs, recalled=True)


def test_what_is_made_of_a_file_that_is_no_python_is_not_remembered(runs: Runs) -> None:
    runs.write("app/broken.py", "\xff(\n")
    check(runs, recalled=False)
    check(runs, recalled=False)
