from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.unit.planning.projects import analysis_of
from vendorize.model.report import Counts
from vendorize.planning import measure, plan

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.report import DistributionReport

SOURCE = """\
import subprocess

def used():
    return eval("1")


class A:
    def gone(self):
        def inner(): pass


def lost():
    subprocess.run([])
"""
FILES = {"app.py": "import dep\ndep.used()\ndep.A\n", "dep/__init__.py": SOURCE, "dep/b.py": "def f(): pass\n"}


def report_of(root: Path, **boundaries: object) -> DistributionReport:
    analysis = analysis_of(root, FILES, **boundaries)
    report = measure(analysis, plan(analysis, layout="site"), kept_symbols=True)
    (found,) = report.distributions
    return found


def test_figures_count_what_stays(tmp_path: Path) -> None:
    found = report_of(tmp_path)
    assert found.modules == Counts(2, 1)
    assert found.functions == Counts(5, 1)
    assert found.lines == Counts(14, 9)
    size = len(SOURCE) + len(FILES["dep/b.py"])
    gone = sum(len(line) + 1 for number, line in enumerate(SOURCE.splitlines(), 1) if number in {8, 9, 12, 13})
    assert found.bytes == Counts(size, len(SOURCE) - gone)


def test_kept_symbols_are_listed(tmp_path: Path) -> None:
    assert report_of(tmp_path).kept == ("dep:A", "dep:used")


def test_hazards_and_capabilities_are_those_of_live_code(tmp_path: Path) -> None:
    found = report_of(tmp_path)
    assert [(hazard.code, hazard.path, hazard.line) for hazard in found.hazards] == [("VZ301", "dep/__init__.py", 4)]
    assert found.used_symbols == ("dep.A", "dep.used")
    assert found.capabilities == ("dynamic-code",)
    assert found.capabilities_before == ("subprocess", "dynamic-code")


def test_a_name_that_is_only_possible_is_no_used_symbol(tmp_path: Path) -> None:
    app = "import dep\ndep.used()\n\ndef ask(thing):\n    return thing.lost()\n\nask(dep)\n"
    analysis = analysis_of(tmp_path, {**FILES, "app.py": app})
    (found,) = measure(analysis, plan(analysis, layout="site"), kept_symbols=True).distributions
    assert "dep:lost" in found.kept
    assert found.used_symbols == ("dep.used",)


def test_own_hazards_are_named_from_the_root_of_the_project(tmp_path: Path) -> None:
    source = tmp_path / "src"
    analysis = analysis_of(source, {**FILES, "app.py": "import dep\neval(dep.A)\n"})
    report = measure(replace(analysis, project=replace(analysis.project, root=tmp_path)), plan(analysis, layout="site"))
    assert [hazard.place for hazard in report.hazards] == ["src/app.py:2"]


@pytest.mark.parametrize(
    ("boundaries", "functions", "kept"),
    [
        ({"external": frozenset({"dep"})}, Counts(5, 5), Counts(2, 2)),
        ({"whole_modules": frozenset({"dep"})}, Counts(5, 4), Counts(2, 1)),
    ],
)
def test_what_is_kept_whole_counts_whole(
    boundaries: dict[str, object], functions: Counts, kept: Counts, tmp_path: Path
) -> None:
    found = report_of(tmp_path, **boundaries)
    assert (found.functions, found.modules) == (functions, kept)
