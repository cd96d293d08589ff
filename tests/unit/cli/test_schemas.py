"""What commands print as JSON is what the published schemas say, and they say all of it."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import click
import jsonschema
import pytest

from tests.schemas import FOLDER, conform, names, schema_of
from tests.unit.cli.answers import STEP, sampled
from tests.unit.report.samples import different_verdict, distribution, report
from tests.unit.report.test_findings import BASE, CHECKED
from vendorize.cli.main import main
from vendorize.model.ability import Ability, Way
from vendorize.model.advice import KnownAdvisory
from vendorize.model.mechanism import Mechanism
from vendorize.model.report import AbsentImport, Before, CapabilityChange, Cost, Explanation, ReportedHazard
from vendorize.report.ability import ability_object
from vendorize.report.deferred import deferred_object
from vendorize.report.findings import findings_object
from vendorize.report.json import dump
from vendorize.report.verdict import record_object
from vendorize_analysis.model.deferral import Deferral

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result

    from tests.unit.cli.fakes import FakeWorkflow

    Call = Callable[..., Result]

STANDARDS = {"sbom", "provenance"}
"""Their JSON is that of CycloneDX, SPDX and in-toto, which others publish."""
FORMS = {
    "extract": ("extract", "extract-undo"),
    "rewrite": ("rewrite", "rewrite-suggest"),
    "why": ("why", "why-capability", "why-deferred"),
}
"""Commands that answer in more than one form."""


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
        absent=(AbsentImport("y", "a.py", 1, caught=True),), mechanisms=(Mechanism("import", 3, 2, 1),),
    )  # fmt: skip
    workflow.answers["why"] = Explanation(
        "a.b", kept=True, steps=(STEP,), edges=(STEP,), nearest=(STEP,), calls=(STEP,)
    )
    workflow.answers["verify"] = different_verdict()

    def printed(*arguments: str) -> object:
        done = call(*arguments, "--output-format", "json")
        assert done.exit_code in {0, 1}, done.output
        return json.loads(done.stdout)

    (tmp_path / "pyproject.toml").write_text('[project]\nname = "demo"\nversion = "1"\n', encoding="utf-8")
    (tmp_path / "demo.py").write_text("", encoding="utf-8")
    analysed = json.loads(call("analyze", "--output-format", "json").stdout)
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    known = [KnownAdvisory("a", "1", "CVE-1", "2", "weak")._asdict()]
    old.write_text(dump({**analysed, "distributions": [], "hazards": [], "advisories": []}), encoding="utf-8")
    new.write_text(dump({**analysed, "advisories": known}), encoding="utf-8")
    return {
        "analyze": analysed,
        "diff": printed("diff", str(old), str(new), "--budget", "hazards=0"),
        "extract": printed("extract", "--out", str(tmp_path / "out")),
        "verify": printed("verify"),
        "why": printed("why", "a.b"),
        "why-capability": ability_object(Ability("network", "m", "", (Way("a", (STEP,), (STEP,)),), ("b",))),
        "why-deferred": deferred_object((Deferral("m", 0, 1, "json"), Deferral("m", 1, 2, "re", "used"))),
        "check": findings_object(CHECKED, base=BASE),
        "graph": printed("graph"),
        "init": printed("init"),
        "explain": printed("explain", "layouts"),
        "rule": printed("rule", "VZ101"),
        **sampled(),
    }


def test_every_schema_is_one_and_is_listed() -> None:
    page = (FOLDER.parents[2] / "docs/schemas.md").read_text(encoding="utf-8")
    for name in names():
        jsonschema.Draft202012Validator.check_schema(schema_of(name))
        assert f"schemas/{name}.schema.json)" in page


def test_every_definition_of_a_schema_is_used() -> None:
    for name in names():
        text = json.dumps(schema_of(name))
        assert [one for one in schema_of(name).get("$defs", ()) if f'"#/$defs/{one}"' not in text] == [], name


def commands(group: click.Group, path: str) -> Iterator[str]:
    """Yield the commands that answer as JSON."""
    context = click.Context(group)
    for name in group.list_commands(context):
        each = group.get_command(context, name)
        assert each is not None
        if isinstance(each, click.Group):
            yield from commands(each, f"{path}{name} ")
        elif any(one.name == "output_format" and "json" in getattr(one.type, "choices", ()) for one in each.params):
            yield f"{path}{name}"


def test_every_command_that_answers_as_json_has_a_schema() -> None:
    found = {command: FORMS.get(command, (command.replace(" ", "-"),)) for command in commands(main, "")}
    assert found.keys() >= STANDARDS | FORMS.keys()
    described = {name for command, forms in found.items() if command not in STANDARDS for name in forms}
    assert described == set(names())


def test_answers_are_valid_and_described_in_full(answers: dict[str, Any], call: Call) -> None:
    assert sorted(answers) == names()
    for name, answer in answers.items():
        conform(name, answer)
    conform("verify", record_object(different_verdict()))
    for name in ("explain", "rule"):
        conform(name, json.loads(call(name, "--output-format", "json").stdout))


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
