"""Hazards at their lines, for code scanning services and pull requests."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.unit.report.samples import distribution, report
from tests.unit.report.test_findings import validator
from vendorize.model.report import Report, ReportedHazard
from vendorize.report.hazardforms import github, sarif_object
from vendorize_analysis.model.hazards import DESCRIPTIONS

BASE = Path("/src")
OWN = ReportedHazard("app/ü %:x.py", 4, "VZ101", "imports\n::error::a computed name")
FILE = ReportedHazard("dep/a b.py", 0, "VZ101", "cannot be read")
LINE = ReportedHazard("dep/b.py", 7, "VZ201", "asks for a computed name")
AGAIN = ReportedHazard("dep/c.py", 8, "VZ201", "again")


def sample(root: Path = BASE) -> Report:
    made = report(distributions=(distribution("dep", hazards=(AGAIN, LINE, FILE)),), hazards=(OWN,))
    return replace(made, root=root)


def results(failing: tuple[str, ...] = (), root: Path = BASE) -> list[dict[str, Any]]:
    log = json.loads(json.dumps(sarif_object(sample(root), failing, base=BASE, version="1.0")))
    found: list[dict[str, Any]] = log["runs"][0]["results"]
    return found


@pytest.mark.parametrize("analysed", [sample(), report(distributions=())])
def test_hazards_in_sarif_are_valid_by_its_schema(analysed: Report) -> None:
    log = json.loads(json.dumps(sarif_object(analysed, ["VZ101"], base=BASE, version="1.0")))
    assert list(validator().iter_errors(log)) == []
    assert [rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]] == list(DESCRIPTIONS)


def test_own_files_start_from_the_sources_and_others_from_where_they_are_installed() -> None:
    places = [each["locations"][0]["physicalLocation"] for each in results()]
    assert places[0]["artifactLocation"] == {"uri": "app/%C3%BC%20%25%3Ax.py", "uriBaseId": "SRCROOT"}
    assert places[1] == {"artifactLocation": {"uri": "dep/a%20b.py", "uriBaseId": "INSTALLED"}}
    assert places[2]["region"] == {"startLine": 7}
    elsewhere = results(root=Path("/elsewhere"))[0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert elsewhere == {"uri": "file:///elsewhere/app/%C3%BC%20%25%3Ax.py"}


def test_what_ends_the_command_is_an_error() -> None:
    assert [each["level"] for each in results()] == ["warning", "note", "note", "note"]
    assert [each["level"] for each in results(("VZ201",))] == ["warning", "note", "error", "error"]


def test_github_shows_own_lines_and_one_annotation_for_each_code_of_a_distribution() -> None:
    lines = github(sample(), ["VZ201"], base=BASE).splitlines()
    assert lines[0].startswith("::warning file=app/ü %25%3Ax.py,line=4,title=VZ101 ")
    assert lines[1].startswith("::notice title=VZ101 ")
    assert lines[2].startswith("::error title=VZ201 ")
    assert lines[2].endswith("(dep/b.py:7, and 1 more)")
    assert lines[3].startswith("4 hazards; ")
    assert len(lines) == 4


def test_copies_in_the_project_are_noted_as_dependencies_are() -> None:
    copies = tuple(ReportedHazard(f"app/_own/{name}.py", 1, "VZ101", "imports") for name in "ab")
    found = replace(sample(), hazards=(OWN, *copies), vendored=("app/_own",))
    log = sarif_object(found, [], base=BASE, version="1.0")
    assert [each["level"] for each in log["runs"][0]["results"][:3]] == ["warning", "note", "note"]
    uris = [each["locations"][0]["physicalLocation"]["artifactLocation"] for each in log["runs"][0]["results"][1:3]]
    assert uris[0] == {"uri": "app/_own/a.py", "uriBaseId": "SRCROOT"}
    lines = github(found, [], base=BASE).splitlines()
    assert [line.partition(" ")[0] for line in lines[:2]] == ["::warning", "::notice"]
    assert "(app/_own/a.py:1, and 1 more)" in lines[1]
    assert github(found, ["VZ101"], base=BASE).splitlines()[1].startswith("::error")
