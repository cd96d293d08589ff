"""Answers go where they shall, whole; streams may be closed or full, links lead in a circle, names be hostile."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import PYPROJECT, SECONDS, Done, World, command_line, snapshot, variables, write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="descriptors, links and modes of POSIX")
FULL = "/dev/full"


def redirected(world: World, redirection: str, *arguments: object, first: str = ":") -> Done:
    """Run the tool from a shell that closes or redirects its streams."""
    line = f'{first}; exec "$@" {redirection}'
    command = ["sh", "-c", line, "sh", *command_line(*world.arguments("analyze", *arguments))]
    done = subprocess.run(
        command, cwd=world.folder, env=variables(), capture_output=True, encoding="utf-8", timeout=SECONDS, check=False
    )
    return Done(done.returncode, done.stdout, done.stderr)


def test_closed_standard_output_is_an_error(world: World) -> None:
    done = redirected(world, ">&-")
    assert (done.code, "standard output is closed" in done.err, "--output FILE" in done.err) == (2, True, True)
    assert "Traceback" not in done.err


@pytest.mark.slow
def test_closed_standard_output_does_not_matter_to_an_answer_in_a_file(world: World) -> None:
    assert redirected(world, "<&- >&- 2>&-", "--output", "answer.txt").code == 0
    assert "dep" in (world.folder / "answer.txt").read_text(encoding="utf-8")


@pytest.mark.slow
def test_closed_standard_error_only_costs_the_warnings(world: World) -> None:
    write(world.project, {"app/cli.py": "import dep, missing_thing\n\n\ndef main():\n    dep.used(1)\n"})
    done = redirected(world, "2>&-")
    assert (done.code, "dep" in done.out) == (0, True)


@pytest.mark.slow
@pytest.mark.skipif(not os.path.exists(FULL), reason="no such device here")  # noqa: PTH110 - a device
@pytest.mark.parametrize("redirection", [f">{FULL}", "1</dev/null"])
def test_output_that_takes_nothing_is_an_error(world: World, redirection: str) -> None:
    done = redirected(world, redirection)
    assert (done.code, "error: cannot write to standard output" in done.err) == (2, True)
    assert "Traceback" not in done.err
    assert "Exception ignored" not in done.err


@pytest.mark.slow
@pytest.mark.skipif(not os.path.exists(FULL), reason="no such device here")  # noqa: PTH110 - a device
def test_an_error_that_nobody_can_read_keeps_its_exit_code(world: World) -> None:
    assert redirected(world, f"2>{FULL}", "--config", "nowhere").code == 2
    assert redirected(world, f"2>{FULL}", "--root", "nowhere.py").code == 2


# -- places ---------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("out", ["loop", "loop/below"])
def test_a_link_to_itself_is_no_output_folder(world: World, out: str) -> None:
    (world.folder / "loop").symlink_to("loop")
    before = snapshot(world.folder)
    done = world.extract(out)
    assert (done.code, "symbolic links" in done.err, "Traceback" in done.err) == (2, True, False)
    assert snapshot(world.folder) == before


@pytest.mark.slow
def test_a_link_to_itself_is_no_file_for_the_answer(world: World) -> None:
    (world.folder / "loop").symlink_to("loop")
    done = world.call("analyze", "--output", "loop")
    assert (done.code, "symbolic links" in done.err, "Traceback" in done.err) == (2, True, False)


@pytest.mark.slow
def test_an_answer_that_cannot_be_written_whole_leaves_the_earlier_one(world: World) -> None:
    (world.folder / "answer.json").write_text("earlier", encoding="utf-8")
    before = snapshot(world.folder)
    # Half a kilobyte, or a whole one: the shell decides. The answer is larger.
    arguments = ("--output-format", "json", "--kept-symbols", "--output", "answer.json")
    done = redirected(world, "", *arguments, first="ulimit -f 1")
    assert (done.code, "cannot write answer.json" in done.err) == (2, True), done.err
    assert snapshot(world.folder) == before


@pytest.mark.slow
def test_an_answer_goes_through_a_link_and_keeps_the_mode_of_the_file(world: World) -> None:
    (world.folder / "answer.txt").touch(mode=0o640)
    (world.folder / "link").symlink_to("answer.txt")
    assert world.call("analyze", "--output", "link").code == 0
    assert (world.folder / "link").is_symlink()
    assert "dep" in (world.folder / "answer.txt").read_text(encoding="utf-8")
    assert stat.S_IMODE((world.folder / "answer.txt").stat().st_mode) == 0o640


@pytest.mark.slow
@pytest.mark.parametrize("target", ["/dev/stdout", "/dev/null"])
def test_devices_are_written_to_and_not_replaced(world: World, target: str) -> None:
    done = world.call("analyze", "--output", target)
    assert (done.code, "dep" in done.out) == (0, target == "/dev/stdout")
    assert not os.path.isfile("/dev/null")  # noqa: PTH113 - a device


# -- modes ----------------------------------------------------------------------------------------------------------


def modes(folder: Path) -> set[int]:
    found = [folder, *folder.rglob("*")]
    return {stat.S_IMODE(path.stat().st_mode) & (0o777 if path.is_dir() else 0o666) for path in found}


@pytest.mark.slow
@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_modes_follow_the_umask(world: World, mask: int) -> None:
    earlier = os.umask(mask)
    try:
        assert world.extract("out", layout="package").code == 0
        assert world.call("analyze", "--output", "answer.txt").code == 0
        assert world.call("extract", "--in-place").code == 0
    finally:
        os.umask(earlier)
    assert modes(world.folder / "out") == {0o777 & ~mask, 0o666 & ~mask}
    assert stat.S_IMODE((world.folder / "answer.txt").stat().st_mode) == 0o666 & ~mask
    for new in (".vendorize", "app/_vendor"):
        assert modes(world.project / new) == {0o777 & ~mask, 0o666 & ~mask}


# -- working directories --------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_json_is_the_same_from_every_folder(world: World) -> None:
    table = '\n[tool.vendorize]\nroots = ["scripts/extra.py"]\n'
    write(world.project, {"scripts/extra.py": "import dep\n\ndep.unused(1)\n", "pyproject.toml": PYPROJECT + table})
    (world.folder / "elsewhere").mkdir()
    # Of the same relative name: the configuration speaks of the project's files.
    write(world.folder / "elsewhere", {"scripts/extra.py": ""})
    answers = []
    for folder in (world.folder, world.project, world.project / "app", world.folder / "elsewhere"):
        here = World(folder, world.project, world.site)
        answer = json.loads(here.call("analyze", "--output-format", "json", "--kept-symbols").out)
        del answer["seconds"]
        done = here.extract(os.path.relpath(world.folder / "out", folder), "--output-format", "json")
        answers.append((answer, json.loads(done.out)))
    assert all(answer == answers[0] for answer in answers)
    assert "scripts/extra.py" in answers[0][0]["roots"]


# -- names ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_control_characters_reach_neither_terminal_nor_markdown(world: World) -> None:
    hostile = PYPROJECT.replace('name = "app"', 'name = "app\\u001b[31m\\u202e"')
    write(world.project, {"pyproject.toml": hostile})
    for info in world.site.glob("*.dist-info"):
        text = (info / "METADATA").read_text(encoding="utf-8").replace("Version: 1.0", "Version: 1.0\x1b]0;x\x07")
        (info / "METADATA").write_text(text, encoding="utf-8")
    for form in ("text", "markdown"):
        done = world.call("analyze", "--output-format", form)
        assert not any(character in done.out + done.err for character in "\x1b\x07\u202e"), form


@pytest.mark.slow
def test_control_characters_in_an_error_do_not_steer_the_terminal(world: World) -> None:
    done = world.call("analyze", "--root", "no\x1b[31mthing.py")
    assert (done.code, "\x1b" in done.err) == (2, False)
