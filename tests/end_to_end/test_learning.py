"""`verify --learn`: what it proposes, pasted into the configuration, mends the result."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import PYPROJECT, install, snapshot, write

if TYPE_CHECKING:
    from tests.end_to_end.command import World

pytestmark = pytest.mark.slow

TOOL = """\
class Tool:
    def ask(self, first, second):
        return getattr([self][0], first + second)()

    def say_yes(self): return answer("yes")
    def say_no(self): return answer("no")
    def say_maybe(self): return answer("maybe")
    def say_never(self): return answer("never")
    def other(self): return 1


def answer(text):
    return text.upper()


def only_tests():
    return 2
"""
PROGRAM = """\
import dep


def ask(*words):
    return dep.Tool().ask(*words)


def main():
    print(ask("say_", "yes"))
"""
TESTS = """\
import unittest
import dep
from app import cli


class Test(unittest.TestCase):
    def test_said(self):
        for word in ("yes", "no", "maybe"):
            self.assertEqual(cli.ask("say_", word), word.upper())

    def test_only_in_tests(self):
        self.assertEqual(dep.only_tests(), 2)
"""
UNITTEST = ("--", "python", "-m", "unittest", "-q", "test_app")


@pytest.mark.parametrize("layout", ["site", pytest.param("package", marks=pytest.mark.release)])
def test_the_rules_that_are_proposed_make_the_result_behave_the_same(world: World, layout: str) -> None:
    install(world.site, "dep", {"dep/__init__.py": TOOL})
    write(world.project, {"app/cli.py": PROGRAM, "test_app.py": TESTS})
    before = snapshot(world.folder)
    options = ("--layout", layout, "--learn")
    done = world.call("verify", *options, "--output-format", "json", *UNITTEST)
    assert done.code == 1, done.out + done.err
    (rule,) = json.loads(done.out)["proposals"]
    assert rule == {
        "symbol": "dep.Tool.say_*",
        "reason": "VZ201 in dep.Tool.ask (dep/__init__.py:3): reads an attribute by a computed name",
        "code": "VZ201",
        "seen_in": "test_app.Test.test_said",
    }
    assert snapshot(world.folder) == before
    text = world.call("verify", *options, *UNITTEST).out
    snippet = text[text.index("# seen in") : text.index("different: ")]
    write(world.project, {"pyproject.toml": f"{PYPROJECT}\n{snippet}"})
    done = world.call("verify", *options, "--output-format", "json", *UNITTEST)
    assert done.code == 0, done.out + done.err
    assert json.loads(done.out)["proposals"] == []
