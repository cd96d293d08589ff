"""What is typed again says the same at once, as long as the answer is right, and only then."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.unit.memo.projects import make, write
from vendorize.cli import again
from vendorize.cli import main as cli
from vendorize.memo import shown, stamps

if TYPE_CHECKING:
    from collections.abc import Callable

MODULE = "project/app/__init__.py"
SHOWN_ALIKE: dict[str, tuple[str, ...]] = {
    "text": (),
    "all details": ("-v",),
    "JSON": ("--output-format", "json", "--kept-symbols"),
    "Markdown": ("--output-format=markdown",),
    "sorted": ("--sort", "bytes", "--only", "dep"),
    "without colours": ("--no-color", "--exit-zero"),
    "mechanisms": ("--mechanisms", "--hazard-costs"),
}
OTHERWISE: dict[str, tuple[str, ...]] = {
    "a file": ("--output", "report.txt"),
    "advice": ("--advise",),
    "a tree": ("--tree",),
    "a finding": ("--max-kept", "1"),
    "no cache": ("--no-cache",),
    "a form for other tools": ("--output-format", "sarif"),
    "a search for the interpreter": ("--python", Path(sys.executable).name),
}


class Said(NamedTuple):
    """What a call said."""

    out: str
    err: str
    at_once: bool


@pytest.fixture(autouse=True)
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the files of a test be old enough to be trusted."""
    real = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: real() + 3_000_000_000)


class World:
    """A project, and the calls about it."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        options = make(folder, "declared").options
        self.patch, self.capsys = patch, capsys
        self.words = ("analyze", str(folder / "project"), "--jobs", "1", "--cache-dir", str(options.cache_dir))
        self.words += ("--python", sys.executable, "--search-path", str(folder / "site"))
        patch.chdir(folder)

    def say(self, *more: str, begin: Callable[[], None] = again.main) -> Said:
        """Type a call with these options, and return what it says."""
        self.patch.setattr(sys, "argv", ["vendorize", *self.words, *more])
        at_once = True
        try:
            begin()
        except SystemExit:
            at_once = False
        return Said(*self.capsys.readouterr(), at_once)

    def say_anew(self, *more: str) -> Said:
        """Return what is said without what was shown before: with an answer that may be remembered."""
        return self.say(*more, begin=lambda: cli.main(prog_name="vendorize"))


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> World:
    """Return a project that nobody has asked about."""
    return World(tmp_path, monkeypatch, capsys)


def plain(said: Said) -> object:
    """Return what was said without the time that it took."""
    if not said.out.startswith("{"):
        return re.sub(r"in [0-9.]+ s,", "", said.out)
    answer = json.loads(said.out)
    assert answer["seconds"].pop("total") > 0
    return list(answer), answer


@pytest.mark.parametrize("view", SHOWN_ALIKE)
def test_what_is_typed_again_says_the_same_at_once(view: str, world: World) -> None:
    more = SHOWN_ALIKE[view]
    first, second = world.say(*more), world.say(*more)
    assert (first.at_once, second.at_once) == (False, True)
    anew = world.say_anew(*more)
    assert plain(second) == plain(anew)
    assert (second.err, second.out[-20:]) == (anew.err, anew.out[-20:])


@pytest.mark.parametrize("view", OTHERWISE)
def test_what_depends_on_more_is_not_said_at_once(view: str, world: World) -> None:
    found = [world.say(*OTHERWISE[view]) for _ in range(3)]
    assert not any(each.at_once for each in found)


def test_each_call_is_remembered_apart(world: World) -> None:
    world.say()
    assert not world.say("-v").at_once
    assert world.say("-v").at_once
    assert world.say().at_once
    assert world.say().out != world.say("-v").out


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_edit_that_adds_nothing_is_counted(form: str, world: World) -> None:
    world.say("--output-format", form)
    for number in range(2):
        module = world.folder / MODULE
        module.write_text(f"{module.read_text(encoding='utf-8')}# {number}\n", encoding="utf-8")
        found = world.say("--output-format", form)
        assert found.at_once
        # What is said the next time, of the answer that was stored for the edited text.
        anew = world.say_anew("--output-format", form)
        if form == "json":
            files = json.loads(found.out)["files"]
            assert files["cached"] == files["read"] - 1
            assert json.loads(anew.out)["files"] == {**files, "cached": files["read"]}
        else:
            assert plain(found) == str(plain(anew)).replace("5 of them", "4 of them") != plain(anew)


CHANGES: dict[str, Callable[[Path], object]] = {
    "own code": lambda at: write(at, {MODULE: "import dep.core\ndep.core.unused()\n"}),
    "installed code": lambda at: write(at, {"site/dep/core.py": "def used():\n    pass\n"}),
    "configuration": lambda at: write(
        at, {"project/pyproject.toml": "[project]\nname='app'\n[tool.vendorize]\nexternal=['dep']\n"}
    ),
    "a new module": lambda at: write(at, {"project/app/new.py": "import open_file\n"}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_is_noticed(change: str, world: World) -> None:
    before = world.say("-v")
    assert world.say("-v").at_once
    CHANGES[change](world.folder)
    found = world.say("-v")
    assert not found.at_once
    assert found.out != before.out
    assert found.out.splitlines()[:-3] == world.say_anew("-v").out.splitlines()[:-3]


def test_surroundings_count_but_for_what_shells_say_of_themselves(world: World) -> None:
    world.say()
    world.patch.setenv("SHLVL", "17")
    assert world.say().at_once
    world.patch.setenv("ANY", "17")
    assert not world.say().at_once
    world.patch.setattr(again, "_place", lambda: (True, "utf-8", (100, 20)))
    assert not world.say().at_once


def test_warnings_are_said_again(world: World) -> None:
    metadata = "Metadata-Version: 2.1\nName: more\nVersion: 1\n"
    record = "more.py,,\nmore-1.dist-info/METADATA,,\n"
    write(world.folder / "site/more-1.dist-info", {"METADATA": metadata, "RECORD": record, "../more.py": ""})
    write(world.folder, {MODULE: "import dep, more\n"})
    first, second, quiet = world.say(), world.say(), [world.say("-q") for _ in range(2)][1]
    assert second.at_once
    assert quiet.at_once
    assert first.err == second.err
    assert first.err.startswith("warning: ")
    assert not quiet.err


def test_our_own_code_counts(world: World) -> None:
    world.say()
    real = shown.own_stamps
    world.patch.setattr(shown, "own_stamps", lambda: stamps.Stamps(f"{real().digest}x", 0))
    assert not world.say().at_once


def test_a_text_that_says_the_same_twice_is_not_remembered(world: World) -> None:
    real = again._effort
    world.patch.setattr(again, "_effort", lambda *given: real(*given)[-1:])
    world.say()
    assert not world.say().at_once


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")  # noqa: PTH110
def test_where_nothing_can_be_written_that_is_said(world: World) -> None:
    code = "import time; now = time.time_ns; time.time_ns = lambda: now() + 10**10\n"
    code += f"import sys; sys.argv = ['vendorize', *{world.words!r}]\nfrom vendorize.cli.again import main; main()"
    command = [sys.executable, "-P", "-c", code]
    done = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(2)]
    assert "from the cache" in done[1].stdout
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123
        found = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert found.returncode == 2
    assert "error: cannot write to standard output: No space left on device" in found.stderr
    assert "Exception ignored" not in found.stderr
