"""The public API is that of its page, the hooks are commands that exist, and JSON is as its schemas say."""

from __future__ import annotations

import inspect
import os
import re
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from click.testing import CliRunner

from vendorize.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/api.md"
PUBLIC = {
    "vendorize_analysis": ["analyze"],
    "vendorize_analysis.errors": ["UserError"],
    "vendorize_analysis.model.events": ["Listener"],
    "vendorize_analysis.model.options": ["AnalysisOptions", "KeepRule"],
    "vendorize.workflow": ["analyze", "why", "why_capable", "graph", "extract", "take_back", "verify"],
    "vendorize.planning.advising": ["advise"],
    "vendorize.model.request": ["Request", "VerifyOptions", "Repair"],
    "vendorize.model.advice": ["Advice", "Gain", "KnownAdvisory", "Usage"],
    "vendorize.model.report": [
        "Report", "DistributionReport", "Totals", "Counts", "Before", "ReportedHazard", "CapabilityChange", "Cost",
        "AbsentImport", "Explanation", "Step", "Extraction", "ExtractedDistribution",
    ],
    "vendorize.model.takenback": ["TakenBack"],
    "vendorize.model.verdict": ["Verdict", "Difference", "Leak", "Flaky", "RunRecord", "TestOutcome"],
}  # fmt: skip


def described() -> Iterator[str]:
    for module, names in PUBLIC.items():
        yield f"{module}:"
        for name in names:
            yield from (f"  {line}" for line in description(name, getattr(import_module(module), name)))


def description(name: str, found: object) -> list[str]:
    if is_dataclass(found):
        return [f"{name}:", *(f"  {one.name}: {one.type}" for one in fields(found))]
    if inspect.isclass(found):
        public = [each for each in vars(found) if not each.startswith("_") and callable(getattr(found, each))]
        return [
            f"{name}{signature(found) if not public else ''}",
            *(f"  {each}{signature(getattr(found, each))}" for each in public),
        ]
    return [f"{name}{signature(found)}"]


def signature(found: object) -> str:
    assert callable(found)
    return re.sub(r"\bself, |\bself\b", "", str(inspect.signature(found)))


def test_the_public_api_is_that_of_its_page() -> None:
    text, block = PAGE.read_text(encoding="utf-8"), "\n".join(described())
    pattern = re.compile(r"(<!-- api -->\n```text\n)(.*?)(```\n<!-- /api -->)", re.DOTALL)
    if os.environ.get("UPDATE_CASES") == "1":
        text = pattern.sub(lambda found: f"{found[1]}{block}\n{found[3]}", text)
        PAGE.write_text(text, encoding="utf-8")
    shown = pattern.search(text)
    assert shown is not None
    assert shown[2].rstrip("\n") == block


def test_everything_public_is_documented_and_typed() -> None:
    for module, names in PUBLIC.items():
        for name in names:
            found = getattr(import_module(module), name)
            assert inspect.getdoc(found), name
            if inspect.isfunction(found):
                parameters = inspect.signature(found)
                assert parameters.return_annotation is not inspect.Parameter.empty
                assert all(one.annotation is not one.empty for one in parameters.parameters.values())


def test_other_names_of_the_analysis_are_errors() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        _ = import_module("vendorize_analysis").nothing


def test_hooks_of_pre_commit_are_commands_that_can_be_called() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in hooks] == ["vendorize-check", "vendorize-analyze", "vendorize-verify"]
    for hook in hooks:
        program, *arguments = hook["entry"].split()
        assert program == "vendorize"
        assert CliRunner().invoke(main, [*arguments, "--help"]).exit_code == 0
        assert {"name", "description", "language"} <= hook.keys()
        assert hook["pass_filenames"] is False
