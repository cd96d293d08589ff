"""An answer is given again while nothing has changed that it depends on, and only then."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.unit.memo.projects import KINDS, make, write
from vendorize import workflow
from vendorize.answering import report_of
from vendorize.memo import remembered, reports
from vendorize_analysis.model.events import Silent

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vendorize.memo.reports import Telling
    from vendorize.model.report import Report
    from vendorize.model.request import Request
    from vendorize_analysis.model.events import Listener


class Heard(Silent):
    """Keeps warnings."""

    def __init__(self) -> None:
        self.warnings: list[str] = []

    def warned(self, message: str) -> None:
        """Keep it."""
        self.warnings.append(message)


@pytest.fixture(autouse=True)
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the files of a test be old enough to be trusted."""
    real = time.time_ns
    monkeypatch.setattr(reports.time, "time_ns", lambda: real() + 3_000_000_000)


class Asked:
    """Asks, and counts how often an analysis was made for it."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self, request: Request, heard: Listener | None = None) -> Report:
        """Return the answer without the time that it took."""

        def analyze(request: Request, progress: Listener) -> tuple[Report, Telling]:
            self.made += 1
            return report_of(request, progress)

        report = remembered(request, heard or Silent(), analyze).report
        assert report.seconds.total > 0
        return plain(report)


def plain(report: Report) -> Report:
    """Return an answer without time and luck."""
    return replace(report, seconds=type(report.seconds)(), files_cached=0)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_answer_is_given_again_with_its_warnings(kind: str, tmp_path: Path) -> None:
    request, ask = make(tmp_path, kind), Asked()
    first, again = Heard(), Heard()
    assert ask(request, first) == ask(request, again)
    assert ask.made == 1
    assert first.warnings == again.warnings


def test_all_that_was_read_counts_as_known(tmp_path: Path) -> None:
    request = make(tmp_path, "declared")
    found = [remembered(request, Silent(), report_of).report for _ in range(2)]
    assert found[1].files_cached == found[1].files_read == found[0].files_read > 0
    assert found[1].seconds.parse == 0.0


def same_size(path: Path) -> None:
    """Change a file so that only its content and the time of its entry's change differ."""
    before = path.stat()
    path.write_bytes(path.read_bytes().swapcase())
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def link(path: Path, target: str) -> None:
    """Put a link there."""
    path.unlink(missing_ok=True)
    path.symlink_to(target)


CHANGES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "own code": ("declared", lambda at: write(at, {"project/app/__init__.py": "import dep.core\ndep.core.unused()\n"})),
    "own code, size and time as before": ("declared", lambda at: same_size(at / "project/app/__init__.py")),
    "a new module": ("declared", lambda at: write(at, {"project/app/new.py": "import open_file\n"})),
    "a new package below": ("hatch", lambda at: write(at, {"project/src/app/plain/deep/__init__.py": "import dep\n"})),
    "a module gone": ("setuptools", lambda at: (at / "project/app/inner/__init__.py").unlink()),
    "a package of a folder": ("folder", lambda at: write(at, {"project/package/__init__.py": "import dep.core"})),
    "metadata": ("declared", lambda at: write(at, {"project/pyproject.toml": "[project]\nname = 'app'\n"})),
    "configuration": (
        "declared",
        lambda at: write(at, {"project/pyproject.toml": "[project]\nname='app'\n[tool.vendorize]\nexternal=['dep']\n"}),
    ),
    "a list of requirements that is included": ("listed", lambda at: write(at, {"project/more/base.txt": "other\n"})),
    "a list of requirements that is not there yet": (
        "listed",
        lambda at: write(at, {"project/requirements.in": "other\n"}),
    ),
    "a project around it": ("script", lambda at: write(at, {"project/below/__init__.py": "import open_file\n"})),
    "a module that hides an installed one": ("script", lambda at: write(at, {"project/dep.py": ""})),
    "a file of settings": ("declared", lambda at: write(at, {"project/app/settings.json": '{"a": "dep.core.unused"}'})),
    "one more file of settings": ("declared", lambda at: write(at, {"project/app/more.json": '{"a": "dep.core"}'})),
    "installed code": ("declared", lambda at: write(at, {"site/dep/core.py": "def used():\n    pass\n"})),
    "installed code that nothing reaches": ("folder", lambda at: write(at, {"site/loose/__init__.py": "x = 1\n" * 9})),
    "size of installed data": ("declared", lambda at: write(at, {"site/dep/data/names.json": "{}"})),
    "a listed file that was missing": ("declared", lambda at: write(at, {"site/dep/gone/away.py": "x = 1\n"})),
    "a program": ("declared", lambda at: write(at, {"bin/dep": "\x7fELF"})),
    "one more distribution": (
        "declared",
        lambda at: write(at, {"site/new-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: new\nVersion: 1\n"}),
    ),
    "a distribution that lists nothing any more": (
        "declared",
        lambda at: (at / "site/dep-1.dist-info/RECORD").unlink(),
    ),
    "where a link leads": ("folder", lambda at: link(at / "project/linked.py", "one.py")),
    "a half changed project": ("declared", lambda at: write(at, {"project/.vendorize-run/journal.json": "{}"})),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_is_noticed(change: str, tmp_path: Path) -> None:
    kind, act = CHANGES[change]
    request, ask = make(tmp_path, kind), Asked()
    if kind == "folder":
        link(tmp_path / "project/linked.py", "two.py")
    ask(request)
    ask(request)
    assert ask.made == 1
    act(tmp_path)
    try:
        fresh = plain(workflow.analyze(replace(request, options=replace(request.options, use_cache=False))))
    except Exception as error:  # noqa: BLE001 - the same error must come again
        with pytest.raises(type(error)):
            ask(request)
    else:
        assert ask(request) == fresh
    assert ask.made == 2


def test_a_project_above_the_folder_is_noticed(tmp_path: Path) -> None:
    request, ask = make(tmp_path, "folder"), Asked()
    ask(request)
    write(tmp_path, {"pyproject.toml": '[project]\nname = "above"\n[tool.setuptools]\npackages = ["project"]\n'})
    assert ask(request).root == tmp_path
    assert ask.made == 2


@pytest.mark.parametrize("name", ["PYTHONPATH", "ANY"])
def test_variables_count(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    request, ask = make(tmp_path, "declared"), Asked()
    ask(request)
    monkeypatch.setenv(name, str(tmp_path))
    ask(request)
    assert ask.made == 2


def test_options_count_and_the_number_of_processes_does_not(tmp_path: Path) -> None:
    request, ask = make(tmp_path, "declared"), Asked()
    ask(request)
    ask(replace(request, options=replace(request.options, jobs=2)))
    assert ask.made == 1
    ask(replace(request, options=replace(request.options, external=frozenset({"dep"}))))
    ask(replace(request, kept_symbols=True))
    assert ask.made == 3


def test_what_has_just_changed_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    request, ask = make(tmp_path, "declared"), Asked()
    ask(request)
    ask(request)
    assert ask.made == 2


def test_what_is_written_beside_the_code_changes_nothing(tmp_path: Path) -> None:
    request, ask = make(tmp_path, "declared"), Asked()
    request = replace(request, options=replace(request.options, cache_dir=tmp_path / "project/.cache"))
    ask(request)
    write(tmp_path / "project", {"report.json": "{}", ".git/index": "", "app/__pycache__/x.cpython-311.pyc": ""})
    ask(request)
    write(tmp_path / "project", {"report.json": "{ }", ".git/index.lock": "", "app/__pycache__/y.cpython-311.pyc": ""})
    ask(request)
    assert ask.made == 2


def test_without_a_cache_nothing_is_remembered(tmp_path: Path) -> None:
    request, ask = make(tmp_path, "declared"), Asked()
    request = replace(request, options=replace(request.options, use_cache=False))
    ask(request)
    ask(request)
    assert ask.made == 2


HARMLESS: dict[str, tuple[str, str]] = {
    "a comment": ("import dep\n\ndep.used()\n", "import dep\n\n# more\ndep.used()\n"),
    "a function of its own": ("", "\n\ndef fresh(value):\n    return [value, str(value)]\n"),
    "nothing but the time": ("", ""),
}
TELLING: dict[str, tuple[str, str]] = {
    "a function that uses more": ("", "\n\ndef fresh():\n    return dep.core.unused\n"),
    "a function whose name data has": ("", "\n\ndef handler(value):\n    return value\n"),
    "another place": ("import dep\n", "\nimport dep\n"),
    "a folder to search": ("", "\n\nimport sys\nsys.path.append('tools')\n"),
    "a function that lists functions": ("", "\n\ndef fresh():\n    return dir()\n"),
}


def edit(path: Path, change: tuple[str, str]) -> None:
    """Edit a module; what replaces nothing is appended."""
    old, new = change
    text = path.read_text(encoding="utf-8")
    write(path.parent, {path.name: text.replace(old, new, 1) if old else f"{text}{new}"})


@pytest.mark.parametrize("change", HARMLESS)
def test_an_edit_that_adds_nothing_costs_no_analysis(change: str, tmp_path: Path) -> None:
    request, ask = make(tmp_path, "declared"), Asked()
    ask(request)
    module = tmp_path / "project/app/__init__.py"
    old, new = HARMLESS[change]
    for number in range(2):
        edit(module, (old, new.replace("fresh", f"fresh_{number}")))
        found = ask(request)
        assert found == plain(workflow.analyze(replace(request, options=replace(request.options, use_cache=False))))
        assert ask(request) == found
    assert ask.made == 1


@pytest.mark.parametrize("change", TELLING)
def test_an_edit_that_may_add_something_is_noticed(change: str, tmp_path: Path) -> None:
    request, ask = make(tmp_path, "declared"), Asked()
    ask(request)
    edit(tmp_path / "project/app/__init__.py", TELLING[change])
    found = ask(request)
    assert ask.made == 2
    assert found == plain(workflow.analyze(replace(request, options=replace(request.options, use_cache=False))))


def test_a_file_in_the_place_of_another_is_an_edit(tmp_path: Path) -> None:
    request, ask = make(tmp_path, "declared"), Asked()
    ask(request)
    module = tmp_path / "project/app/__init__.py"
    beside = module.with_name("new")
    beside.write_text(f"{module.read_text(encoding='utf-8')}# more\n", encoding="utf-8")
    beside.replace(module)
    ask(request)
    assert ask.made == 1


def test_what_is_read_for_more_than_its_facts_counts_as_it_is(tmp_path: Path) -> None:
    request, ask = make(tmp_path, "setuptools"), Asked()
    ask(request)
    edit(tmp_path / "project/app/__init__.py", ("", "# more\n"))
    ask(request)
    assert ask.made == 2
