"""What an advisory means for a result: by symbols that are named, told and derived, in all kinds of distributions."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from jsonschema import Draft202012Validator, FormatChecker

from tests.end_to_end.command import DEPENDENCY, PROGRAM, install, write
from tests.unit.audit.records_of import record
from vendorize.auditing import AuditRequest, audit_result, vex_document
from vendorize.model.request import Request
from vendorize.report.audit import render
from vendorize.report.look import Look
from vendorize.workflow import extract
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Silent
from vendorize_analysis.model.options import AnalysisOptions

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.audit import Audit, AuditedAdvisory

CONFIGURED = PROGRAM["pyproject.toml"] + "\n[tool.vendorize]\n"
CORE = DEPENDENCY["dep/core.py"]


class Place:
    """A project with one distribution, advisories and artefacts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.project = write(folder / "project", PROGRAM)
        self.site = folder / "installed"
        self.artefacts = folder / "wheels"
        self.artefacts.mkdir()
        self.install(DEPENDENCY)

    def install(self, files: dict[str, str]) -> None:
        install(self.site, "dep", files)

    def configure(self, text: str) -> None:
        write(self.project, {"pyproject.toml": CONFIGURED + text})

    def wheel(self, files: dict[str, str], version: str = "2.0") -> None:
        with zipfile.ZipFile(self.artefacts / f"dep-{version}-py3-none-any.whl", "w") as archive:
            for name, text in files.items():
                archive.writestr(name, text)
            archive.writestr(
                f"dep-{version}.dist-info/METADATA", f"Metadata-Version: 2.1\nName: dep\nVersion: {version}\n"
            )

    def request(self, **more: Any) -> Request:  # noqa: ANN401 - fields
        options = AnalysisOptions(search_path=(self.site,), use_cache=False)
        return Request(self.project, options, **more)

    def audit(self, *records: dict[str, Any], **asked: Any) -> Audit:  # noqa: ANN401 - fields
        write(self.folder / "osv", {f"{number}.json": json.dumps(one) for number, one in enumerate(records)})
        return audit_result(self.request(), AuditRequest(self.folder / "osv", **asked), Silent())

    def one(self, *symbols: str, **asked: Any) -> AuditedAdvisory:  # noqa: ANN401 - fields
        fields = {"ecosystem_specific": {"symbols": list(symbols)}} if symbols else {}
        (found,) = self.audit(record(aliases=["CVE-2024-1"], **fields), **asked).advisories
        return found


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def said(found: AuditedAdvisory) -> tuple[str, bool, list[tuple[str, str]]]:
    return found.exposure, found.certain, [(one.name, one.state) for one in found.symbols]


@pytest.mark.parametrize(
    ("symbol", "exposure", "certain", "name"),
    [
        ("dep.core:inner", "reachable", True, "dep.core:inner"),
        ("dep.used", "reachable", True, "dep.core:used"),
        ("inner", "reachable", True, "dep.core:inner"),
        ("dep.core:", "reachable", True, "dep.core:"),
        ("dep.core:never", "absent", False, "dep.core:never"),
        ("dep.unused", "absent", False, "dep.core:unused"),
        ("dep.lonely:alone", "absent", False, "dep.lonely:alone"),
        ("dep.lonely", "absent", False, "dep.lonely:"),
    ],
)
def test_named_symbols(place: Place, symbol: str, exposure: str, name: str, *, certain: bool) -> None:
    state = exposure
    assert said(place.one(symbol)) == (exposure, certain, [(name, state)])


def test_the_way_leads_from_the_program_to_the_symbol(place: Place) -> None:
    way = place.one("dep.core:inner").way
    assert way is not None
    assert [step.symbol for step in way.steps][-2:] == ["dep.core.used", "dep.core.inner"]
    assert way.certain
    assert way.calls is None
    called = place.one("dep.core:inner", calls=True).way
    assert called is not None
    assert called.calls is not None
    assert [step.symbol for step in called.calls][-1] == "dep.core.inner"


@pytest.mark.parametrize("symbol", ["dep.core:misspelled", "dep.gone:f", "the renderer", "elsewhere.f"])
def test_what_is_nowhere_counts_as_reachable(place: Place, symbol: str) -> None:
    found = place.one(symbol, "dep.core:never")
    assert (found.exposure, found.certain, found.found) == ("reachable", False, True)
    assert "counts as reachable" in found.reason
    assert {one.state for one in found.symbols} >= {"unknown", "absent"}


def test_without_symbols_all_of_the_distribution_counts(place: Place) -> None:
    found = place.one()
    assert (found.exposure, found.origin, found.certain) == ("reachable", "none", False)
    assert found.way is not None
    assert found.way.steps[-1].symbol == "dep"


def test_symbols_of_other_releases_do_not_count(place: Place) -> None:
    old = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "0.5"}]}]
    entries = [
        record(ecosystem_specific={"symbols": ["dep.core:never"]})["affected"][0],
        record(ecosystem_specific={"symbols": ["dep.core:misspelled"]}, ranges=old)["affected"][0],
    ]
    (found,) = place.audit(record(affected=entries)).advisories
    assert said(found) == ("absent", False, [("dep.core:never", "absent")])


def test_a_distribution_that_is_not_used_is_no_component(place: Place) -> None:
    write(place.project, {"app/cli.py": "def main():\n    print(1)\n"})
    found = place.one("dep.core:misspelled")
    assert (found.exposure, found.component) == ("absent", False)


def test_releases_that_are_not_affected_and_withdrawn_records_are_no_matter(place: Place) -> None:
    old = record("A-1", ranges=[{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.0"}]}])
    found = place.audit(old, record("A-2", withdrawn="2024-01-01T00:00:00Z"), record("A-3", name="other"))
    assert (found.advisories, found.records, found.distributions) == ((), 3, 1)


def test_the_user_names_symbols_where_the_record_does_not(place: Place) -> None:
    told = place.folder / "symbols.toml"
    told.write_text(
        '[[advisory]]\nid = "CVE-2024-1"\nsymbols = ["dep.core:never"]\n\n[[advisory]]\nid = "X"\nsymbols = ["a"]\n'
    )
    found = place.one(symbols=told)
    assert (found.origin, said(found)) == ("user", ("absent", False, [("dep.core:never", "absent")]))
    both = place.audit(record(aliases=["CVE-2024-1"], ecosystem_specific={"symbols": ["dep.core:inner"]}), symbols=told)
    assert both.advisories[0].origin == "record"
    assert both.notes == (
        "the symbols file names CVE-2024-1: no advisory about an installed release is that and lacks symbols",
        "the symbols file names X: no advisory about an installed release is that and lacks symbols",
    )


def test_symbols_are_derived_from_what_differs(place: Place) -> None:
    fixed = CORE.replace("return [number]", "return [number, 1]")
    place.wheel({**DEPENDENCY, "dep/core.py": fixed})
    found = place.one(artefacts=place.artefacts)
    assert (found.origin, found.derived_from) == ("derived", "dep-2.0-py3-none-any.whl")
    assert said(found) == ("absent", False, [("dep.core:never", "absent")])
    place.wheel({**DEPENDENCY, "dep/core.py": fixed.replace("number * 2", "number * 3")})
    assert said(place.one(artefacts=place.artefacts)) == (
        "reachable", False, [("dep.core:inner", "reachable"), ("dep.core:never", "absent")],
    )  # fmt: skip


def test_the_first_release_that_is_not_affected_is_compared_with(place: Place) -> None:
    place.wheel(DEPENDENCY, "1.5")
    place.wheel({**DEPENDENCY, "dep/core.py": CORE.replace("[number]", "()")}, "2.0.1")
    place.wheel({**DEPENDENCY, "dep/core.py": ""}, "3.0")
    assert place.one(artefacts=place.artefacts).derived_from == "dep-2.0.1-py3-none-any.whl"


def test_what_differs_from_the_last_affected_release_comes_first_and_clears_nothing(place: Place) -> None:
    for version, core in (("1.4", ""), ("1.9", CORE.replace("number * 2", "number * 3"))):
        place.wheel({**DEPENDENCY, "dep/core.py": core}, version)
    place.wheel(
        {
            **DEPENDENCY,
            "dep/core.py": CORE.replace("number * 2", "number * 3")
            .replace("[number]", "[]")
            .replace("inner(number):", "inner(number: int) -> int:"),
        },
        "2.0",
    )
    found = place.one(artefacts=place.artefacts)
    assert found.last_affected == "dep-1.9-py3-none-any.whl"
    # The likely one is gone; what differs beside it still runs.
    assert [(one.name, one.state, one.likely) for one in found.symbols] == [
        ("dep.core:inner", "reachable", False), ("dep.core:never", "absent", True),
    ]  # fmt: skip
    assert found.exposure == "reachable"
    place.wheel({**DEPENDENCY, "dep/core.py": CORE.replace("number + 1", "number").replace("number * 2", "1")}, "2.0")
    assert "1 likely: not as in dep-1.9-py3-none-any.whl" in render(
        place.audit(record(), artefacts=place.artefacts), Look()
    )


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        (DEPENDENCY, "no function differs"),
        ({**DEPENDENCY, "dep/data.bin": "x"}, "dep/data.bin differs"),
        ({**DEPENDENCY, "dep/data.bin": "x", "dep/lonely.py": "x = 1\n"}, "dep/data.bin differs"),
        ({**DEPENDENCY, "dep/lonely.py": "class"}, "dep/lonely.py differs and cannot be read"),
    ],
)
def test_a_derived_guess_that_may_miss_the_weakness_clears_nothing(
    place: Place, files: dict[str, str], reason: str
) -> None:
    place.wheel(files)
    found = place.one(artefacts=place.artefacts)
    assert (found.exposure, found.origin, found.certain) == ("reachable", "derived", False)
    assert reason in found.reason
    document = json.loads(vex_document(place.audit(record(), artefacts=place.artefacts), "openvex"))
    assert [one["status"] for one in document["statements"]] == ["under_investigation"]


@pytest.mark.parametrize("text", ['external = ["dep"]\n', 'granularity = "distribution"\n'])
def test_what_is_there_and_does_not_run_is_not_reachable(place: Place, text: str) -> None:
    place.configure(text)
    found = place.one("dep.core:never", "dep.lonely:alone")
    assert (found.exposure, {one.state for one in found.symbols}) == ("unreachable", {"unreachable"})
    assert "nothing that runs leads to it" in found.reason
    assert said(place.one("dep.core:inner")) == ("reachable", True, [("dep.core:inner", "reachable")])


def test_values_do_not_decide_what_is_reachable(place: Place) -> None:
    place.configure('precision = "values"\nexternal = ["dep"]\n')
    assert place.one("dep.core:inner").certain
    assert place.one("dep.core:never").exposure == "unreachable"


def test_code_that_a_hazard_may_reach_is_reachable(place: Place) -> None:
    place.configure('external = ["dep"]\n')
    write(
        place.project,
        {"app/cli.py": "import sys\nimport dep.core\n\n\ndef main():\n    getattr(dep.core, sys.argv[1])(1)\n"},
    )
    found = place.one("dep.core:never")
    assert (found.exposure, found.certain) == ("reachable", False)


WHOLE = {
    "dep/__init__.py": "from dep.core import used\nfrom dep.other import Thing\n",
    "dep/core.py": CORE,
    "dep/other.py": (
        "class Thing:\n    def __init__(self):\n        self.x = helper()\n\n\n"
        "class Plain:\n    def __init__(self):\n        self.x = 1\n\n    def idle(self): pass\n\n\n"
        "class Sub(Plain):\n    pass\n\n\n"
        "class Hooked:\n    def __init_subclass__(cls): hooked()\n\n    def __init__(self): pass\n\n\n"
        "def hooked(): pass\n\n\n"
        "class Other(Hooked):\n    pass\n\n\n"
        "def helper():\n    return deep()\n\n\ndef deep():\n    return 1\n\n\ndef idle():\n    return 2\n\n\n"
        "THING = Thing()\nNUMBER = 1\nPLAIN = Plain()\n"
    ),
}


@pytest.mark.parametrize(
    ("symbol", "exposure"),
    [
        ("dep.other:", "reachable"),
        ("dep.other:NUMBER", "reachable"),
        ("dep.other:THING", "reachable"),
        ("dep.other:Thing", "reachable"),
        ("dep.other:Thing.__init__", "reachable"),
        ("dep.other:helper", "reachable"),
        ("dep.other:deep", "reachable"),
        ("dep.other:Plain.__init__", "reachable"),
        ("dep.other:Plain.idle", "unreachable"),
        ("dep.other:Hooked.__init_subclass__", "reachable"),
        ("dep.other:hooked", "reachable"),
        ("dep.other:idle", "unreachable"),
    ],
)
def test_what_runs_on_import_of_a_whole_distribution_is_reachable(place: Place, symbol: str, exposure: str) -> None:
    place.install(WHOLE)
    place.configure('external = ["dep"]\n')
    assert place.one(symbol).exposure == exposure


def test_what_a_kept_module_does_beside_its_functions_is_reachable(place: Place) -> None:
    place.install({**DEPENDENCY, "dep/core.py": f"__all__ = ['used']\n{CORE}"})
    assert place.one("dep.core:__all__").exposure == "reachable"


def test_a_distribution_with_compiled_code_that_is_reached_is_reachable_as_a_whole(place: Place) -> None:
    place.install(
        {**DEPENDENCY, "dep/fast.cpython-311-x86_64-linux-gnu.so": "\x7fELF", "dep/core.py": f"import dep.fast\n{CORE}"}
    )
    found = place.one("dep.core:never")
    assert (found.exposure, found.certain) == ("reachable", False)
    compiled = place.one("dep.fast:run")
    assert (compiled.exposure, compiled.certain) == ("reachable", False)


def test_a_keep_rule_makes_reachable_but_not_for_certain(place: Place) -> None:
    place.configure('[[tool.vendorize.keep]]\nsymbol = "dep.core.never"\nreason = "plugins"\n')
    found = place.one("dep.core:never")
    assert (found.exposure, found.certain) == ("reachable", False)


def test_inherited_members_are_found_where_they_are_defined(place: Place) -> None:
    base = "class Base:\n    def send(self): return 1\n    def other(self): return 2\n"
    derived = (
        "from .base import Base\n\n\nclass Session(Base):\n    pass\n\n\ndef used(x):\n    return Session().send()\n"
    )
    place.install({"dep/__init__.py": "from dep.core import *\n", "dep/core.py": derived, "dep/base.py": base})
    assert said(place.one("dep.Session.send"))[2] == [("dep.base:Base.send", "reachable")]
    assert said(place.one("dep.core.Session.other"))[2] == [("dep.base:Base.other", "absent")]
    assert said(place.one("Session"))[2] == [("dep.core:Session", "reachable")]


def test_code_in_functions_and_branches_belongs_to_what_is_around(place: Place) -> None:
    used = "    def used(x):\n        def deep(): pass\n        return deep()\n"
    core = f"import sys\nif sys.argv:\n{used}else:\n    used = None\n"
    place.install({"dep/__init__.py": "from dep.core import used\n", "dep/core.py": core})
    assert place.one("dep.core:used.deep").exposure == "reachable"
    assert place.one("dep.core:used").exposure == "reachable"


def test_findings_are_accepted_by_any_of_their_names(place: Place) -> None:
    place.configure('[[tool.vendorize.accept]]\ncode = "VZ830"\nabout = "CVE-2024-*"\nreason = "only our own input"\n')
    found = place.audit(record(aliases=["CVE-2024-1"], ecosystem_specific={"symbols": ["dep.core:inner"]}))
    assert (found.findings, found.advisories[0].accepted) == ((), "only our own input")
    assert "only our own input" in vex_document(found, "openvex")


@pytest.mark.parametrize("layout", ["site", "package"])
def test_a_written_result_is_audited_if_it_is_what_extraction_gives(place: Place, layout: str) -> None:
    out = place.folder / "out"
    extract(place.request(layout=layout), out=out, smoke=False)
    assert place.one("dep.core:never", result=out).exposure == "absent"
    assert place.one("dep.core:inner", result=out).exposure == "reachable"
    core = next(out.rglob("core.py"))
    core.write_text(core.read_text() + "\n\ndef never(number):\n    return 1\n")
    with pytest.raises(UserError, match="not as it was written"):
        place.one("dep.core:never", result=out)
    write(place.project, {"app/more.py": "import dep.lonely\n"})
    with pytest.raises(UserError, match="not what extraction gives now"):
        place.one("dep.core:never", result=out)


def test_a_project_that_was_changed_in_place_is_audited_by_its_originals(place: Place) -> None:
    extract(place.request(), in_place=True, smoke=False)
    assert place.one("dep.core:never").exposure == "absent"
    found = place.one("dep.core:inner")
    assert found.way is not None
    own = {step.path for step in found.way.steps if step.path.endswith("cli.py")}
    assert own == {str(place.project / "app/cli.py")}
    core = place.project / "app/_vendor/dep/core.py"
    core.write_text(core.read_text() + "\n")
    with pytest.raises(UserError, match="changed since vendorize wrote it"):
        place.one("dep.core:never")


# What the specification of OpenVEX 0.2.0 asks of a document, written down from its text.
OPENVEX: dict[str, Any] = {
    "type": "object",
    "required": ["@context", "@id", "author", "timestamp", "version", "statements"],
    "additionalProperties": False,
    "properties": {
        "@context": {"const": "https://openvex.dev/ns/v0.2.0"},
        "@id": {"type": "string", "pattern": "^urn:uuid:"},
        "author": {"type": "string", "minLength": 1},
        "role": {"type": "string"},
        "timestamp": {"type": "string", "format": "date-time"},
        "version": {"type": "integer", "minimum": 1},
        "tooling": {"type": "string"},
        "statements": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["vulnerability", "products", "status"],
                "additionalProperties": False,
                "properties": {
                    "status_notes": {"type": "string"},
                    "timestamp": {"type": "string", "format": "date-time"},
                    "action_statement": {"type": "string"},
                    "vulnerability": {
                        "type": "object",
                        "required": ["name"],
                        "additionalProperties": False,
                        "properties": {
                            "name": {"type": "string"},
                            "description": {"type": "string"},
                            "aliases": {"type": "array", "uniqueItems": True, "items": {"type": "string"}},
                        },
                    },
                    "products": {"type": "array", "minItems": 1, "items": {"required": ["@id"]}},
                    "status": {"enum": ["not_affected", "affected", "fixed", "under_investigation"]},
                    "justification": {
                        "enum": [
                            "component_not_present",
                            "vulnerable_code_not_present",
                            "vulnerable_code_not_in_execute_path",
                        ]
                    },
                },
                "allOf": [
                    {
                        "if": {"properties": {"status": {"const": "not_affected"}}},
                        "then": {"required": ["justification"], "not": {"required": ["impact_statement"]}},
                        "else": {"not": {"required": ["justification"]}},
                    },
                    {
                        "if": {"properties": {"status": {"const": "affected"}}},
                        "then": {"required": ["action_statement"]},
                    },
                ],
            },
        },
    },
}


def every_kind(place: Place) -> Audit:
    """Return an audit with an advisory of each kind; `dep` is whole, so that code may be there and not run."""
    place.configure('external = ["dep"]\n')
    install(place.site, "idle", {"idle.py": "x = 1\n"})
    text = (place.project / "pyproject.toml").read_text().replace('["dep"]', '["dep", "idle"]', 1)
    write(place.project, {"pyproject.toml": text})
    return place.audit(
        record("GHSA-1", aliases=["CVE-1"], summary="\x1b[2Jone", ecosystem_specific={"symbols": ["dep.core:inner"]}),
        record("GHSA-2", ecosystem_specific={"symbols": ["dep.core:never"]}),
        record("GHSA-3", references=[{"type": "WEB", "url": "https://example.org/a b"}]),
        record("PYSEC-4", name="idle"),
    )


STATUSES = {
    "GHSA-1": ("affected", None),
    "GHSA-2": ("not_affected", "vulnerable_code_not_in_execute_path"),
    "GHSA-3": ("under_investigation", None),
    "PYSEC-4": ("not_affected", "component_not_present"),
    "GHSA-5": ("not_affected", "vulnerable_code_not_present"),
}


def test_openvex_is_valid_and_says_why(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    found = every_kind(place)
    text = vex_document(found, "openvex")
    document = json.loads(text)
    Draft202012Validator(OPENVEX, format_checker=FormatChecker()).validate(document)
    assert document["timestamp"] == "2023-11-14T22:13:20+00:00"
    statuses = {
        one["vulnerability"]["name"]: (one["status"], one.get("justification")) for one in document["statements"]
    }
    assert statuses == {name: STATUSES[name] for name in statuses}
    assert len(statuses) == 4
    assert vex_document(found, "openvex") == text
    assert "\\u001b" not in text
    write(place.project, PROGRAM)
    (one,) = json.loads(
        vex_document(
            place.audit(
                record("GHSA-5", ecosystem_specific={"symbols": ["dep.core:never"]}),
                record("GHSA-2", name="x"),
                record("GHSA-3", name="x"),
                record("PYSEC-4", name="x"),
            ),
            "openvex",
        )
    )["statements"]
    assert (one["status"], one["justification"]) == STATUSES["GHSA-5"]
    assert one["products"][0]["@id"] == "pkg:generic/app@0.1"
    assert one["products"][0]["subcomponents"][0]["@id"] == "pkg:pypi/dep@1.0"


def test_both_formats_name_a_local_version_as_the_bill_of_materials_does(place: Place) -> None:
    found = place.audit(record())
    found = replace(found, advisories=tuple(replace(one, version="1.0+cu118") for one in found.advisories))
    (one,) = json.loads(vex_document(found, "openvex"))["statements"]
    (component,) = json.loads(vex_document(found, "cyclonedx"))["components"]
    assert one["products"][0]["subcomponents"][0]["@id"] == component["purl"] == "pkg:pypi/dep@1.0%2Bcu118"


def test_openvex_cannot_say_nothing_and_cyclonedx_can(place: Place) -> None:
    found = place.audit(record(name="other"))
    assert vex_document(found, "openvex") == ""
    assert "vulnerabilities" not in json.loads(vex_document(found, "cyclonedx"))


def test_cyclonedx_is_valid_and_says_why(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    found = every_kind(place)
    text = vex_document(found, "cyclonedx")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert vex_document(found, "cyclonedx") == text
    document = json.loads(text)
    refs = {one["bom-ref"] for one in document["components"]}
    analyses = {one["id"]: one["analysis"] for one in document["vulnerabilities"]}
    assert {name: (one["state"], one.get("justification")) for name, one in analyses.items()} == {
        "GHSA-1": ("exploitable", None),
        "GHSA-2": ("not_affected", "code_not_reachable"),
        "GHSA-3": ("in_triage", None),
        "PYSEC-4": ("not_affected", "code_not_present"),
    }
    assert {target["ref"] for one in document["vulnerabilities"] for target in one["affects"]} == refs
