"""A program that finds a method by a computed name, which only its tests name: verify says so, and repairs it."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import PYPROJECT, World, install, snapshot, write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
LAYOUTS = ["site", "package"]
FILES = {
    "pyproject.toml": f"{PYPROJECT.replace('cli:main', 'cli:run')}\n# ours\n",
    "app/__init__.py": "",
    "app/__main__.py": "import sys\nfrom app.cli import run\n\nprint(run(sys.argv[1]))\n",
    "app/cli.py": "import dep\n\n\ndef run(name):\n    return getattr(dep.Tool(), name[::-1])()\n",
    "test_app.py": """\
import subprocess, sys, threading, unittest
import dep
from app import cli


class Test(unittest.TestCase):
    def test_in_a_thread(self):
        found = []
        thread = threading.Thread(target=lambda: found.append(cli.run("eno")))
        thread.start()
        thread.join()
        self.assertEqual(found, [dep.Tool().one()])

    def test_in_a_child(self):
        out = subprocess.check_output([sys.executable, "-m", "app", "owt"], text=True)
        self.assertEqual(int(out), dep.Tool().two())
""",
}
REQUIRING = FILES["pyproject.toml"].replace('"dep"', '"dep", "fast"')
DEP = "class Tool:\n    def one(self): return 1\n    def two(self): return 2\n    def three(self): return 3\n"
UNITTEST = ("--", "python", "-m", "unittest", "-q", "test_app")


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path, tmp_path / "project", tmp_path / "site")
    write(made.project, FILES)
    install(made.site, "dep", {"dep.py": DEP})
    return made


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_leak_has_its_symbol_and_its_call_path_and_is_a_finding(world: World, layout: str) -> None:
    done = world.call("verify", "--layout", layout, "--output-format", "json", *UNITTEST)
    assert done.code == 1, done.err
    found = json.loads(done.out)
    assert (found["same"], found["differences"]) == (False, [])
    assert [leak["symbol"] for leak in found["leaks"]] == ["dep.Tool.one", "dep.Tool.two"]
    one, two = (leak["path"] for leak in found["leaks"])
    assert one[0] == "app.cli.run (app/cli.py:5)"
    assert one[-1].endswith("(test_app.py:9)")
    assert two == ["app.cli.run (app/cli.py:5)", "app.__main__ (app/__main__.py:4)"]


OPENS = """\
import sys
import dep


def run():
    folder = sys.modules["dep"].__path__[0]
    try:
        with open("/".join([folder, "words.txt"])) as stream:
            return stream.read() + str(dep.used())
    except OSError:
        return "nothing"
"""
WORDS = """\
import os


def used(): return 1


def words():
    with open(os.path.join(os.path.dirname(__file__), "words.txt")) as stream:
        return stream.read()
"""


@pytest.mark.parametrize("names_it", [True, False], ids=["that a test needs too", "that only the program needs"])
@pytest.mark.parametrize("layout", [pytest.param("site", marks=pytest.mark.release), "package"])
def test_a_data_file_that_the_program_finds_on_a_hidden_way_is_missed_and_repaired(
    tmp_path: Path, layout: str, *, names_it: bool
) -> None:
    world = World(tmp_path, tmp_path / "project", tmp_path / "site")
    test = "import dep\nfrom app import cli\nfrom unittest import TestCase\n\nclass Test(TestCase):\n"
    test += "    def test_run(self): self.assertTrue(cli.run())\n"
    test += "    def test_words(self): self.assertEqual(dep.words(), 'hello')\n" if names_it else ""
    files = {"pyproject.toml": FILES["pyproject.toml"], "app/__init__.py": "", "app/cli.py": OPENS, "test_app.py": test}
    write(world.project, files)
    install(world.site, "dep", {"dep/__init__.py": WORDS, "dep/words.txt": "hello"})
    done = world.call("verify", "--layout", layout, "--output-format", "json", "--repair", *UNITTEST)
    found = json.loads(done.out)
    reason = "app.cli.run uses it" if names_it else "the original opens dep/words.txt"
    assert (done.code, found["same"]) == (0, True)
    assert [(rule["symbol"], rule["reason"]) for rule in found["repairs"]] == [("dep", f"verify --repair: {reason}")]


@pytest.mark.parametrize("layout", ["package"])  # three proofs: half a minute for each
def test_repair_keeps_what_leaked_and_nothing_else_and_writes_only_when_it_is_told_to(
    world: World, layout: str
) -> None:
    before = snapshot(world.project)
    options = ("--layout", layout, "--output-format", "json", "--repair")
    done = world.call("verify", *options, *UNITTEST)
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert (found["same"], found["leaks"]) == (True, [])
    assert [rule["symbol"] for rule in found["repairs"]] == ["dep.Tool.one", "dep.Tool.two"]
    assert snapshot(world.project) == before
    assert world.call("verify", *options, "--write", *UNITTEST).code == 0
    text = (world.project / "pyproject.toml").read_text(encoding="utf-8")
    assert text.startswith(FILES["pyproject.toml"])
    assert tomllib.loads(text)["tool"]["vendorize"]["keep"] == found["repairs"]
    assert world.call("verify", "--layout", layout, *UNITTEST).code == 0
    assert world.extract(world.folder / "out", layout=layout).code == 0
    (shipped,) = (world.folder / "out").rglob("dep.py")
    assert [name for name in ("one", "two", "three") if f"def {name}" in shipped.read_text("utf-8")] == ["one", "two"]


def test_rounds_of_repair_are_bounded_and_what_is_left_stays_a_finding(world: World) -> None:
    # Without a class only the first name is found missing: the second one is asked of what that gives.
    program = "import dep\n\n\ndef run(name):\n    first, second = name.split('.')\n"
    program += "    return getattr(getattr(dep.Tool(), first[::-1]), second[::-1])()\n"
    text = "class Tool:\n    def one(self): return 1\n    @property\n    def more(self): return More()\n"
    text += "class More:\n    def two(self): return 2\n"
    tests = "import unittest\nimport dep\nfrom app import cli\n\n\nclass Test(unittest.TestCase):\n"
    tests += "    def test_both(self):\n        self.assertEqual(cli.run('erom.owt'), dep.Tool().more.two())\n"
    write(world.project, {"app/cli.py": program, "test_app.py": tests})
    install(world.site, "dep", {"dep.py": text})
    options = ("--layout", "site", "--output-format", "json", "--repair")
    once = json.loads(world.call("verify", *options, "1", *UNITTEST).out)
    assert [rule["symbol"] for rule in once["repairs"]] == ["dep.Tool.more"]
    assert ([leak["symbol"] for leak in once["leaks"]], once["same"]) == (["dep.More.two"], False)
    twice = json.loads(world.call("verify", *options, "2", *UNITTEST).out)
    assert ([rule["symbol"] for rule in twice["repairs"]], twice["same"]) == (["dep.Tool.more", "dep.More.two"], True)


def test_the_given_result_is_never_written_to(world: World) -> None:
    out = world.folder / "out"
    world.extract(out)
    before = snapshot(out)
    done = world.call("verify", "--result", out, "--repair", *UNITTEST)
    assert done.code == 0, done.err
    assert '[[tool.vendorize.keep]]\nsymbol = "dep.Tool.one"' in done.out
    assert snapshot(out) == before


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("asked", "same"), [("'dep'", True), ("'tsaf'[::-1]", False)])
def test_what_only_the_tests_need_as_installed_is_there_for_the_tests_alone(
    world: World,
    layout: str,
    asked: str,
    same: bool,  # noqa: FBT001
) -> None:
    speed = "try:\n    from fast._speed import value\nexcept ImportError:\n    def value(): return 7\n"
    install(world.site, "fast", {"fast/__init__.py": speed, "fast/_speed.abi3.so": b"\x7fELF"})
    tests = "import unittest\nfrom fast import value\nfrom app import cli\n\n\nclass Test(unittest.TestCase):\n"
    tests += "    def test_value(self):\n        cli.run()\n        self.assertEqual(value(), 7)\n"
    source = f"import dep\nfrom importlib import import_module\n\n\ndef run():\n    return import_module({asked})\n"
    write(world.project, {"app/cli.py": source, "test_app.py": tests, "pyproject.toml": REQUIRING})
    done = world.call("verify", "--layout", layout, "--output-format", "json", *UNITTEST)
    assert done.out, done.err
    found = json.loads(done.out)
    assert (found["same"], found["differences"]) == (same, []), done.err
    assert bool(found["leaks"]) != same
