"""`vendorize inline`, from the command line."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import PROGRAM, PYPROJECT, Done, World, contents, run, variables, write
from tests.schemas import conform

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("rope")

GIT = shutil.which("git") or ""
COMMAND = '\n[tool.vendorize.verify]\ncommand = ["python", "-m", "unittest", "-v", "tests.test_cli"]\n'
TESTS = (
    "import unittest\n\nfrom app.cli import main\n\n\nclass TestMain(unittest.TestCase):\n"
    "    def test_main(self):\n        self.assertIsNone(main())\n"
)
SEES_ITS_HOME = (
    "import unittest\n\nimport app.cli\nfrom dep import used\n\n\nclass TestMain(unittest.TestCase):\n"
    "    def test_main(self):\n        self.assertIsNone(app.cli.main())\n\n"
    "    def test_home(self):\n        self.assertEqual(used.__module__, 'dep.' + 'core')\n"
)


@pytest.fixture
def tested(world: World) -> World:
    """Return a project that has tests, and says how they run."""
    files = {"pyproject.toml": PYPROJECT + COMMAND, "tests/__init__.py": "", "tests/test_cli.py": TESTS}
    write(world.project, {**files, "app/util.py": "N = 1\n"})
    return world


def start(world: World) -> str:
    """Return what the program prints."""
    done = run([sys.executable, "-m", "app"], world.project, {**variables(), "PYTHONPATH": str(world.site)})
    assert done.code == 0, done.err
    return done.out


@pytest.mark.slow
@pytest.mark.skipif(not GIT, reason="git is not installed")
def test_the_patch_is_for_git(tested: World, tmp_path: Path) -> None:
    before, says = contents(tested.project), start(tested)
    done = tested.run("inline", "dep.used", tested.project, "--search-path", tested.site, "--into", "app.util", "-q")
    assert done.code == 0, done.err
    assert contents(tested.project) == before
    patch = tmp_path / "move.patch"
    patch.write_text(done.out, encoding="utf-8")
    subprocess.run([GIT, "apply", str(patch)], cwd=tested.project, check=True)
    assert "dep" not in (tested.project / "app/cli.py").read_text()
    shutil.rmtree(tested.site / "dep")
    assert start(tested) == says
    subprocess.run([GIT, "apply", "-R", str(patch)], cwd=tested.project, check=True)
    assert contents(tested.project) == before


@pytest.mark.slow
def test_it_writes_what_tests_find_the_same(tested: World) -> None:
    done = inline(tested, "dep.used", "app.util", "--write", "--output-format", "json")
    assert done.code == 0, done.err
    answer = json.loads(done.out)
    conform("inline", answer)
    assert answer["moved"] == ["dep.core.used", "dep.core.inner"]
    assert answer["files"] == ["app/cli.py", "app/util.py"]
    assert answer["written"]
    assert answer["tests"] == {
        "baseline": {"passed": 1, "failed": 0},
        "result": {"passed": 1, "failed": 0},
        "differences": [],
        "same": True,
    }
    assert "nothing in the project imports dep any more" in done.err
    assert (tested.project / "app/cli.py").read_text() == PROGRAM["app/cli.py"].replace(
        "import dep", "from app.util import used"
    ).replace("dep.used", "used")


@pytest.mark.slow
def test_a_test_that_goes_another_way_stops_it(tested: World) -> None:
    write(tested.project, {"tests/test_cli.py": SEES_ITS_HOME})
    before = contents(tested.project)
    done = inline(tested, "dep.used", "app.util", "--write")
    assert done.code == 1
    assert "Refused: dep.core.used is not moved, for tests go another way" in done.out
    assert "test_home" in done.out
    assert contents(tested.project) == before
    assert inline(tested, "dep.used", "app.util", "--write", "--no-verify").code == 0


@pytest.mark.slow
def test_a_refusal_lists_its_reasons(tested: World) -> None:
    write(tested.project, {"app/util.py": "inner = 1\nused = 2\n"})
    done = inline(tested, "dep.used", "app.util")
    assert done.code == 1
    assert done.out.splitlines() == [
        "Refused: dep.core.used cannot be moved into app.util:",
        "  app/util.py:1: app.util binds inner already",
        "  app/util.py:2: app.util binds used already",
    ]
    done = inline(tested, "dep.used", "app.util", "--output-format", "json", "--exit-zero")
    assert done.code == 0
    assert [one["line"] for one in json.loads(done.out)["obstacles"]] == [1, 2]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("symbol", "module", "message"),
    [
        ("dep", "app.util", "error: 'dep' names no symbol"),
        ("dep.usd", "app.util", "hint: did you mean dep.used?"),
        ("deb.used", "app.util", "hint: did you mean dep?"),
        ("app.cli.main", "app.util", "error: app.cli.main is the project's own code"),
        ("dep.used.x", "app.util", "error: x is inside of function dep.used"),
        ("dep.core", "app.util", "error: dep.core is module, no function or class"),
        ("dep.used", "app.utill.x", "error: the project has no package app.utill"),
        ("dep.used", "dep.core", "error: dep.core is not the project's own code"),
        ("dep.used", "app.class", "error: 'app.class' is no name of a module"),
        ("dep.used", "json", "error: json cannot be a new module here"),
    ],
)
def test_what_is_not_there(tested: World, symbol: str, module: str, message: str) -> None:
    done = inline(tested, symbol, module)
    assert done.code == 2
    assert message in done.err, done.err


@pytest.mark.slow
def test_without_rope_it_says_what_to_install(tested: World, tmp_path: Path) -> None:
    hidden = write(tmp_path / "hidden", {"rope/__init__.py": "raise ImportError('not here')\n"})
    path = variables().get("PYTHONPATH", "")
    done = inline(tested, "dep.used", "app.util", env={"PYTHONPATH": f"{hidden}:{path}"})
    assert done.code == 2
    assert "pip install 'vendorize-cli[refactor]'" in done.err


@pytest.mark.slow
def test_vendored_code_moves_with_its_licence(tested: World, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert tested.extract(out, "--no-smoke", layout="package").code == 0
    done = tested.run(
        "inline",
        "app._vendor.dep.core.used",
        out,
        "--into",
        "app.util",
        "--search-path",
        tested.site,
        "--no-verify",
        "-q",
    )
    assert done.code == 0, done.err + done.out
    assert "+# From dep 1.0: dep/core.py" in done.out
    assert "+# As you like it." in done.out


def inline(world: World, symbol: str, module: str, *more: str, env: dict[str, str] | None = None) -> Done:
    """Run the command on the project."""
    given = ["inline", symbol, world.project, "--into", module, "--search-path", world.site, "--no-cache", *more]
    return world.run(*given, **(env or {}))
