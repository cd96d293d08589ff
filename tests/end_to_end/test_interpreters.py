"""The tool runs on one Python, and extracts for another: syntax, markers and libraries are those of the target."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import DEPENDENCY, PYPROJECT, World, install, run, variables, write
from tests.end_to_end.interpreters import VARIABLE, VERSIONS, interpreters

if TYPE_CHECKING:
    from pathlib import Path

LAYOUTS = ("site", "package")
SITE = "import site; print(next(path for path in site.getsitepackages() if path.endswith('site-packages')))"
TESTS = """\
import unittest

from app.cli import main


class TestMain(unittest.TestCase):
    def test_main(self):
        self.assertIsNone(main())
"""
CHOICE = """\
import sys

import dep

if sys.version_info >= (3, 12):
    from dep.new import answer
else:
    from dep.old import answer


def main():
    print(dep.used(20), answer())
"""


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    if request.param not in interpreters():
        pytest.skip(f"no Python {request.param} here; {VARIABLE} may name one")
    return str(request.param)


def environment(version: str, world: World) -> tuple[Path, Path]:
    """Make a virtual environment of a version, and give its interpreter and site-packages."""
    folder = world.folder / f"venv-{version}"
    made = run([str(interpreters()[version]), "-m", "venv", "--without-pip", str(folder)], world.folder, variables())
    assert made.code == 0, made.err
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    asked = run([str(python), "-c", SITE], world.folder, variables())
    return python, type(folder)(asked.out.strip())


def prepare(world: World, version: str) -> Path:
    """Install the dependency with two modules for different versions; the newer one is in the syntax of 3.12."""
    python, site = environment(version, world)
    newer = (
        'def first[T](items: list[T]) -> T:\n    return items[0]\n\n\ndef answer():\n    return f"{first(["new"])}"\n'
    )
    more = {"dep/new.py": newer, "dep/old.py": "def answer():\n    return 'old'\n\n\ndef spare():\n    return 1\n"}
    install(site, "dep", {**DEPENDENCY, **more}, requires=("gone; python_version >= '4'",))
    project = PYPROJECT.replace(">=3.11", ">=3.8")
    write(world.project, {"pyproject.toml": project, "app/cli.py": CHOICE, "tests/test_app.py": TESTS})
    return python


@pytest.mark.slow
def test_a_result_for_another_python_does_the_same_there_and_verify_says_so(world: World, version: str) -> None:
    python = prepare(world, version)
    expected = run([str(python), "-m", "app"], world.project, clean())
    assert expected.out.startswith("42 "), expected.err
    for layout in LAYOUTS:
        out = world.folder / layout
        common = [world.project, "--python", python, "--no-cache", "--layout", layout]
        done = world.run("extract", *common, "--out", out)
        assert done.code == 0, done.err
        assert "gone" not in done.err
        assert run_result(python, out, layout) == (0, expected.out)
        proved = world.run("verify", *common, "--", "python", "-m", "unittest", "discover", "-s", "tests")
        assert proved.code == 0, proved.out + proved.err


@pytest.mark.slow
@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python reads the newest syntax itself")
def test_a_file_in_newer_syntax_is_cut_like_any_other_and_the_remedy_is_said_once(world: World) -> None:
    version, python = newer_python(world)
    newer = (
        "import helper\n\ntype Text[T] = dict[T, helper.named]\n\n\n"
        'def answer[T](item: T = "x"):\n    return helper.deep(f"{f"{item}"}")\n\n\n'
        'def spare[T: helper.unused]():\n    return f"{helper.gone["x"]}"\n'
    )
    _, site = environment(version, world)
    write(site, {"dep/new.py": newer})
    for layout in LAYOUTS:
        out = world.folder / layout
        done = world.run("extract", world.project, "--python", python, "--no-cache", "--layout", layout, "--out", out)
        assert done.err.count(f"run vendorize with Python {version}") == 1
        assert run_result(python, out, layout) == (0, "42 xx\n")
        (written,) = out.rglob("helper.py")
        assert "def deep" in written.read_text()
        assert "def unused" not in written.read_text()
        (written,) = out.rglob("new.py")
        assert "return helper.deep(" in written.read_text()
        assert "def spare" not in written.read_text()
    assert "VZ701" not in world.run("analyze", world.project, "--python", python, "--no-cache").out


@pytest.mark.slow
@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python reads the newest syntax itself")
def test_a_file_that_only_the_newer_python_reads_is_kept_with_all_that_it_may_need(world: World) -> None:
    version, python = newer_python(world)
    _, site = environment(version, world)
    # libcst forgets the spaces after a conversion.
    write(site, {"dep/new.py": 'import helper\n\n\ndef answer[T]():\n    return helper.deep(f"{"x"!s  :}")\n'})
    for layout in LAYOUTS:
        out = world.folder / layout
        world.run("extract", world.project, "--python", python, "--no-cache", "--layout", layout, "--out", out)
        assert run_result(python, out, layout) == (0, "42 xx\n")
    assert "VZ701" in world.run("analyze", world.project, "--python", python, "--no-cache").out


@pytest.mark.slow
def test_a_module_that_the_other_pythons_standard_library_no_longer_has_is_an_ordinary_one(world: World) -> None:
    if "3.13" not in interpreters():
        pytest.skip(f"no Python 3.13 here; {VARIABLE} may name one")
    python, site = environment("3.13", world)
    # PEP 594: out of the standard library of 3.13, and on the package index since.
    install(site, "old-cgi", {"cgi.py": "def parse(text):\n    return text.split()\n\n\ndef spare():\n    return 1\n"})
    project = PYPROJECT.replace(">=3.11", ">=3.13").replace('["dep"]', '["old-cgi"]')
    text = 'import cgi\n\n\ndef main():\n    print(cgi.parse("a b"))\n'
    write(world.project, {"pyproject.toml": project, "app/cli.py": text})
    for layout in LAYOUTS:
        out = world.folder / layout
        done = world.run("extract", world.project, "--python", python, "--no-cache", "--layout", layout, "--out", out)
        assert done.code == 0, done.err
        assert run_result(python, out, layout) == (0, "['a', 'b']\n")


def newer_python(world: World) -> tuple[str, Path]:
    """Prepare a world for the first newer interpreter that is here, with one more distribution."""
    version = next((found for found in ("3.12", "3.13") if found in interpreters()), None)
    if version is None:
        pytest.skip(f"no Python 3.12 or 3.13 here; {VARIABLE} may name one")
    python = prepare(world, version)
    _, site = environment(version, world)
    functions = ("def deep(text):\n    return text * 2\n", "def spare():\n    return 1\n", "def unused():\n    pass\n")
    install(site, "helper", {"helper.py": "\n\n".join(functions)})
    project = PYPROJECT.replace(">=3.11", ">=3.8").replace('["dep"]', '["dep", "helper"]')
    write(world.project, {"pyproject.toml": project})
    return version, python


def run_result(python: Path, out: Path, layout: str) -> tuple[int, str]:
    """Return the exit code of a result and what it prints; for a failure what it says."""
    env = {**clean(), **({"PYTHONPATH": str(out)} if layout == "site" else {})}
    got = run([str(python), "-S", "-m", "app"], out if layout == "package" else out.parent, env)
    return got.code, got.out or got.err


def clean() -> dict[str, str]:
    return {name: value for name, value in variables().items() if name != "PYTHONPATH"}
