from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from vendorize.model.findings import KINDS, Checked, Finding
from vendorize.report.findings import findings_object, github, render
from vendorize.report.sarif import sarif_object

BASE = Path("/src")
SCHEMA = Path(__file__).parent / "schemas/sarif-2.1.0-rtm.5.json"
CHECKED = Checked(
    findings=(
        *(Finding(BASE / f"app/{code}, 100%:ä.py", 3, code, code.lower(), f"said\nof {code}") for code in KINDS),
        Finding(Path("/elsewhere/x y.py"), 1, "VZ804", "x", "changed"),
    ),
    files=4,
    distributions=2,
    notes=("dep 1.0 is not installed here",),
    accepted=1,
)


def validator() -> Draft4Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft4Validator.check_schema(schema)
    return Draft4Validator(schema)


def sarif(checked: Checked) -> dict[str, Any]:
    return json.loads(json.dumps(sarif_object(checked, base=BASE, version="1.0")))  # type: ignore[no-any-return]


@pytest.mark.parametrize("checked", [CHECKED, Checked((), 0, 0)])
def test_sarif_is_valid_by_its_schema(checked: Checked) -> None:
    assert list(validator().iter_errors(sarif(checked))) == []


def test_the_schema_refuses_what_is_no_sarif() -> None:
    broken = sarif(CHECKED)
    broken["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    del broken["runs"][0]["results"][1]["message"]
    assert len(list(validator().iter_errors(broken))) == 2


def test_sarif_points_at_files_as_seen_from_the_folder() -> None:
    results = sarif(CHECKED)["runs"][0]["results"]
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"] for one in results]
    assert places[0] == {"uri": "app/VZ801%2C%20100%25%3A%C3%A4.py", "uriBaseId": "SRCROOT"}
    assert places[-1] == {"uri": "file:///elsewhere/x%20y.py"}
    rules = sarif(CHECKED)["runs"][0]["tool"]["driver"]["rules"]
    assert [rules[one["ruleIndex"]]["id"] for one in results] == [one.code for one in CHECKED.findings]


def test_a_fingerprint_outlives_a_line() -> None:
    first = sarif(Checked((Finding(BASE / "a.py", 1, "VZ801", "a.py", "m"),), 1, 1))
    moved = sarif(Checked((Finding(BASE / "a.py", 9, "VZ801", "a.py", "m"),), 1, 1))
    assert [log["runs"][0]["results"][0]["partialFingerprints"] for log in (first, moved)] == 2 * [
        first["runs"][0]["results"][0]["partialFingerprints"]
    ]


def test_text_gives_file_line_code_and_remedy() -> None:
    text = render(Checked(CHECKED.findings[-1:], 1, 1), base=BASE)
    assert text.splitlines() == [
        "/elsewhere/x y.py:1: VZ804 changed",
        f"    {KINDS['VZ804'].remedy}",
        "1 finding: compared 1 written file and 1 distribution",
    ]


def test_commands_of_workflows_are_escaped() -> None:
    line = github(CHECKED, base=BASE).splitlines()[0]
    assert line.startswith("::error file=app/VZ801%2C 100%25%3Aä.py,line=3,title=VZ801 written file edited::said%0Aof")


def test_json_has_every_field() -> None:
    found = findings_object(CHECKED, base=BASE)
    assert (found["schema"], found["accepted"], found["files"], found["distributions"]) == (1, 1, 4, 2)
    assert found["findings"][-1] == {
        "code": "VZ804",
        "title": "input changed",
        "path": "/elsewhere/x y.py",
        "line": 1,
        "about": "x",
        "message": "changed",
        "remedy": KINDS["VZ804"].remedy,
    }
