"""Every trap behaves the same after extraction, in every layout, with the original libraries gone."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from tests.traps.owned import try_owned
from tests.traps.runner import LAYOUTS, STRIPPED, WITHOUT_TEXT, read_traps, traps_by_name, try_trap

if TYPE_CHECKING:
    from pathlib import Path

# Every vendored file begins with a line that says where it is from, so the lines below it count one more.
DOCUMENTED_DIFFERENCES: dict[tuple[str, str], str] = {
    ("d06_traceback_names", layout): 'deep.py 3 boom raise ValueError("x")\n' for layout in LAYOUTS
}
"""What a trap of policy `identity` prints in a layout where the documentation says that it changes."""
FOUND_BY_PATH = (
    *("g06", "p10", "p12", "p13", "p14", "p15", "p16", "p17", "pk04", "pk06", "pk07", "pk08", "pk09", "pk10", "pk11"),
    *("pk14", "w10", "r04", "q01", "q02", "q03", "q04", "q06", "q08", "q09"),
)
"""Beginnings of the names of traps where files are found by their path, whoever they belong to."""


OF_AN_OPTION = ("df", "ho", "st")
"""Beginnings of the names of traps that are tried with an option: without it they can wait for CI."""


def _slow_where(name: str, *beginnings: str) -> object:
    return pytest.param(name, marks=pytest.mark.slow) if name.startswith(beginnings) else name


@pytest.mark.parametrize("layout", [_slow_where(one, "file") for one in LAYOUTS])
@pytest.mark.parametrize("name", [_slow_where(one, *OF_AN_OPTION) for one in sorted(traps_by_name())])
def test_a_trap_does_the_same_after_extraction(name: str, layout: str, tmp_path: Path) -> None:
    outcome = try_trap(name, layout, tmp_path)
    if outcome.status == "skipped" and outcome.tool.code:
        pytest.skip("needs a distribution that one file cannot hold")
    if outcome.status == "skipped":
        pytest.skip(f"written in the syntax of a Python newer than {sys.version_info[0]}.{sys.version_info[1]}")
    assert (outcome.expected.code, bool(outcome.expected.stdout)) == (0, True), outcome.expected.stderr
    assert outcome.tool.code == 0, outcome.tool.stdout + outcome.tool.stderr
    wanted = DOCUMENTED_DIFFERENCES.get((name, layout), outcome.expected.stdout)
    assert (outcome.got.code, outcome.got.stdout) == (0, wanted), outcome.got.stderr
    shutil.rmtree(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(traps_by_name()))
def test_a_trap_does_the_same_where_values_decide(name: str, tmp_path: Path) -> None:
    outcome = try_trap(name, "site", tmp_path, options=("--precision", "values"))
    wanted = DOCUMENTED_DIFFERENCES.get((name, "site"), outcome.expected.stdout)
    if outcome.status != "skipped":
        assert (outcome.got.code, outcome.got.stdout) == (0, wanted), outcome.tool.stderr + outcome.got.stderr
    shutil.rmtree(tmp_path)


@pytest.mark.parametrize("layout", ["site", pytest.param("package", marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", sorted(name for name in traps_by_name() if name.startswith("df")))
def test_a_trap_does_the_same_with_imports_that_wait(name: str, layout: str, tmp_path: Path) -> None:
    outcome = try_trap(name, layout, tmp_path, options=("--defer-imports",))
    assert outcome.status == "same", outcome.tool.stderr + outcome.got.stdout + outcome.got.stderr
    shutil.rmtree(tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        name if name.startswith("ho") else pytest.param(name, marks=pytest.mark.release)
        for name in sorted(traps_by_name())
    ],
)
def test_a_trap_does_the_same_with_modules_that_share_a_scope(name: str, tmp_path: Path) -> None:
    outcome = try_trap(name, "file", tmp_path, options=("--hoist", "safe"))
    wanted = DOCUMENTED_DIFFERENCES.get((name, "file"), outcome.expected.stdout)
    if outcome.status != "skipped":
        assert (outcome.got.code, outcome.got.stdout) == (0, wanted), outcome.tool.stderr + outcome.got.stderr
    shutil.rmtree(tmp_path)


@pytest.mark.parametrize("layout", ["site", pytest.param("package", marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "name",
    [
        name if name.startswith("st") else pytest.param(name, marks=pytest.mark.release)
        for name in sorted(traps_by_name())
    ],
)
def test_a_trap_does_the_same_without_text_that_does_not_run(name: str, layout: str, tmp_path: Path) -> None:
    outcome = try_trap(name, layout, tmp_path, options=STRIPPED)
    if outcome.status != "skipped":
        same = (outcome.got.code, outcome.got.stdout) == (0, outcome.expected.stdout)
        assert same is (name not in WITHOUT_TEXT), outcome.tool.stderr + outcome.got.stdout + outcome.got.stderr
        told = WITHOUT_TEXT.get(name, "").endswith("; told")
        assert not told or " reads " in outcome.tool.stderr
    shutil.rmtree(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("beginning", FOUND_BY_PATH)
def test_a_trap_does_the_same_where_its_libraries_are_cut_as_first_party_code(beginning: str, tmp_path: Path) -> None:
    name = next(name for name in sorted(traps_by_name()) if name.startswith(f"{beginning}_"))
    outcome = try_owned(name, "site", tmp_path)
    assert outcome.status == "same", outcome.tool.stderr + outcome.got.stderr
    shutil.rmtree(tmp_path)


def test_the_command_works_in_a_process_of_its_own(tmp_path: Path) -> None:
    outcome = try_trap("a01_name_collision", "site", tmp_path, child=True)
    assert outcome.status == "same", outcome.tool.stderr + outcome.got.stderr


def test_only_traps_about_identity_have_documented_differences() -> None:
    assert {traps_by_name()[name].policy for name, _ in DOCUMENTED_DIFFERENCES} <= {"identity"}


def test_there_are_traps_of_every_category() -> None:
    categories = {trap.category for trap in read_traps()}
    wanted = {"scope", "module-object", "import", "identity", "registry", "dynamic", "resource", "runtime"}
    assert categories == wanted | {"deferred"}
