"""`vendorize audit` as CI runs it: exit codes, forms, what it writes, and what it refuses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import RELEASED, write
from tests.schemas import conform
from tests.unit.audit.records_of import record

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.command import World


@pytest.fixture
def osv(tmp_path: Path) -> Path:
    records = [
        record("PYSEC-2024-1", summary="runs", ecosystem_specific={"symbols": ["dep.core:inner"]}),
        record("PYSEC-2024-2", summary="is\x1b[2J gone", ecosystem_specific={"symbols": ["dep.core:never"]}),
    ]
    return write(tmp_path / "osv", {f"{one['id']}.json": json.dumps(one) for one in records})


@pytest.mark.slow
def test_exit_codes_do_not_depend_on_the_form(world: World, osv: Path) -> None:
    done = world.call("audit", "--osv", osv)
    assert (done.code, done.err) == (1, "")
    assert "PYSEC-2024-1  dep 1.0: reachable" in done.out
    assert "PYSEC-2024-2  dep 1.0: its code is not in the result" in done.out
    assert "the way to dep.core:inner (every step is certain)" in done.out
    assert "\x1b" not in done.out
    forms = ("json", "markdown", "github", "sarif")
    found = {form: world.call("audit", "--osv", osv, "--output-format", form) for form in forms}
    assert {each.code for each in found.values()} == {1}
    conform("audit", json.loads(found["json"].out))
    answers = json.loads(found["json"].out)["advisories"]
    assert [(one["id"], one["exposure"], one["finding"]) for one in answers] == [
        ("PYSEC-2024-1", "reachable", True), ("PYSEC-2024-2", "absent", False),
    ]  # fmt: skip
    assert "| PYSEC-2024-1 | dep 1.0 | **reachable**" in found["markdown"].out
    assert found["github"].out.startswith(
        "::error file=project/app/cli.py,line=5,title=VZ830 advisory reachable::dep 1.0"
    )
    (result,) = json.loads(found["sarif"].out)["runs"][0]["results"]
    assert (result["ruleId"], result["locations"][0]["physicalLocation"]["region"]) == ("VZ830", {"startLine": 5})
    assert world.call("audit", "--osv", osv, "--exit-zero").code == 0
    (osv / "PYSEC-2024-1.json").unlink()
    assert world.call("audit", "--osv", osv).code == 0


@pytest.mark.slow
def test_vex_is_written_beside_the_answer(world: World, osv: Path) -> None:
    forms = {"openvex": "statements", "cyclonedx": "vulnerabilities"}
    if RELEASED:  # without the extra
        del forms["cyclonedx"]
    for form, key in forms.items():
        file = world.folder / f"{form}.json"
        assert world.call("audit", "--osv", osv, "--vex", file, "--vex-format", form).code == 1
        assert len(json.loads(file.read_text())[key]) == 2
    (osv / "PYSEC-2024-1.json").unlink()
    (osv / "PYSEC-2024-2.json").write_text(json.dumps(record(name="other")))
    nothing = world.folder / "nothing.json"
    done = world.call("audit", "--osv", osv, "--vex", nothing, "--vex-format", "openvex")
    assert (done.code, nothing.exists()) == (0, False)
    assert "is not written" in done.err


@pytest.mark.slow
def test_what_cannot_be_read_ends_with_2_and_writes_nothing(world: World, osv: Path) -> None:
    vex = world.folder / "vex.json"
    assert world.call("audit").code == 2
    for name, content in (("bad.json", "{"), ("deep.json", "[" * 100_000), ("\x1b[2J.json", "{}")):
        file = osv / name
        file.write_text(content)
        done = world.call("audit", "--osv", osv, "--vex", vex)
        assert (done.code, done.out, vex.exists()) == (2, "", False)
        assert name.replace("\x1b", "?") in done.err
        assert "Traceback" not in done.err
        assert "\x1b" not in done.err
        file.unlink()
    empty = write(world.folder / "empty", {"PYSEC-1.yaml": "id: x\n"})
    assert "has no OSV record (*.json, *.yaml)" in world.call("audit", "--osv", empty).err
