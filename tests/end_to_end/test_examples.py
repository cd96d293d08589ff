"""The examples do what their pages say: re-extracted here, proved, built and run."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tomllib
import zipfile
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.end_to_end.command import ROOT, Done, contents, run, run_package, run_site, variables, vendorize

EXPENSES = ROOT / "examples/expenses/before"
NOTES = ROOT / "examples/notes"
AFTER = NOTES / "after"
LAYOUTS = ["site", "package"]
LEDGER = "date,category,amount,note\n2026-01-02,food,12.50,bread\n2026-02-03,books,30,\n2026-02-09,food,7.25,\n"
BUILD = "import sys; from {0} import build_wheel; print(build_wheel(sys.argv[1]))"
BACKENDS = {"hatchling": "hatchling.build", "setuptools": "setuptools.build_meta"}

pytestmark = pytest.mark.slow


def installed(name: str) -> str:
    """Return the version of a distribution that is installed beside us; empty without one."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def can_build(backend: str) -> bool:
    """Tell whether a back end is here with all that it needs: an older setuptools needs `wheel`."""
    number = installed(backend)
    if backend == "setuptools" and number and Version(number) < Version("70.1"):
        return bool(installed("wheel"))
    return bool(number)


def tool(*arguments: object, cwd: Path) -> Done:
    return vendorize(*arguments, "--python", sys.executable, cwd=cwd)


@pytest.fixture(scope="module")
def lean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what the example and its tests need: with all the tools of this environment `verify` takes much longer."""
    folder = tmp_path_factory.mktemp("lean")
    waiting, seen = ["click", "rich", "pytest"], set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        found = distribution(name)
        for file in found.files or ():
            if ".." not in file.parts and file.suffix != ".pyc":
                target = folder / file
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(found.locate_file(file), target)
        needed = [Requirement(text) for text in found.requires or ()]
        waiting += [one.name for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})]
    return folder


def try_program(command: list[str], folder: Path, ledger: Path) -> Done:
    """Run the program on a ledger."""
    ledger.write_text(LEDGER, encoding="utf-8")
    return run([*command, "total", str(ledger), "--by", "month"], folder, variables(PYTHONPATH=str(folder)))


@pytest.mark.release
@pytest.mark.parametrize("layout", ["package"])  # the README's first command does it in the other one
def test_the_example_passes_its_tests_after_extraction(tmp_path: Path, lean: Path, layout: str) -> None:
    out = tmp_path / "out"
    extracted = tool("extract", EXPENSES, "--search-path", lean, "--layout", layout, "--out", out, cwd=tmp_path)
    assert extracted.code == 0, extracted.err
    options = ("--search-path", lean, "--output-format", "json")
    proved = tool("verify", EXPENSES, "--result", out, *options, cwd=tmp_path)
    assert proved.code == 0, proved.out + proved.err
    verdict = json.loads(proved.out)
    assert verdict["same"]
    assert verdict["result"]["passed"] == verdict["baseline"]["passed"] > 0
    assert {"click", "rich"} <= set(verdict["absent"])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_example_prints_the_same_with_nothing_installed(tmp_path: Path, layout: str) -> None:
    out, ledger = tmp_path / "out", tmp_path / "ledger.csv"
    assert tool("extract", EXPENSES, "--layout", layout, "--out", out, cwd=tmp_path).code == 0
    original = try_program([sys.executable, "-m", "expenses"], EXPENSES / "src", ledger)
    home = out if layout == "site" else out / "src"
    result = try_program([sys.executable, "-S", "-m", "expenses"], home, ledger)
    assert (original.code, original.err) == (0, "")
    assert (result.code, result.out, result.err) == (0, original.out, "")


@pytest.mark.parametrize("backend", sorted(BACKENDS))
def test_a_wheel_of_the_extracted_example_installs_nothing_else(tmp_path: Path, backend: str) -> None:
    if not can_build(backend):
        pytest.skip(f"no {backend} that can build a wheel is installed beside the tool, and tests use no network")
    project, out, wheels = tmp_path / "project", tmp_path / "out", tmp_path / "wheels"
    shutil.copytree(EXPENSES, project, ignore=shutil.ignore_patterns("__pycache__"))
    pyproject = project / "pyproject.toml"
    text = pyproject.read_text(encoding="utf-8")
    assert '"hatchling"' in text
    text = text.replace('"hatchling"', f'"{backend}"').replace("hatchling.build", BACKENDS[backend])
    pyproject.write_text(text, encoding="utf-8")
    assert tool("extract", project, "--layout", "package", "--out", out, cwd=tmp_path).code == 0
    wheels.mkdir()
    built = run([sys.executable, "-c", BUILD.format(BACKENDS[backend]), str(wheels)], out, variables())
    assert built.code == 0, built.out + built.err
    (wheel,) = wheels.iterdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(home := tmp_path / "installed")
    metadata = next(home.glob("expenses-*.dist-info/METADATA")).read_text(encoding="utf-8")
    assert "Requires-Dist" not in metadata
    kept = {path for path in contents(out / "src") if "egg-info" not in path}
    assert kept <= contents(home).keys()
    original = try_program([sys.executable, "-m", "expenses"], EXPENSES / "src", tmp_path / "ledger.csv")
    result = try_program([sys.executable, "-S", "-m", "expenses"], home, tmp_path / "ledger.csv")
    assert (result.code, result.out, result.err) == (0, original.out, "")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_script_prints_the_same_with_nothing_installed(tmp_path: Path, layout: str) -> None:
    script, out = NOTES / "before" / "notes.py", tmp_path / "out"
    assert tool("extract", script, "--layout", layout, "--out", out, cwd=tmp_path).code == 0
    page = str(NOTES / "before" / "example.md")
    original = run([sys.executable, str(script), page], tmp_path, variables())
    result = (run_site if layout == "site" else run_package)(out, str(out / "notes.py"), page)
    assert (original.code, original.err) == (0, "")
    assert (result.code, result.out, result.err) == (0, original.out, "")


def test_the_committed_result_prints_the_same_as_its_original() -> None:
    page = str(NOTES / "before" / "example.md")
    original = run([sys.executable, str(NOTES / "before" / "notes.py"), page], NOTES, variables())
    result = run_package(AFTER, "notes.py", page)
    assert (result.code, result.out, result.err) == (0, original.out, "")


def test_the_tool_brings_what_the_examples_need() -> None:
    """The README runs them in the environment of the tool."""
    project = tomllib.loads((EXPENSES / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert all(installed(one.partition(">")[0]) for one in [*project["dependencies"], "markdown-it-py"])


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_one_command_makes_wheel_bill_of_materials_vex_and_provenance(tmp_path: Path) -> None:
    needed = ("hatchling", "wheel", "cyclonedx-python-lib", "securesystemslib", "pip", "click")
    if lacking := [name for name in needed if not installed(name)]:
        pytest.skip(f"not installed: {', '.join(lacking)}")
    shutil.copytree(ROOT / "examples/release", tmp_path / "release", ignore=shutil.ignore_patterns("__pycache__"))
    before = contents(tmp_path / "release")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    command = ["sh", "release/release.sh", "dist", "key", "--no-build-isolation"]
    done = run(command, tmp_path, variables(PATH=path, VIRTUAL_ENV=sys.prefix))
    assert done.code == 0, done.out + done.err
    assert contents(tmp_path / "release") == before
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    vex = json.loads(wheel.with_name(f"{wheel.name}.vex.json").read_bytes())
    (vulnerability,) = vex["vulnerabilities"]
    assert vulnerability["id"] == "EXAMPLE-2026-1"
    assert vulnerability["analysis"]["state"] == "not_affected"
    bill = json.loads(wheel.with_name(f"{wheel.name}.cdx.json").read_bytes())
    assert [one["name"] for one in bill["components"]] == ["click"]
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(home := tmp_path / "installed")
    (tmp_path / "words.txt").write_text("a b a\n", encoding="utf-8")
    program = [sys.executable, "-S", "-m", "tally", "words.txt", "--most", "1"]
    assert run(program, tmp_path, variables(PYTHONPATH=str(home))).out == "   2  a\n"
