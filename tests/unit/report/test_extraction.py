from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.report.samples import extraction
from vendorize.model.cold import ColdCode, ColdPolicy
from vendorize.report.extraction import extraction_object, render
from vendorize.report.look import Look


def test_a_line_for_each_distribution_and_a_summary() -> None:
    lines = render(extraction(), Look()).splitlines()
    assert lines[0].split() == [
        "requests",
        "2.31.0",
        "extract",
        "210",
        "kB",
        "→",
        "98",
        "kB",
        "███████░░░░░░░░░",
        "47%",
    ]
    assert "Wrote 2 files to build (layout site)." in lines
    assert lines[-1] == "Next: vendorize verify --result build"


@pytest.mark.parametrize("look", [Look(), Look(width=66), Look(unicode=False), Look(width=120)])
def test_a_long_name_never_costs_the_figures(look: Look) -> None:
    (first, *_) = extraction().distributions
    long = replace(first, name="jsonschema-specifications", version="2025.9.1")
    line = render(extraction(distributions=(long,)), look).splitlines()[0]
    assert line.endswith(" 47%")
    assert len(line) <= look.width


def test_a_dry_run_does_not_claim_to_have_written() -> None:
    text = render(extraction(dry_run=True), Look())
    assert "Would write 2 files" in text
    assert "Next:" not in text
    assert not extraction_object(extraction(dry_run=True))["written"]


def test_warnings_are_for_standard_error_alone() -> None:
    assert "no fallback" not in render(extraction(warnings=("no fallback",)), Look())


@pytest.mark.parametrize(
    ("policies", "said"),
    [
        ({"load": 2_000}, ", 2.0 kB of that cold."),
        ({"deny": 3_000}, ", 3.0 kB of that denied and not there."),
        ({"warn": 2_000, "deny": 3_000}, ", 2.0 kB of that cold, 3.0 kB of that denied and not there."),
    ],
)
def test_denied_code_is_not_told_as_if_it_could_come_back(policies: dict[ColdPolicy, int], said: str) -> None:
    cold = tuple(ColdCode("requests", policy, 0, 1, 1, size, 1, ()) for policy, size in policies.items())
    assert said in " ".join(render(extraction(cold=cold), Look()).split())


def test_files_are_listed_when_all_is_asked_for() -> None:
    assert "  a.py\n  main.py\n" in render(extraction(), Look(verbose=True))


def test_a_project_without_dependencies_has_a_summary_only() -> None:
    assert render(extraction(distributions=()), Look()).startswith("Wrote 2 files")


def test_json_has_totals_before_and_after() -> None:
    answer = extraction_object(extraction())
    assert (answer["schema"], answer["out"], answer["layout"]) == (1, Path("build").resolve().as_posix(), "site")
    assert answer["distributions"][0]["functions"] == {"total": 322, "after": 123}
    assert answer["totals"]["bytes"] == {"total": 3_100_000, "kept": 990_000, "after": 990_000}
