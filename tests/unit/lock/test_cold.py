"""Cold code is in a result, and everything that tells of it says so; what looks at code looks at it."""

from __future__ import annotations

import io
import json
import re
import shutil
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.end_to_end.command import PROGRAM, install, write
from tests.unit.audit.records_of import record
from vendorize.auditing import AuditRequest, audit_result, vex_document
from vendorize.checking import check_result
from vendorize.describing import SPDX, describe_result
from vendorize.emit import read_manifest
from vendorize.lock import lock_source, read_lock
from vendorize.lock.cold import cold_texts, merged
from vendorize.model.cold import ARCHIVE_NAME
from vendorize.model.lock import Artefact, Lock, LockedDistribution, LockedFile, LockedProject
from vendorize.model.request import Request
from vendorize.workflow import extract
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Silent
from vendorize_analysis.model.options import AnalysisOptions

if TYPE_CHECKING:
    from vendorize.model.findings import Finding

LONG = 'text = "a body that is longer than the stub in its place would be, so that it is worth to leave"\n'
DEP = {
    "dep/__init__.py": "from dep.core import *\n",
    "dep/core.py": f"""\
import pickle

def used(number):
    {LONG}
    return number * 2

def other(data, *, limit=3):
    from dep.plane import Plane
    {LONG}
    return Plane(pickle.loads(data)).show(limit)

def marked(function):
    return function

@marked
def registered(data):
    {LONG}
    return len(text), eval(data)

class Box:
    @property
    def size(self):
        {LONG.replace("text", "self.text")}
        return len(self.text)

    @size.setter
    def size(self, value):
        pass
""",
    "dep/plane.py": f"""\
import shelve

class Plane:
    def __init__(self, shape):
        self.shape = shape

    def show(self, limit):
        {LONG}
        return shelve.open(self.shape)[limit]
""",
}
CLI = """\
import sys
import dep

def main():
    print(dep.used(20))
    if len(sys.argv) > 9:
        print(dep.other(b""), dep.registered(""), dep.Box().size)
        dep.Box().size = 3
"""
RAN = {
    "schema": 1,
    "kind": "vendorize trace",
    "pythons": ["3.11.7"],
    "platforms": ["linux"],
    "project": {},
    "distributions": {
        "dep": {
            "versions": ["1.0"],
            "files": {
                "dep/__init__.py": ["<module>"],
                "dep/core.py": ["<module>", "Box", "marked", "used"],
            },
        }
    },
}


def _request(folder: Path, layout: str) -> Request:
    options = AnalysisOptions(search_path=(folder / "site",), use_cache=False)
    return Request(folder / "project", options, layout=layout)


@cache
def _extracted(policy: str, layout: str, more: str) -> tempfile.TemporaryDirectory[str]:
    """Return a folder with a program and its result, made once for all tests."""
    made = tempfile.TemporaryDirectory()
    folder = Path(made.name)
    project = write(folder / "project", {**PROGRAM, "app/cli.py": CLI, "ran.json": json.dumps(RAN)})
    install(folder / "site", "dep", DEP)
    with (project / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[tool.vendorize]\ncold = "{policy}"\ntraces = ["ran.json"]\n{more}')
    extract(_request(folder, layout), out=folder / "out")
    return made


class Made:
    """A program with a dependency of which some code is cold."""

    def __init__(self, folder: Path, policy: str, layout: str, more: str = "") -> None:
        self.folder, self.out, self.project = folder, folder / "out", folder / "project"
        shutil.copytree(_extracted(policy, layout, more).name, folder, symlinks=True, dirs_exist_ok=True)
        self.request = _request(folder, layout)

    @property
    def lock(self) -> Lock:
        found = read_lock(self.out)
        assert found is not None
        return found

    @property
    def files(self) -> dict[str, LockedFile]:
        return {file.source: file for one in self.lock.distributions for file in one.files}

    def audit(self, symbol: str, *, written: bool = True) -> Any:  # noqa: ANN401 - an answer
        known = record(ecosystem_specific={"symbols": [symbol]})
        write(self.folder / "osv", {"1.json": json.dumps(known)})
        result = self.out if written else None
        return audit_result(self.request, AuditRequest(self.folder / "osv", result=result), Silent())

    def findings(self) -> tuple[Finding, ...]:
        return check_result(self.request, self.out, environment=False).findings

    def occurrences(self) -> dict[tuple[str, int], str]:
        (dep,) = json.loads(describe_result(self.request, self.out, "1.6", Silent()))["components"]
        return {
            (one["symbol"], one["line"]): one.get("additionalContext", "") for one in dep["evidence"]["occurrences"]
        }


@pytest.fixture(params=["site", "package"])
def layout(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_lock_manifest_and_map_say_what_is_cold(tmp_path: Path, layout: str) -> None:
    made = Made(tmp_path, "load", layout)
    core, plane = made.files["dep/core.py"], made.files["dep/plane.py"]
    assert (core.cold, core.is_cold, plane.cold, plane.is_cold) == ("load", False, "load", True)
    assert [one.rpartition(":")[0] for one in core.cold_functions] == ["other", "registered", "Box.size"]
    assert made.files["dep/__init__.py"].cold == ""
    assert lock_source(made.lock) == (made.out / "vendorize.lock").read_bytes()
    manifest = read_manifest(made.out)
    assert manifest is not None
    assert {one.relative for one in manifest.entries if one.cold == "load"} == {core.path, plane.path}
    mapped = json.loads((made.out / "vendorize.map").read_text(encoding="utf-8"))["files"]
    assert mapped[plane.path]["cold"]["whole"] is True
    names = [f"{name}:{line}" for name, line, _ in mapped[core.path]["cold"]["functions"]]
    assert tuple(names) == core.cold_functions


def test_a_bill_of_materials_lists_cold_code_and_says_so(tmp_path: Path, layout: str) -> None:
    made = Made(tmp_path, "load", layout)
    found = {(name, bool(said)) for (name, _), said in made.occurrences().items()}
    assert found == {
        ("dep.core.used", False),
        ("dep.core.other", True),
        ("dep.core.marked", False),
        ("dep.core.registered", True),
        ("dep.core.Box", False),
        ("dep.core.Box.size", True),  # the getter
        ("dep.core.Box.size", False),  # and the setter, which is shorter than a stub
        ("dep.plane.Plane", True),
        ("dep.plane.Plane.__init__", True),
        ("dep.plane.Plane.show", True),
    }
    spdx = json.loads(describe_result(made.request, made.out, SPDX, Silent()))
    said = {one["fileName"]: one.get("comment", "") for one in spdx["files"]}
    assert "cold (load: all of it)" in said[f"./{made.files['dep/plane.py'].path}"]
    assert "other, registered, Box.size" in said[f"./{made.files['dep/core.py'].path}"]


def test_a_bill_of_materials_is_the_same_written_or_not(tmp_path: Path, layout: str) -> None:
    made = Made(tmp_path, "load", layout)
    written = describe_result(made.request, made.out, "1.6", Silent())
    assert describe_result(made.request, None, "1.6", Silent()) == written


def test_what_is_denied_is_not_listed_as_if_it_were_there(tmp_path: Path, layout: str) -> None:
    made = Made(tmp_path, "deny", layout)
    found = {name: said for (name, _), said in made.occurrences().items()}
    assert "denied" in found["dep.core.other"]
    assert not [name for name in found if name.startswith("dep.plane.")]


@pytest.mark.parametrize(
    ("policy", "symbol", "exposure", "outcome"),
    [
        ("load", "dep.core:other", "reachable", "reachable, cold (load)"),
        ("load", "dep.plane:Plane.show", "reachable", "reachable, cold (load)"),
        ("load", "dep.core:used", "reachable", "reachable"),
        ("deny", "dep.core:used", "reachable", "reachable"),
        ("deny", "dep.core:other", "absent", "absent, cold (deny)"),
        ("deny", "dep.core:other.inner", "absent", "absent, cold (deny)"),
        ("deny", "dep.plane:Plane.show", "absent", "absent, cold (deny)"),
        ("deny", "dep.plane:", "absent", "absent, cold (deny)"),
        ("deny", "dep.core:registered", "reachable", "reachable, cold (deny)"),  # its decorator runs
        ("deny", "dep.core:Box.size", "reachable", "reachable, cold (deny)"),
        ("deny", "dep.core:Box", "reachable", "reachable"),
    ],
)
def test_an_audit_knows_cold_code(tmp_path: Path, policy: str, symbol: str, exposure: str, outcome: str) -> None:
    made = Made(tmp_path, policy, "package")
    for written in (True, False):
        found = made.audit(symbol, written=written)
        (one,) = found.advisories
        if symbol.endswith(".inner"):  # nothing has that name: nobody knows what it is
            assert one.exposure == "reachable"
            continue
        assert one.exposure == exposure
        assert one.symbols[0].outcome == outcome
        (statement,) = json.loads(vex_document(found, "openvex"))["statements"]
        assert (statement.get("justification") == "vulnerable_code_not_present") == (exposure == "absent")
        assert ("are cold" in statement["status_notes"]) == (outcome.endswith("(load)"))


@pytest.mark.parametrize("denied", ["pickle.loads", "shelve.*", "dep.plane.Plane"])
def test_a_policy_about_symbols_looks_into_the_archive(tmp_path: Path, layout: str, denied: str) -> None:
    made = Made(tmp_path, "load", layout, f'[tool.vendorize.policy]\ndeny-symbols = ["{denied}"]\n')
    found = made.findings()
    assert [one.code for one in found if one.code == "VZ812"]


@pytest.mark.parametrize(
    ("policy", "pattern", "lie"),
    [
        ("load", r', cold(-functions)? = (".*?"|\[.*?\])', ""),
        ("load", 'cold = "load"', 'cold = "deny"'),
        ("load", r'(source = "dep/__init__.py")', r'\1, cold = "load"'),
    ],
)
def test_a_lock_that_lies_about_the_archive_is_refused(
    tmp_path: Path, layout: str, policy: str, pattern: str, lie: str
) -> None:
    made = Made(tmp_path, policy, layout)
    assert [one for one in made.findings() if one.code != "VZ805"] == []
    lock = made.out / "vendorize.lock"
    lock.write_text(re.sub(pattern, lie, lock.read_text(encoding="utf-8")), encoding="utf-8")
    for ask in (made.findings, made.occurrences):
        with pytest.raises(UserError, match="the lock says that its cold code is"):
            ask()


def test_an_archive_that_was_edited_is_not_believed(tmp_path: Path) -> None:
    made = Made(tmp_path, "load", "site")
    with zipfile.ZipFile(made.out / ARCHIVE_NAME, "w") as archive:
        archive.writestr("dep/plane.py", "harmless = True\n")
    with pytest.raises(UserError, match="not as it was written"):
        describe_result(made.request, made.out, "1.6", Silent())
    codes = {one.code for one in made.findings()}
    assert "VZ801" in codes


@pytest.mark.parametrize(
    ("place", "names", "paths"),
    [
        ("", ["core.py", "dep/plane.py"], {"core.py", "dep/plane.py"}),
        ("app/_vendor/", ["app/_vendor/core.py"], {"app/_vendor/core.py"}),
        ("src/app/_vendor/", ["app/_vendor/core.py"], {"src/app/_vendor/core.py"}),
        ("app-1.data/purelib/app/_vendor/", ["app/_vendor/core.py"], {"app-1.data/purelib/app/_vendor/core.py"}),
    ],
)
def test_texts_have_the_paths_of_their_modules(place: str, names: list[str], paths: set[str]) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "one\n")
    files = tuple(LockedFile(path, "", "x", cold="load") for path in sorted(paths))
    hot = LockedFile(f"{place}dep/core.py", "", "dep/core.py")  # ends as another module does, and is none of it
    one = LockedDistribution("d", "d", "1", "extract", (), (), (), Artefact("RECORD"), "", (*files, hot))
    project = LockedProject("app", (), (), (LockedFile(f"{place}{ARCHIVE_NAME}", ""),))
    lock = Lock("1", "package", place or ".", "3.11", "linux", "", (), project, (one,))
    found = cold_texts(lock, lambda _: stream.getvalue())
    assert set(found.texts) == paths
    assert found.with_cold(files[0], b"stub\n") == b"one\n"
    assert found.with_cold(hot, b"as it is\n") == b"as it is\n"


def test_cold_functions_come_back_to_their_lines() -> None:
    assert merged(b"import os\ndef f():\n    stub\n", b"import os, re\ndef f():\n    return 1\n") == (
        b"import os\ndef f():\n    return 1\n"
    )


@pytest.mark.parametrize(
    "cold",
    ['cold = "drop"', 'cold = "melt"', "cold = 3", 'cold = "load", cold-functions = ["f"]', 'cold-functions = ["f:1"]'],
)
def test_a_lock_that_says_nonsense_of_cold_code_is_refused(tmp_path: Path, cold: str) -> None:
    made = Made(tmp_path, "load", "site")
    lock = made.out / "vendorize.lock"
    text = lock.read_text(encoding="utf-8")
    lock.write_text(text.replace('source = "dep/__init__.py"', f'source = "dep/__init__.py", {cold}'), encoding="utf-8")
    with pytest.raises(UserError, match="cold"):
        read_lock(made.out)


@pytest.mark.parametrize("layout", ["site", "package"])
def test_another_policy_and_another_trace_make_a_result_stale(tmp_path: Path, layout: str) -> None:
    made = Made(tmp_path, "load", layout)
    assert made.findings() == ()
    configuration = made.project / "pyproject.toml"
    text = configuration.read_text(encoding="utf-8")
    configuration.write_text(text.replace('cold = "load"', 'cold = "deny"'), encoding="utf-8")
    (finding,) = made.findings()
    assert (finding.code, finding.message) == ("VZ803", "the configuration is not that of the extraction: cold")
    assert text.splitlines()[finding.line - 1] == 'cold = "load"'
    configuration.write_text(f'{text}\n[tool.vendorize.distribution.dep]\ncold = "drop"\n', encoding="utf-8")
    assert [one.code for one in made.findings()] == ["VZ803"]
    configuration.write_text(text, encoding="utf-8")
    trace = made.project / "ran.json"
    trace.write_text(trace.read_text(encoding="utf-8").replace('"used"', '"used", "other"'), encoding="utf-8")
    assert [(one.code, one.file) for one in made.findings()] == [("VZ804", trace)]
    trace.unlink()
    assert [(one.code, one.message) for one in made.findings()] == [("VZ804", "ran.json is gone")]


def test_a_trace_that_nothing_is_decided_by_is_no_input(tmp_path: Path) -> None:
    made = Made(tmp_path, "drop", "package")
    (made.project / "ran.json").unlink()
    assert made.findings() == ()
