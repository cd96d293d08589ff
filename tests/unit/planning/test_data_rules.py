"""Data files that go as a kind: those of tests, and what shells read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.planning.projects import analysis_of
from vendorize.model.settings import DataRules
from vendorize.planning import plan, with_data_rules
from vendorize.planning.file_kinds import KINDS

if TYPE_CHECKING:
    from pathlib import Path

READER = "import pathlib\nhere = pathlib.Path(__file__).parent\ndef f(name):\n    return (here / name).read_text()\n"
DATA = {"dep/tests/data/a.csv": "1", "dep/sub/test/b.csv": "1", "dep/contest/c.csv": "1"}


def left(folder: Path, code: str, *keep: str, more: str = "") -> set[str]:
    files = {"app/__init__.py": f"import dep\ndep.f('x')\n{more}", "dep/__init__.py": READER + code}
    files |= {"dep/tests/__init__.py": "", "dep/tests/case.py": "x = 1\n"}
    analysis = analysis_of(folder, files, DATA)
    found = with_data_rules(analysis, plan(analysis, layout="site"), DataRules(keep=keep))
    (dep,) = found.distributions
    assert {one.kind for one in dep.dropped} <= {"files of tests"}
    return {file.relative for file in dep.data}


def test_files_in_folders_of_tests_go_where_nothing_names_or_lists_them(tmp_path: Path) -> None:
    assert left(tmp_path, "") == {"dep/contest/c.csv"}


@pytest.mark.parametrize("code", ["x = 'tests/data'\n", "y = [*here.rglob('*')]\n", "z = '**/*.csv'\n"])
def test_they_stay_where_code_that_runs_may_come_upon_them(tmp_path: Path, code: str) -> None:
    assert left(tmp_path, code) == set(DATA)


def test_they_stay_where_a_module_runs_from_there_or_a_rule_keeps_them(tmp_path: Path) -> None:
    stay = {"dep/contest/c.csv", "dep/tests/data/a.csv"}
    assert left(tmp_path, "from dep.tests import case\n") >= stay
    assert left(tmp_path, "", "dep/tests/**") == stay


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("share/man/man1/tool.1", "manual pages"),
        ("share/doc/tool/index.html", "manual pages"),
        ("share/bash-completion/completions/tool", "shell completions"),
        ("share/zsh/site-functions/_tool", "shell completions"),
        ("share/fish/vendor_completions.d/tool.fish", "shell completions"),
        ("dep/locale/de/LC_MESSAGES/dep.po", "sources of messages"),
        ("dep/locale/de/LC_MESSAGES/dep.mo", ""),
        ("share/tool/data.txt", ""),
    ],
)
def test_what_people_and_shells_read_is_a_kind(path: str, kind: str) -> None:
    assert next((one.name for one in KINDS if one.covers(path)), "") == kind
