"""A verdict whose inputs have not changed is given again without a run, and says so."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import PYPROJECT, World, install, write
from tests.environments import lean_python

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
FILES = {
    "pyproject.toml": PYPROJECT,
    "app/__init__.py": "",
    "app/cli.py": "import dep\n\n\ndef main():\n    return dep.used()\n",
    "test_app.py": "import unittest\nfrom app import cli\n\n\nclass Test(unittest.TestCase):\n"
    "    def test_main(self): self.assertEqual(cli.main(), 1)\n",
}


def test_the_second_call_runs_no_test_until_something_changes(tmp_path: Path) -> None:
    world = World(tmp_path, tmp_path / "project", tmp_path / "site")
    write(world.project, FILES)
    install(world.site, "dep", {"dep.py": "def used(): return 1\ndef unused(): return 2\n"})
    (tmp_path / "cache").mkdir()
    about = (world.project, "--search-path", world.site, "--python", lean_python(), "--cache-dir", tmp_path / "cache")
    time.sleep(2.2)  # what has just changed is not trusted

    def verified(*more: str) -> dict[str, object]:
        command = ("--", "python", "-m", "unittest", "-q", "test_app")
        done = world.run("verify", *about, "--layout", "site", "--output-format", "json", *more, *command)
        assert done.code == 0, done.err
        found: dict[str, object] = json.loads(done.out)
        return found

    first, again, fresh = verified(), verified(), verified("--fresh")
    assert (first["given_again"], fresh["given_again"]) == ("", "")
    assert again.pop("given_again") != first.pop("given_again")
    assert again == first
    write(world.project, {"notes.txt": "no test reads this, but one may"})
    assert verified()["given_again"] == ""
