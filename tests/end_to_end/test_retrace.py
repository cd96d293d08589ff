"""`vendorize retrace`: what a result prints when it fails, told as the original would have printed it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import World, command_line, install, run, variables, write

if TYPE_CHECKING:
    from pathlib import Path

APP = "from app.steps import go\n\n\ndef main():\n    go()\n"
STEPS = """\
import asyncio
import faulthandler

from dep import core
from dep.late import Group


def go():
    faulthandler.dump_traceback(all_threads=False)
    try:
        core.first(0)
    except core.DepError as error:
        raise Group([error]) from error
    finally:
        core.warn()
"""
CORE = '''\
"""Doc."""

import os
from dep import late, never as _never


def unused():
    return os.sep


class Unused:
    pass


class DepError(
    Exception,
):
    """An error."""

    def unused(self):
        return 1

    def __str__(self):
        return "of dep"


if os.name:

    def unused_too():
        return 1

    try:
        import dep.gone
    except (
        ImportError,
    ):

        def first(x):
            unused = 1
            import dep.late as again; return again.second(
                x,
                then=lambda y: fail(y),
            )


def warn():
    import warnings

    warnings.warn("careful")


def fail(x):
    try:
        1 / x
    except ZeroDivisionError:
        raise DepError
'''
LATE = """\
from dep import (
    core as _core,
    never,
)


def unused():
    return 1


import asyncio


class Group(Exception):
    def __init__(self, errors):
        super().__init__(f"{len(errors)} of {type(errors[0]).__module__}.{type(errors[0]).__name__}")


async def third(x, then):
    await asyncio.sleep(0)
    return then(x)


def second(x, then):
    return asyncio.run(third(x, then))
"""
DEPENDENCY = {"dep/__init__.py": "", "dep/core.py": CORE, "dep/late.py": LATE, "dep/never.py": "x = 1\n"}
PYPROJECT = """\
[project]
name = "app"
version = "0.1"
requires-python = ">=3.11"
dependencies = ["dep"]

[tool.setuptools.package-dir]
"" = "src"
"""


@pytest.fixture
def failing(tmp_path: Path) -> World:
    """A program that fails in every way that leaves a trace."""
    world = World(tmp_path, tmp_path / "project", tmp_path / "site")
    files = {
        "__init__.py": "",
        "__main__.py": "from app import main\n\nmain.main()\n",
        "main.py": APP,
        "steps.py": STEPS,
    }
    write(world.project, {"pyproject.toml": PYPROJECT, **{f"src/app/{name}": text for name, text in files.items()}})
    install(world.site, "dep", DEPENDENCY)
    return world


def trace(world: World, *path: Path) -> str:
    """Return what the program says when it fails."""
    first = f"import sys; sys.path[:0] = {[str(each) for each in path]!r}; "
    start = first + "import runpy; runpy.run_module('app', alter_sys=True)"
    done = run([sys.executable, "-c", start], world.folder, variables(PYTHONPATH=""))
    assert done.code == 1
    assert "Group" in done.err
    return done.err


def wanted(world: World, text: str) -> list[str]:
    """Return a trace of the original in short: distributions with their versions, code of the program as it is."""
    lines = []
    for line in text.replace(f"{world.site}/", "").replace(f"{world.project}/src/", "").splitlines():
        of_dep = line.lstrip().startswith(('File "dep/', "dep/"))
        lines.append(line.strip() if not of_dep else line.strip().replace('", line ', '", line '))
    return lines


def told(text: str, *, base: str) -> list[str]:
    return [line.replace(f"{base}/", "").replace(" [dep 1.0]", "").strip() for line in text.splitlines()]


def without_carets(lines: list[str]) -> list[str]:
    return [line for line in lines if line.strip("~^ ")]


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["site", "package"])
def test_a_trace_of_the_result_is_told_as_the_original_tells_it(failing: World, layout: str) -> None:
    out = failing.folder / "out"
    assert failing.extract(out, layout=layout).code == 0
    base = out / "src" if layout == "package" else out
    text = trace(failing, base)
    done = subprocess.run(
        command_line("retrace", "--result", out),
        input=text, capture_output=True, encoding="utf-8", env=variables(), cwd=failing.folder, check=True,
    )  # fmt: skip
    original = wanted(failing, trace(failing, failing.project / "src", failing.site))
    assert "[dep 1.0]" in done.stdout
    assert without_carets(told(done.stdout, base=str(base))) == without_carets(original)
    # Nothing else is touched: told again, it says the same.
    again = failing.run("retrace", "--result", out, write_text(failing.folder / "told", done.stdout))
    assert told(again.out, base=str(base)) == told(done.stdout, base=str(base))


def write_text(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_map_it_says_where_to_look(failing: World) -> None:
    done = failing.run("retrace", "--result", failing.project)
    assert (done.code, done.out) == (2, "")
    assert "--map FILE" in done.err


@pytest.mark.parametrize("text", ["", "[]", "{", '{"vendorize-map": 2}', '{"vendorize-map": 1}'])
def test_a_map_that_is_none_is_refused(failing: World, text: str) -> None:
    done = failing.run("retrace", "--map", write_text(failing.folder / "map", text))
    assert (done.code, done.out) == (2, "")
    assert "error: " in done.err
    assert "hint: " in done.err


@pytest.mark.slow
def test_a_file_of_the_user_with_that_name_is_not_lost(failing: World) -> None:
    write(failing.project, {"vendorize.map": "mine\n"})
    done = failing.call("extract", "--in-place", "--no-smoke")
    assert done.code == 2
    assert "rename it" in done.err
    assert (failing.project / "vendorize.map").read_text(encoding="utf-8") == "mine\n"


@pytest.mark.slow
def test_a_difference_shows_code_and_neither_map_nor_lock(failing: World) -> None:
    done = failing.extract(failing.folder / "out", "--diff")
    assert done.code == 0
    assert "class Unused" in done.out
    assert "vendorize.map" not in done.out
    assert "vendorize.lock" not in done.out
