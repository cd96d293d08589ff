from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.unit.report.samples import TOTALS, distribution, report
from vendorize.model.advice import KnownAdvisory
from vendorize.model.report import Before, CapabilityChange, Counts, ReportedHazard
from vendorize.report.advice import known_objects
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


def written(file: Path, **changes: object) -> str:
    file.write_text(dump({**report_object(report()), **changes}), encoding="utf-8")
    return str(file)


OLD = KnownAdvisory("requests", "2.30", "CVE-1", "2.31", "of 100%\nof it")
NEW = KnownAdvisory("Requests", "2.31", "CVE-2", "", "")


@pytest.fixture
def known(tmp_path: Path) -> tuple[str, str]:
    both = OLD._replace(id="CVE-3")
    return (
        written(tmp_path / "old", advisories=known_objects((OLD, both))),
        written(tmp_path / "new", advisories=known_objects((NEW, both._replace(version="2.31")))),
    )


def test_advisories_are_compared_where_both_reports_have_them(call: Call, known: tuple[str, str]) -> None:
    shown = call("diff", *known).stdout
    assert "new advisory: CVE-2 (Requests 2.31)\n" in shown
    assert "advisory gone: CVE-1 (requests 2.30, fixed in 2.31): of 100%?of it\n" in shown
    assert "CVE-3" not in shown
    shift = json.loads(call("diff", *known, "--output-format", "json").stdout)
    assert shift["advisories"] == {"gained": [NEW._asdict()], "lost": [OLD._asdict()]}
    assert not shift["same"]
    assert "::warning title=advisories::new advisory: CVE-2" in call("diff", *known, "--output-format", "github").stdout
    assert "- new advisory: CVE-2" in call("diff", *known, "--output-format", "markdown").stdout
    assert call("diff", *known, "--budget", "advisories=0").exit_code == 1
    assert call("diff", *known, "--budget", "advisories=1").exit_code == 0
    same = json.loads(call("diff", known[0], known[0], "--output-format", "json").stdout)
    assert same["same"]


def test_advisories_of_one_report_are_not_compared_and_it_says_so(
    call: Call, known: tuple[str, str], tmp_path: Path
) -> None:
    without = written(tmp_path / "without", advisories=None)
    shown = call("diff", without, known[1])
    assert "CVE" not in shown.stdout
    assert "note: only NEW has advisories" in shown.stderr
    assert json.loads(call("diff", without, known[1], "--output-format", "json").stdout)["advisories"] is None
    refused = call("diff", without, known[1], "--budget", "advisories=0")
    assert refused.exit_code == 2
    assert "make both with" in refused.stderr
    assert call("diff", without, without).stderr == ""


def test_hazards_of_copies_in_the_project_are_not_annotated_as_its_own(call: Call, tmp_path: Path) -> None:
    old = written(tmp_path / "old", vendored=["src/_vendor"], hazards=[])
    copied = {"code": "VZ301", "path": "src/_vendor/dep.py", "line": 3, "message": "exec"}
    own = {**copied, "path": "src/_vendored.py"}
    new = written(tmp_path / "new", vendored=["src/_vendor"], hazards=[copied, own])
    lines = call("diff", old, new, "--output-format", "github").stdout.splitlines()
    assert [line.partition(",")[0] for line in lines[:2]] == [
        "::notice title=new hazard VZ301::new hazard: VZ301 src/_vendor/dep.py:3 (copies in src/_vendor): exec",
        "::warning file=src/_vendored.py",
    ]
    shown = json.loads(call("diff", old, new, "--output-format", "json").stdout)
    assert [each["vendored"] for each in shown["hazards"]] == ["src/_vendor", ""]
