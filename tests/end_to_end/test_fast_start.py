"""`extract --fast-start`: a result whose regular expressions come compiled, in all layouts."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import World, install, make_world, run, run_package, run_site, variables, write

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """\
import textwrap
from dep import words


def main():
    print(words.split("a1b22"), words.NUMBER.flags, textwrap.dedent(" x"))
"""
PART = 'DIGIT = "[0-9]"\n'
WORDS = """\
import re
from dep.parts import DIGIT

NUMBER = re.compile(f"(?P<number>{DIGIT}+)", re.IGNORECASE)


def split(text):
    return [found["number"] for found in NUMBER.finditer(text)]
"""
SAID = "['1', '22'] 34 x\n"
# Whoever compiles one that is prepared ends the process.
WATCHED = """\
import re, sys
compiler = re._compiler
compile_ = compiler.compile
def compile(pattern, flags=0):
    if pattern in ("(?P<number>[0-9]+)", "^[ \\\\t]+$"):
        sys.exit("compiled: " + pattern)
    return compile_(pattern, flags)
compiler.compile = compile
sys.modules.pop("textwrap", None)
from app.cli import main
main()
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A program with a distribution that compiles expressions, made of another module's constant."""
    made = make_world(tmp_path)
    write(made.project, {"app/cli.py": PROGRAM})
    install(made.site, "dep", {"dep/__init__.py": "", "dep/parts.py": PART, "dep/words.py": WORDS})
    return made


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["site", "package"])
def test_the_result_compiles_none_that_was_prepared(world: World, layout: str) -> None:
    out = world.folder / "out"
    started = run_site if layout == "site" else run_package
    for options, ends in (((), 1), (("--fast-start",), 0)):
        done = world.extract(out, *options, layout=layout)
        assert done.code == 0, done.err
        watched = started(out, "-P" if layout == "site" else "-B", "-c", WATCHED)
        assert watched.code == ends, watched.err
        plain = started(out, "-B", "-m", "app")
        assert (plain.code, plain.out, plain.err) == (0, SAID, "")
    assert watched.out == SAID


@pytest.mark.slow
def test_one_file_has_them_too(world: World) -> None:
    out = world.folder / "out"
    done = world.extract(out, "--fast-start", layout="file")
    assert done.code == 0, done.err
    text = (out / "app.py").read_text(encoding="utf-8")
    assert "_BUILT_FOR" in text
    done = run([sys.executable, "-S", "-I", str(out / "app.py")], world.folder, variables())
    assert (done.code, done.out, done.err) == (0, SAID, "")


@pytest.mark.slow
def test_lock_update_and_configuration_know_it(world: World) -> None:
    out, again = world.folder / "out", world.folder / "again"
    assert world.extract(out, "--fast-start").code == 0
    support = (out / "_vendorize_support.py").read_bytes()
    assert b"_BUILT_FOR" in support
    assert "fast-start" in (out / "vendorize.lock").read_text(encoding="utf-8")
    done = world.run("update", "--project", world.project, "--search-path", world.site, "--no-cache", "--result", out)
    assert done.code == 0, done.err
    assert (out / "_vendorize_support.py").read_bytes() == support
    text = (world.project / "pyproject.toml").read_text(encoding="utf-8")
    write(world.project, {"pyproject.toml": f"{text}\n[tool.vendorize]\nfast-start = true\n"})
    assert world.extract(again).code == 0
    assert (again / "_vendorize_support.py").read_bytes() == support
    write(world.project, {"tests/test_app.py": "import app.cli\n\n\ndef test_it():\n    app.cli.main()\n"})
    done = world.call("verify", "--result", again)
    assert done.code == 0, done.out + done.err


@pytest.mark.slow
def test_a_script_that_says_where_its_packages_are_finds_them(world: World) -> None:
    script = "import os, sys\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), 'app'))\nimport inner\n"
    write(world.project, {"start.py": f"{script}inner.main()\n", "app/inner.py": PROGRAM})
    out = world.folder / "out"
    done = world.extract(out, "--fast-start", "--root", "start.py", layout="package")
    assert done.code == 0, done.err
    started = run_package(out, "-B", "start.py")
    assert (started.code, started.out, started.err) == (0, SAID, "")
