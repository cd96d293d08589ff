"""What is wrong is named with its place and a remedy, ends with 2, and changes nothing."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import PYPROJECT, run_site, snapshot, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.end_to_end.command import Done, World

RECORD = "dep-1.0.dist-info/RECORD"
METADATA = "dep-1.0.dist-info/METADATA"
COMMANDS = ["analyze", "extract", "verify"]


def refused(world: World, *said: str, call: Callable[[], Done] | None = None) -> str:
    """Check that a call could not run, said why, and left everything as it was."""
    before = snapshot(world.folder)
    done = (call or (lambda: world.extract(world.folder / "out")))()
    assert snapshot(world.folder) == before
    assert done.code == 2, done.out + done.err
    assert done.out == ""
    assert "Traceback" not in done.err
    assert "internal error" not in done.err
    for text in said:
        assert text in done.err
    return done.err


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_without_a_program(world: World, command: str) -> None:
    shutil.rmtree(world.project)
    write(world.project, {"notes.txt": "nothing\n"})
    more = ("--out", "out") if command == "extract" else ()
    said = refused(world, str(world.project), "hint: ", call=lambda: world.call(command, *more))
    assert "pyproject.toml" in said


def test_a_project_that_is_not_there(world: World) -> None:
    refused(world, "nowhere", call=lambda: world.run("analyze", "nowhere"))


def test_a_result_is_no_project(world: World) -> None:
    out = world.folder / "out"
    assert world.extract(out).code == 0
    for command, *more in (("verify",), ("extract", "--out", "again")):
        refused(world, "layout site", f"--result {out}", call=lambda one=(command, out, *more): world.run(*one))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[project\n", "pyproject.toml:1: not valid TOML"),
        ("[project]\nname = 3\n", "project.name must be a string"),
        (b"[project]\nname = 'caf\xe9'\n", "pyproject.toml:2: not UTF-8"),
    ],
)
def test_a_pyproject_that_cannot_be_read(world: World, text: str | bytes, said: str) -> None:
    write(world.project, {"pyproject.toml": text})
    refused(world, said, "hint: ")


@pytest.mark.parametrize("name", ["/nowhere/python", "python-of-nobody"])
def test_an_interpreter_that_is_not_there(world: World, name: str) -> None:
    refused(world, name, "--python", call=lambda: world.extract("out", "--python", name))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("#!/bin/sh\necho no such library >&2\nexit 3\n", "no such library"),
        ("#!/bin/sh\nkill -SEGV $$\n", "exit code"),
        ("#!/bin/sh\necho hello\n", "did not answer"),
        ("\0\1\2", "could not be run"),
    ],
)
def test_an_interpreter_that_crashes(world: World, text: str, said: str) -> None:
    write(world.folder, {"python": text})
    (world.folder / "python").chmod(0o755)
    path = world.folder / "python"
    refused(world, str(path), said, "hint: ", call=lambda: world.extract("out", "--python", path))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"\x80\xff\0\1" * 50, f"{RECORD}:1"),
        ('dep/__init__.py,,\ndep/core.py,"sha256=\nxx', f"{RECORD}:3"),
        ("dep/nowhere.py\n", f"{RECORD}:1"),
        ("dep/__init__.py,,\n\ndep/nowhere.py,,many\n", f"{RECORD}:3"),
    ],
)
@pytest.mark.parametrize("command", COMMANDS[:2])
def test_a_record_that_cannot_be_read(world: World, command: str, content: str | bytes, place: str) -> None:
    write(world.site, {RECORD: content})
    more = ("--out", "out") if command == "extract" else ()
    refused(world, place, "hint: reinstall", call=lambda: world.call(command, *more))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\0", f"{METADATA}:1: not UTF-8"),
        ("", f"{METADATA}:1: the metadata has no Name"),
        ("Metadata-Version: 2.1\nName: dep\n", "has no Version"),
        ("what is this\n", f"{METADATA}:1: expected"),
    ],
)
def test_metadata_that_cannot_be_read(world: World, content: str | bytes, said: str) -> None:
    write(world.site, {METADATA: content})
    refused(world, said, "hint: ")


def test_every_problem_of_the_configuration_is_named_at_once_with_the_nearest_spelling(world: World) -> None:
    table = '[tool.vendorize]\nexternl = ["numpy"]\nlayout = 3\n[tool.vendorize.verfy]\ncommand = []\n'
    write(world.project, {"pyproject.toml": f"{PYPROJECT}{table}"})
    refused(
        world,
        "pyproject.toml: 3 problems",
        "tool.vendorize.externl: unknown key, did you mean 'external'?",
        "tool.vendorize.layout: must be a string, but is a number",
        "tool.vendorize.verfy: unknown key, did you mean 'verify'?",
        "hint: ",
    )


@pytest.mark.slow
def test_the_configuration_of_the_older_project_is_recognised(world: World) -> None:
    write(world.project, {"pyproject.toml": f'{PYPROJECT}[tool.vendorize]\ntarget = "vendor"\npackages = ["x"]\n'})
    refused(world, "tool.vendorize.packages", "tool.vendorize.target", "older project")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["extract", "--layuot", "site"], "--layout"),
        (["extrct"], "extract"),
        (["extract", "--layout", "sight", "--out", "x"], "'site'"),
        (["extract"], "--out"),
        (["extract", "--out", "x", "--in-place"], "exclude each other"),
        (["extract", "--in-place", "--layout", "site"], "--layout"),
        (["analyze", "--output-format", "dot"], "markdown"),
        (["analyze", "--fail-on", "VZ999"], "no rule"),
        (["analyze", "--max-kept", "many"], "many"),
        (["verify", "--"], "no test command"),
        (["rule", "VZ2O1"], "did you mean VZ201?"),
    ],
)
def test_a_wrong_call_names_what_is_right(world: World, arguments: list[str], said: str) -> None:
    refused(world, said, call=lambda: world.run(*arguments))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("root", "said"),
    [
        ("nowhere.at:all", "no module 'nowhere.at'"),
        ("app.cli:nothing", "app.cli has no name 'nothing'"),
        ("a/b.py", "does not exist"),
    ],
)
def test_a_root_that_is_not_there(world: World, root: str, said: str) -> None:
    refused(world, root, said, "hint: ", call=lambda: world.extract("out", "--root", root))


@pytest.mark.slow
def test_verify_refuses_a_folder_that_is_no_result(world: World) -> None:
    (world.folder / "empty").mkdir()
    refused(world, "was not written by vendorize", "hint: ", call=lambda: world.call("verify", "--result", "empty"))


@pytest.mark.slow
def test_verify_refuses_tests_that_prove_nothing(world: World) -> None:
    command = ("python", "-c", "raise SystemExit(1)")
    refused(world, "no test passed in the original", call=lambda: world.call("verify", "--", *command))


BROKEN = {
    METADATA: "Metadata-Version: 2.1\nName: dep\nVersion: 1.0\nRequires-Dist: >>>\n",
    "dep-1.0.dist-info/entry_points.txt": "[console_scripts]\nno entry point\n",
    "dep-1.0.dist-info/direct_url.json": "[" * 100_000,
    RECORD: "dep/__init__.py\ndep/core.py,,many\ndep/other.py,,\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BROKEN)
def test_what_the_interpreter_ignores_stops_nobody(world: World, name: str) -> None:
    write(world.site, {name: BROKEN[name]})
    done = world.extract("out")
    assert done.code == 0, done.err
    assert "Traceback" not in done.err
    assert str(world.site / name) in done.err
    assert run_site(world.folder / "out", "-m", "app").out == "42\n"
