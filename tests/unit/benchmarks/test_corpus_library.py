"""The programs of our own corpus in the form that the benchmarks ask for."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

CORPUS = Path(__file__).parents[2] / "corpus"
REPORT = """<testsuites><testsuite>
<testcase classname="a" name="one"/>
<testcase classname="a" name="one"><skipped/></testcase>
<testcase classname="a" name="two"><failure/></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(sys, "path", list(sys.path))
    for name in ("manifest", "prepare", "run"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    spec = importlib.util.spec_from_file_location("corpuslib", CORPUS / "corpuslib.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a name has to be text")
def test_files_get_names_that_are_no_text(library: ModuleType, tmp_path: Path) -> None:
    probe_desk = library.applications()["probe-desk"]
    (tmp_path / "tests/data").mkdir(parents=True)
    (tmp_path / "tests/data/cafe.txt").write_text("coffee", encoding="utf-8")
    library.preparing._copy(probe_desk, tmp_path)
    assert sorted(os.listdir(os.fsencode(tmp_path / "tests/data"))) == [b"cafe.txt", b"caf\xe9.txt"]  # noqa: PTH208


def test_a_python_that_is_not_there_is_refused(library: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    assert library.preparing._maker("") == sys.executable
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("PYENV_ROOT", "/nowhere")
    with pytest.raises(library.preparing.Refused, match=r"no Python 3\.99"):
        library.preparing._maker("3.99")


def test_every_program_has_the_settings_that_benchmarks_read(library: ModuleType) -> None:
    tables = library.tables()
    assert {"zone-clock", "towncrier"} <= tables.keys()
    assert tables["zone-clock"]["command"][0] == "{python}"
    assert all(isinstance(test, str) for table in tables.values() for test in table["deselect"])


def test_the_outcome_of_each_test_is_read_from_what_pytest_reports(library: ModuleType, tmp_path: Path) -> None:
    report = tmp_path / "junit.xml"
    report.write_text(REPORT, encoding="utf-8")
    found = library._outcomes(report)
    assert found == {"a::one": "passed", "a::one#2": "skipped", "a::two": "failed"}
    assert library.counts(found) == {"passed": 1, "failed": 1, "skipped": 1}


@pytest.mark.parametrize(("code", "outcome"), [(0, "passed"), (3, "failed")])
def test_another_command_than_pytest_is_one_test(
    library: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, outcome: str
) -> None:
    monkeypatch.setattr(library, "test_env", lambda _folder, _settings: {})
    monkeypatch.setattr(library, "offline", list)
    (tmp_path / "src").mkdir()
    settings = {"command": [sys.executable, "-c", f"print('told'); raise SystemExit({code})"]}
    results, _seconds, output = library.run_tests(settings, tmp_path)
    assert (list(results.values()), output) == ([outcome], "told\n")
