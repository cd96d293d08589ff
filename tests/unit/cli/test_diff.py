from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.unit.report.samples import TOTALS, distribution, report
from vendorize.model.report import Before, CapabilityChange, Counts, ReportedHazard
from vendorize.report.json import dump, report_object

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Call = Callable[..., Result]

ABLE = CapabilityChange("subprocess", Before(1, 1), Before(1, 1))
HAZARD = ReportedHazard("src/app.py", 7, "VZ301", "exec: of 100%\nof it")


@pytest.fixture
def pair(tmp_path: Path) -> tuple[str, str]:
    old = report(distributions=(distribution("a"), distribution("gone"), distribution("same")))
    totals = replace(TOTALS, functions=Before(1500, 470), bytes=Before(4_000_000, 1_490_000))
    new = report(
        distributions=(
            distribution("a", version="2.0", functions=Counts(322, 173), capabilities=("subprocess",)),
            distribution("same"),
            distribution("b|<x>", direct=False, used_symbols=("b.x",)),
        ),
        totals=totals,
        capabilities=(ABLE,),
        hazards=(HAZARD, replace(HAZARD, line=9)),
    )
    for name, one in (("old", old), ("new", new)):
        (tmp_path / name).write_text(dump(report_object(one)), encoding="utf-8")
    return str(tmp_path / "old"), str(tmp_path / "new")


def test_what_a_change_costs(call: Call, pair: tuple[str, str]) -> None:
    shown = call("diff", *pair)
    assert shown.exit_code == 0
    assert [line.split() for line in shown.stdout.splitlines()[3:5]] == [
        ["functions", "420", "470", "+50"],
        ["lines", "9,000", "9,000", "0"],
    ]
    assert "+500 kB" in shown.stdout
    assert "changed  a 1.0 → 2.0 (direct, extract)" in shown.stdout
    assert "can now use subprocess" in shown.stdout
    assert "removed  gone 1.0" in shown.stdout
    assert "same 1.0" not in shown.stdout
    assert "new hazard: VZ301 src/app.py:7: exec: of 100%?of it, 2 times" in shown.stdout


def test_a_report_is_the_same_as_itself(call: Call, pair: tuple[str, str]) -> None:
    assert call("diff", pair[0], pair[0]).stdout == "Nothing changes for the dependencies.\n"
    assert json.loads(call("diff", pair[1], pair[1], "--output-format", "json").stdout)["same"]


@pytest.mark.parametrize(
    ("budget", "code"),
    [
        ("functions=50", 0), ("functions=49", 1), ("bytes=500kB", 0), ("bytes=0.4MB", 2), ("bytes=499kB", 1),
        ("capabilities=0", 1), ("hazards=1", 1), ("hazards=2", 0), ("distributions=0", 0), ("functions=1kB", 2),
        ("function=1", 2), ("bytes", 2), ("bytes=-1", 2), ("bytes=²", 2),
    ],
)  # fmt: skip
def test_budgets(call: Call, pair: tuple[str, str], budget: str, code: int) -> None:
    for form in ("text", "json", "markdown", "github"):
        shown = call("diff", *pair, "--budget", budget, "--output-format", form)
        assert shown.exit_code == code
        assert ("finding: " in shown.stderr) == (code == 1)


def test_a_mistyped_figure_is_corrected(call: Call, pair: tuple[str, str]) -> None:
    assert "did you mean functions?" in call("diff", *pair, "--budget", "function=1").stderr


def test_markdown_is_a_comment_that_shows_names_as_they_are(call: Call, pair: tuple[str, str]) -> None:
    shown = call("diff", *pair, "--output-format", "markdown", "--budget", "functions=1").stdout
    assert "**0 distributions, +50 functions, +500 kB after extraction**" in shown
    assert "- budget passed: functions grow by 50, more than 1" in shown
    assert "<x>" not in shown


def test_annotations_stand_at_lines_of_the_projects_own_code(call: Call, pair: tuple[str, str]) -> None:
    lines = call("diff", *pair, "--output-format", "github", "--budget", "functions=1").stdout.splitlines()
    assert lines[0] == "::error title=budget passed::functions grow by 50, more than 1"
    assert lines[1].startswith("::warning file=src/app.py,line=7,title=new hazard VZ301::new hazard: VZ301")
    assert "100%25%0Aof it" in lines[1]
    assert lines[-1].startswith("::notice title=dependencies::")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no JSON"), ("{", "1: no JSON"), ("[]", "schema is not there"), ('{"schema": 9}', "schema 9"),
        ('{"schema": true}', "schema is not there"), ('{"schema": 1}', "totals.capabilities is not there"),
        ('{"schema": 1, "distributions": [3]}', "totals.capabilities is not there"), ("[" * 100_000, "no JSON"),
    ],
)  # fmt: skip
def test_what_is_no_report_is_an_error_with_its_remedy(
    call: Call, pair: tuple[str, str], tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "bad").write_text(text, encoding="utf-8")
    shown = call("diff", str(tmp_path / "bad"), pair[1])
    assert shown.exit_code == 2
    assert said in shown.stderr
    assert "hint: make it with `vendorize analyze" in shown.stderr
