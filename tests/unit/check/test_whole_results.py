"""A result of which everything is listed: a folder without its hidden record, a wheel, and what is installed of one."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import DEPENDENCY, PROGRAM, install, write
from vendorize.checking import check_result
from vendorize.describing import describe_result
from vendorize.lock import lock_source, read_lock
from vendorize.model.lock import Lock, LockedFile, LockedProject
from vendorize.model.request import Request
from vendorize.workflow import extract
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Silent
from vendorize_analysis.model.options import AnalysisOptions

if TYPE_CHECKING:
    from pathlib import Path

INFO = "app-0.1.dist-info"
FILES = {
    "app/__init__.py": "",
    "app/table.txt": "42\n",
    "tool.py": "x = 1\n",
    f"{INFO}/METADATA": "Metadata-Version: 2.1\nName: app\nVersion: 0.1\n",
    "app-0.1.data/purelib/more.py": "y = 2\n",
    "app-0.1.data/scripts/run": "#!python\n",
}
NAMES = {"app-0.1.data/purelib/more.py": "more.py"}
BY_HASH, BY_TIME = b"\x00" * 4 + b"\x03" + b"\x00" * 11, b"\x00" * 16


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written")
    write(folder / "project", {**PROGRAM, "app/table.txt": "42\n"})
    install(folder / "site", "dep", DEPENDENCY)
    options = AnalysisOptions(search_path=(folder / "site",), use_cache=False)
    extract(Request(folder / "project", options), out=folder / "out", smoke=False)
    return folder / "out"


@pytest.fixture(params=[True, False], ids=["marked", "without the hidden record"])
def out(request: pytest.FixtureRequest, written: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "out"
    shutil.copytree(written, copy)
    if not request.param:
        (copy / ".vendorize.json").unlink()
    return copy


def found(place: Path) -> list[tuple[str, str]]:
    checked = check_result(Request(place), None, environment=False)
    return [(one.code, one.about) for one in checked.findings]


def test_edited_added_and_missing_files_of_the_project_itself_are_found(out: Path) -> None:
    assert found(out) == []
    write(out, {"app/table.txt": "43\n", "app/more.txt": "", "app/cli.py": "x = 1\n"})
    (out / "app/__main__.py").unlink()
    expected = {("VZ801", "app/cli.py"), ("VZ801", "app/table.txt"), ("VZ802", "app/more.txt")}
    assert set(found(out)) == expected | {("VZ802", "app/__main__.py")}


def test_the_hidden_record_makes_nothing_right(out: Path) -> None:
    write(out, {"app/evil.py": "x = 1\n"})
    entry = {"path": "app/evil.py", "sha256": hashlib.sha256(b"x = 1\n").hexdigest(), "size": 6}
    (out / ".vendorize.json").write_text(json.dumps({"schema": 1, "layout": "package", "files": [entry]}))
    assert found(out) == [("VZ802", "app/evil.py")]


def test_a_lock_that_does_not_list_all_is_refused_where_all_is_of_us(written: Path, tmp_path: Path) -> None:
    shutil.copytree(written, tmp_path / "out")
    lock = tmp_path / "out/vendorize.lock"
    lock.write_text(lock.read_text(encoding="utf-8").replace("complete = true\n", ""), encoding="utf-8")
    with pytest.raises(UserError, match="does not list all"):
        found(tmp_path / "out")


@pytest.mark.parametrize(("content", "codes"), [(BY_TIME, []), (BY_HASH, ["VZ802"])])
def test_what_python_would_run_without_a_look_at_the_time_of_the_source_counts(
    out: Path, content: bytes, codes: list[str]
) -> None:
    cache = out / "app/__pycache__"
    cache.mkdir()
    (cache / "cli.cpython-311.pyc").write_bytes(content)
    assert [code for code, _ in found(out)] == codes


def locked(files: dict[str, str]) -> str:
    listed = tuple(LockedFile(path, hashlib.sha256(text.encode()).hexdigest()) for path, text in sorted(files.items()))
    project = LockedProject("app", (), (), listed)
    lock = Lock("1", "package", "app/_vendor", "3.11", "linux", "", (), project, (), complete=True)
    return lock_source(lock).decode()


def wheel_of(folder: Path, changed: dict[str, str]) -> Path:
    """Return a wheel with the lock of FILES, with other files."""
    wheel = folder / "app-0.1-py3-none-any.whl"
    files = {**FILES, **changed, f"{INFO}/vendorize.lock": locked(FILES)}
    record = "".join(f"{path},,\n" for path in (*files, f"{INFO}/RECORD"))
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in {**files, f"{INFO}/RECORD": record}.items():
            archive.writestr(path, text)
    return wheel


def installed(folder: Path, changed: dict[str, str]) -> Path:
    """Return the metadata folder of the same wheel, installed."""
    files = {NAMES.get(path, path): text for path, text in {**FILES, **changed}.items() if "/scripts/" not in path}
    files |= {f"{INFO}/vendorize.lock": locked(FILES), f"{INFO}/INSTALLER": "pip\n", f"{INFO}/REQUESTED": ""}
    record = "".join(f"{path},,\n" for path in (*files, f"{INFO}/RECORD", "app/__pycache__/__init__.pyc", "../bin/run"))
    write(folder, {**files, f"{INFO}/RECORD": record, "app/__pycache__/__init__.pyc": "", "other/core.py": ""})
    return folder / INFO


def test_a_wheel_is_described_wherever_that_is_asked(tmp_path: Path) -> None:
    pytest.importorskip("cyclonedx")
    (tmp_path / "elsewhere").mkdir()
    text = describe_result(Request(tmp_path / "elsewhere"), wheel_of(tmp_path, {}), "1.6", Silent())
    names = [one["name"] for one in json.loads(text)["metadata"]["component"]["components"]]
    assert sorted(names) == sorted(FILES)


@pytest.mark.parametrize("make", [wheel_of, installed])
@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"app/table.txt": "43\n"}, [("VZ801", "app/table.txt")]),
        ({"app/more.py": "", "app/more.txt": ""}, [("VZ802", "app/more.py"), ("VZ802", "app/more.txt")]),
        ({f"{INFO}/METADATA": "Requires-Dist: evil\n"}, [("VZ801", f"{INFO}/METADATA")]),
        ({f"{INFO}/entry_points.txt": "[console_scripts]\n"}, [("VZ802", f"{INFO}/entry_points.txt")]),
        ({"evil.pth": "import os\n"}, [("VZ802", "evil.pth")]),
        ({"tool.abi3.so": ""}, [("VZ802", "tool.abi3.so")]),
    ],
)
def test_a_wheel_or_an_installed_one_with_other_files_and_a_new_record_is_found_out(
    tmp_path: Path, make: object, changed: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    assert callable(make)
    assert sorted(found(make(tmp_path, changed))) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"app/more.py": ""}, ["app/more.py"]),
        ({"tool/__init__.py": ""}, ["tool/__init__.py"]),
        ({"tool.cpython-311-x86_64-linux-gnu.so": ""}, ["tool.cpython-311-x86_64-linux-gnu.so"]),
        ({"other/more.py": "", "tool.txt": ""}, []),
        ({"app/plug.py": "", "plug-1.dist-info/RECORD": "app/plug.py,,\n"}, []),
    ],
)
def test_what_was_put_beside_an_installed_module_is_found_though_no_record_names_it(
    tmp_path: Path, more: dict[str, str], expected: list[str]
) -> None:
    info = installed(tmp_path, {})
    write(tmp_path, more)
    assert [about for _, about in found(info)] == expected


def test_a_lock_says_whether_it_is_complete(written: Path) -> None:
    lock = read_lock(written)
    assert lock is not None
    assert (lock.complete, lock.project.version) == (True, "0.1")
    assert "app/table.txt" in {one.path for one in lock.project.files}


def test_findings_in_a_wheel_name_the_wheel_and_what_mends_them(tmp_path: Path) -> None:
    wheel = wheel_of(tmp_path, {"app/table.txt": "43\n"})
    (finding,) = check_result(Request(wheel), None).findings
    assert finding.file == wheel / "app/table.txt"
    assert "--save-patch" not in finding.remedy
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"{INFO}/vendorize.lock", "version = 1\n[project]\nname = 3\n")
    with pytest.raises(UserError, match=str(wheel)):
        check_result(Request(wheel), None)


CUT = """\
class A:
    def used(self):
        return 1

    def gone(self):
        return 2

    def too(self):
        return 3
"""


@pytest.fixture
def cut(tmp_path: Path) -> tuple[Request, Path]:
    """Return the request and the vendored module of a result of which a member was cut."""
    text = "import dep\n\nx = dep.A()\nprint(x.used(), x.too())\n"
    write(tmp_path / "project", {"pyproject.toml": '[project]\nname = "app"\nversion = "1"\n', "app.py": text})
    install(tmp_path / "site", "dep", {"dep.py": CUT})
    request = Request(tmp_path / "project", AnalysisOptions(search_path=(tmp_path / "site",), use_cache=False))
    extract(request, out=tmp_path / "out", smoke=False)
    (module,) = (tmp_path / "out").rglob("dep.py")
    return request, module


def test_the_line_of_an_edit_in_a_module_that_was_cut_is_told_by_the_map(cut: tuple[Request, Path]) -> None:
    request, module = cut
    lines = module.read_text(encoding="utf-8").splitlines(keepends=True)
    at = lines.index("        return 3\n")
    module.write_text("".join([*lines[:at], "        return 4\n", *lines[at + 1 :]]), encoding="utf-8")
    out = next(one for one in module.parents if one.name == "out")
    (finding,) = check_result(request, out).findings
    assert (finding.line, "--result OUT --save-patch" in finding.remedy) == (at + 1, True)


def test_what_extraction_has_a_text_of_and_an_edit_has_not_is_told_apart(cut: tuple[Request, Path]) -> None:
    request, module = cut
    out = next(one for one in module.parents if one.name == "out")
    config = request.start / "pyproject.toml"
    rule = '[[tool.vendorize.accept]]\ncode = "VZ805"\nabout = "{}"\nreason = "r"\n'
    config.write_text(config.read_text(encoding="utf-8") + rule.format("no*"), encoding="utf-8")
    (licence,) = [one for one in (out).rglob("*") if one.name == "LICENSE"]
    licence.unlink()
    checked = check_result(request, out)
    assert {one.code for one in checked.findings} == {"VZ802", "VZ805"}
    assert all("again" in one.remedy and "ship it" not in one.remedy for one in checked.findings)
    assert any("accepts nothing" in one for one in checked.notes)


def test_a_lock_that_the_project_has_already_is_not_listed_in_the_next(written: Path, tmp_path: Path) -> None:
    write(tmp_path / "project", {**PROGRAM, "vendorize.lock": (written / "vendorize.lock").read_text(encoding="utf-8")})
    install(tmp_path / "site", "dep", DEPENDENCY)
    options = AnalysisOptions(search_path=(tmp_path / "site",), use_cache=False)
    extract(Request(tmp_path / "project", options), out=tmp_path / "out", smoke=False)
    assert found(tmp_path / "out") == []
