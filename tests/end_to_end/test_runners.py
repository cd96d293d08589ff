"""The ways in which people run their tests: several processes, unittest, random order, a command of their own."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.end_to_end.command import PYPROJECT, World, install, write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
LAYOUTS = ["site", "package"]
DEP = """\
import os
import time


def used(number): return 2 * number


def job(): return f"job-{os.urandom(4).hex()} took {time.perf_counter() % 1:.6f} s"


def unused(): return 3
"""
CLI = "import dep\n\n\ndef main(): print(dep.job(), dep.used(21))\n"
MASKS = "[tool.vendorize.verify]\nmasks = [{ pattern = 'job-[0-9a-f]+', replace = 'job-N' }]\n"
TESTS = """\
import unittest
import dep
from app import cli


class Test(unittest.TestCase):
    def test_used(self): self.assertEqual(dep.used(21), 42)
    def test_unused(self): self.assertEqual(dep.unused(), 3)
    def test_wrong(self): self.assertEqual(dep.used(1), 1)
"""
SHUFFLE = """\
import random
import pytest

SEED = random.random()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    random.Random(SEED).shuffle(items)
"""
IN_ORDER = """\
import pytest
from app import cli

SEEN = []


@pytest.mark.parametrize("number", range(12))
def test_order(number):
    SEEN.append(number)
    assert SEEN.index(number) == number
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path, tmp_path / "project", tmp_path / "site")
    files = {"app/__init__.py": "", "app/__main__.py": "from app.cli import main\n\nmain()\n", "app/cli.py": CLI}
    write(made.project, {"pyproject.toml": f"{PYPROJECT}\n{MASKS}", **files})
    install(made.site, "dep", {"dep.py": DEP})
    return made


def proved(world: World, layout: str, *command: str, options: tuple[object, ...] = ()) -> dict[str, Any]:
    """Return the verdict of a test command."""
    done = world.call("verify", "--layout", layout, *options, "--output-format", "json", "--", *command)
    assert done.code == 0, done.out + done.err
    found: dict[str, Any] = json.loads(done.out)
    assert (found["differences"], found["leaks"], found["foreign_imports"]) == ([], [], [])
    return found


def counts(found: dict[str, Any]) -> list[tuple[int, int]]:
    return [(found[side]["passed"], found[side]["failed"]) for side in ("baseline", "result")]


@pytest.mark.parametrize("layout", [pytest.param("site", marks=pytest.mark.release), "package"])
def test_several_processes_of_pytest_xdist(world: World, layout: str) -> None:
    pytest.importorskip("xdist")
    write(world.project, {f"tests/test_{number}.py": TESTS for number in range(3)})
    command = ("python", "-m", "pytest", "-q", "-n", "2", "tests")
    found = proved(world, layout, *command, options=("--python", sys.executable))
    assert counts(found) == [(6, 3)] * 2


@pytest.mark.parametrize("layout", LAYOUTS)
def test_unittest(world: World, layout: str) -> None:
    write(world.project, {"tests/__init__.py": "", "tests/test_app.py": TESTS})
    found = proved(world, layout, "python", "-m", "unittest", "discover", "-s", "tests", "-t", ".")
    assert counts(found) == [(2, 1)] * 2


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_random_order_that_is_the_same_on_both_sides(world: World, layout: str) -> None:
    write(world.project, {"tests/conftest.py": SHUFFLE, "tests/test_order.py": IN_ORDER})
    write(world.project, {"tests/test_it.py": "def test_it(): pass\n"})
    found = proved(world, layout, "python", "-m", "pytest", "-q", "tests")
    assert found["flaky"] == []
    assert found["baseline"]["failed"] > 5


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_command_whose_output_is_masked(world: World, layout: str) -> None:
    found = proved(world, layout, "python", "-m", "app")
    assert counts(found) == [(1, 0)] * 2
    assert found["flaky"] == []


MANAGE = """\
import sys
import unittest

import shelf.models

if __name__ == "__main__":
    if sys.argv[1:] == ["test"]:
        found = unittest.defaultTestLoader.discover(".")
        sys.exit(not unittest.TextTestRunner().run(found).wasSuccessful() or found.countTestCases() != 3)
    print(shelf.models.count())
"""
SHELF = "import dep\n\n\ndef count(): return dep.used(2)\n"
IN_PACKAGE = """\
import unittest
from app import cli
import dep


class Test(unittest.TestCase):
    def test_where(self): self.assertTrue(cli.__file__.endswith("app.py/app/cli.py"), cli.__file__)
    def test_result(self): self.assertEqual(dep.used(21), 42)
"""


def test_tests_in_a_package_that_one_file_holds(world: World) -> None:
    """Their names say nothing to pytest; unittest and pytest's own setting look for them."""
    write(world.project, {"app/tests.py": IN_PACKAGE.replace("app.py/app", "app"), "app/checks.py": TESTS})
    unit = proved(world, "file", "python", "-m", "unittest")
    assert counts(unit) == [(2, 0)] * 2
    by_pattern = proved(world, "file", "python", "-m", "unittest", "discover", "-p", "check*.py")
    assert counts(by_pattern) == [(2, 1)] * 2
    by_name = proved(world, "file", "python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "app/checks.py")
    assert counts(by_name) == [(2, 1)] * 2
    write(world.project, {"pytest.ini": "[pytest]\npython_files = checks.py test_*.py\n"})
    configured = proved(world, "file", "python", "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert counts(configured) == [(2, 1)] * 2


def test_a_script_that_looks_for_tests_beside_it(world: World) -> None:
    """What runs is the one file, in the place of the script."""
    project = world.folder / "shelves"
    tests = TESTS.replace("from app import cli", "import shelf.models").replace("dep.used(1), 1", "dep.used(1), 2")
    write(project, {"manage.py": MANAGE, "shelf/__init__.py": "", "shelf/models.py": SHELF, "shelf/tests.py": tests})
    found = proved(World(world.folder, project, world.site), "file", "python", "manage.py", "test")
    assert counts(found) == [(1, 0)] * 2


EXAMPLE = '''"""What is tested here.

>>> total(2)
4
"""
import dep
from app.inner import names


def total(n): return dep.used(n)
def main(): print(total(1), names.LIMIT)
'''
COLLECTING = {
    "pytest.ini": "[pytest]\naddopts = --doctest-modules --import-mode=MODE\n",
    "app/cli.py": EXAMPLE,
    "app/inner/__init__.py": "from . import names\n",
    "app/inner/names.py": '"""Names.\n\n>>> LIMIT + 1\n4\n"""\nLIMIT = 3\n',
    "tests/test_app.py": "import dep\nfrom app import cli\n\n\ndef test_total(): assert cli.total(2) == dep.used(2)\n",
}


@pytest.mark.parametrize("mode", ["prepend", "importlib"])
@pytest.mark.parametrize("layout", ["package", "file"])
def test_examples_in_docstrings_that_pytest_collects(world: World, layout: str, mode: str) -> None:
    """It loads each module by its path: those of the namespace are none of the program's, and one file has no paths."""
    write(world.project, {name: text.replace("MODE", mode) for name, text in COLLECTING.items()})
    install(world.site, "dep", {"dep/__init__.py": '"""An example.\n\n>>> 1\n2\n"""\ndef used(n): return 2 * n\n'})
    (world.site / "dep.py").unlink(missing_ok=True)
    found = proved(world, layout, "python", "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert counts(found) == [(3, 0)] * 2
