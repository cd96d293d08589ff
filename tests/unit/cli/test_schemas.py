"""What commands print as JSON is what the published schemas say, and they say all of it."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from tests.unit.report.samples import different_verdict, distribution, report
from tests.unit.report.test_findings import BASE, CHECKED
from vendorize.model.ability import Ability, Way
from vendorize.model.report import AbsentImport, Before, CapabilityChange, Cost, Explanation, ReportedHazard, Step
from vendorize.report.ability import ability_object
from vendorize.report.findings import findings_object
from vendorize.report.json import dump
from vendorize.report.verdict import record_object

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.testing import Result

    from tests.unit.cli.fakes import FakeWorkflow

    Call = Callable[..., Result]

FOLDER = Path(__file__).parents[3] / "vendorize/report/schemas"
STEP = Step("a.b", "a.py", 3, "reference", certain=True)


def schema_of(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    return found


def strict(schema: object) -> object:
    """Return a schema that refuses fields which it does not describe."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {"additionalProperties": False} if isinstance(schema.get("properties"), dict) and "type" in schema else {}
    return {**{key: strict(value) for key, value in schema.items()}, **closed}


@pytest.fixture
def answers(call: Call, workflow: FakeWorkflow, tmp_path: Path) -> dict[str, Any]:
    cost = Cost(1, 2, 3)
    hazard = ReportedHazard("a.py", 0, "VZ101", "m", cost)
    able = CapabilityChange("network", Before(1, 1), Before(2, 1))
    workflow.answers["analyze"] = report(
        distributions=(
            distribution(
                "a", kept=("a:b",), symbol_capabilities=(("a:b", ("network",)),), hazards=(hazard,),
                hazard_costs=(("VZ101", cost),),
            ),
            distribution("b", verdict="unused", used_symbols=()),
        ),
        capabilities=(able,), hazards=(hazard,), hazard_costs=(("VZ101", cost),), missing=("x>=1",),
        absent=(AbsentImport("y", "a.py", 1, caught=True),),
    )  # fmt: skip
    workflow.answers["why"] = Explanation(
        "a.b", kept=True, steps=(STEP,), edges=(STEP,), nearest=(STEP,), calls=(STEP,)
    )
    workflow.answers["verify"] = different_verdict()

    def printed(*arguments: str) -> object:
        return json.loads(call(*arguments, "--output-format", "json").stdout)

    analysed = json.loads(call("analyze", "--output-format", "json").stdout)
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(dump({**analysed, "distributions": [], "hazards": []}), encoding="utf-8")
    new.write_text(dump(analysed), encoding="utf-8")
    return {
        "analyze": analysed,
        "diff": printed("diff", str(old), str(new), "--budget", "hazards=0"),
        "extract": printed("extract", "--out", str(tmp_path / "out")),
        "verify": printed("verify"),
        "why": printed("why", "a.b"),
        "why-capability": ability_object(Ability("network", "m", "", (Way("a", (STEP,), (STEP,)),), ("b",))),
        "check": findings_object(CHECKED, base=BASE),
    }


def test_every_schema_is_one_and_is_listed() -> None:
    page = (FOLDER.parents[2] / "docs/schemas.md").read_text(encoding="utf-8")
    files = sorted(FOLDER.glob("*.json"))
    assert len(files) == 7
    for file in files:
        jsonschema.Draft202012Validator.check_schema(json.loads(file.read_text(encoding="utf-8")))
        assert f"schemas/{file.name})" in page


def test_answers_are_valid_and_described_in_full(answers: dict[str, Any]) -> None:
    assert sorted(answers) == sorted(file.name.removesuffix(".schema.json") for file in FOLDER.glob("*.json"))
    for name, answer in answers.items():
        jsonschema.validate(answer, schema_of(name))
        jsonschema.validate(answer, strict(schema_of(name)))
    jsonschema.validate(record_object(different_verdict()), strict(schema_of("verify")))


def places(answer: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """Yield the way to every value of an answer."""
    if path:
        yield path
    inner = answer.items() if isinstance(answer, dict) else enumerate(answer) if isinstance(answer, list) else ()
    for key, value in inner:
        yield from places(value, (*path, key))


@pytest.mark.slow
def test_a_value_of_another_type_is_never_valid(answers: dict[str, Any]) -> None:
    free = {"learned", "replay", "fuzz"}
    for name, answer in answers.items():
        validator = jsonschema.Draft202012Validator(schema_of(name))
        for path in places(answer):
            changed = copy.deepcopy(answer)
            holder = changed
            for key in path[:-1]:
                holder = holder[key]
            holder[path[-1]] = {"no": "such"} if not isinstance(holder[path[-1]], dict) else 3
            assert path[0] in free or not validator.is_valid(changed), (name, path)
