from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from vendorize_analysis.environment import interpreter_cache
from vendorize_analysis.environment.interpreter import AskedInterpreter, ask

pytestmark = pytest.mark.skipif(os.name == "nt", reason="environments without copies of the interpreter")


class Kept(dict[str, bytes]):
    """A memory."""

    def put(self, key: str, value: bytes) -> None:
        self[key] = value


class World:
    """A virtual environment, and what was remembered of it."""

    def __init__(self, root: Path) -> None:
        venv.create(root / "env", symlinks=True)
        self.python = root / "env/bin/python"
        self.config = root / "env/pyvenv.cfg"
        (self.site,) = (root / "env/lib").glob("python*/site-packages")
        self.memory = Kept()

    def ask(self) -> AskedInterpreter:
        return ask(self.python, memory=self.memory)

    def asks_again(self, monkeypatch: pytest.MonkeyPatch) -> bool:
        def refuse(*_: object, **__: object) -> None:
            raise OSError("asked")

        with monkeypatch.context() as patch:
            patch.setattr(subprocess, "run", refuse)
            try:
                self.ask()
            except Exception as error:  # noqa: BLE001 - any is the one above
                assert "asked" in str(error)  # noqa: PT017 - whether there is one is the question
                return True
        return False


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    # All files here are young.
    monkeypatch.setattr(interpreter_cache, "_SETTLED", -(10**12))
    return World(tmp_path)


def test_the_answer_is_remembered(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = world.ask()
    assert not world.asks_again(monkeypatch)
    assert world.ask() == first == ask(world.python)


def test_what_may_still_change_unnoticed_is_not_remembered(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.ask()
    assert world.memory == {}


def test_a_variable_of_the_environment_may_change_the_answer(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.ask()
    monkeypatch.setenv("PYTHONUSERBASE", "/elsewhere")
    assert world.asks_again(monkeypatch)


def test_a_new_folder_on_the_path_is_seen(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    extra = tmp_path / "extra"
    (world.site / "more.pth").write_text(f"{extra}\n", encoding="utf-8")
    assert extra not in world.ask().interpreter.search_path
    assert not world.asks_again(monkeypatch)
    extra.mkdir()
    assert world.asks_again(monkeypatch)
    assert extra in world.ask().interpreter.search_path


def test_a_link_of_equal_size_and_time_is_seen(world: World, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    link = world.site / "more.pth"
    link.write_text(f"{tmp_path / 'one'}\n", encoding="utf-8")
    before = link.stat()
    assert tmp_path / "one" in world.ask().interpreter.search_path
    link.write_text(f"{tmp_path / 'two'}\n", encoding="utf-8")
    os.utime(link, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert tmp_path / "two" in world.ask().interpreter.search_path


def test_code_that_a_link_runs_is_seen(world: World, tmp_path: Path) -> None:
    (world.site / "starts.pth").write_text("import starting\n", encoding="utf-8")
    code = world.site / "starting.py"
    code.write_text("", encoding="utf-8")
    assert tmp_path not in world.ask().interpreter.search_path
    code.write_text(f"import sys; sys.path.append({str(tmp_path)!r})\n", encoding="utf-8")
    assert tmp_path in world.ask().interpreter.search_path


def test_a_changed_configuration_of_the_environment_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.ask()
    world.config.write_text(world.config.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    assert world.asks_again(monkeypatch)


def test_another_interpreter_has_another_answer(world: World) -> None:
    world.ask()
    other = ask(Path(sys.executable), memory=world.memory).interpreter
    assert (other.executable, len(world.memory)) == (Path(sys.executable), 2)
