"""What an answer depends on is known: whatever is asked about is opened, listed or said to be."""

from __future__ import annotations

import os
import subprocess
import sys
import traceback
from itertools import islice
from os.path import normpath
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.unit.memo.projects import KINDS, make, write
from vendorize import workflow
from vendorize.memo.reports import is_harmless
from vendorize.memo.watching import OWN, listening, paths_of, vanished
from vendorize_analysis.environment.interpreter import ask
from vendorize_analysis.errors import UserError
from vendorize_analysis.reading import asked_about
from vendorize_analysis.scanning.workers import Workers
from vendorize_analysis.summarizing import Target

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize.memo.watching import Looked


def spied(monkeypatch: pytest.MonkeyPatch) -> dict[Path, str]:
    """Return what is asked of the system from now on, each with who asked first; imports of ours are not noted."""
    found: dict[Path, str] = {}

    def noting(name: str) -> Callable[..., object]:
        real = getattr(os, name)

        def ask(path: str | Path | int, **options: object) -> object:
            frames = islice(traceback.walk_stack(sys._getframe(1)), 12)
            places = [frame.f_code.co_filename for frame, _ in frames]
            ours = [place for place in places if place.startswith(OWN)]
            if not isinstance(path, int) and ours and not any("importlib" in place for place in places):
                found.setdefault(Path.cwd() / normpath(path), ours[0])
            return real(path, **options)

        return ask

    for name in ("stat", "lstat", "readlink"):
        monkeypatch.setattr(os, name, noting(name))
    return found


def unknown(asked: dict[Path, str], looked: Looked) -> dict[Path, str]:
    """Return what was asked about and nobody would notice a change of."""
    files, folders = (frozenset(map(Path, paths)) for paths in paths_of(looked))
    above = {parent for path in (*files, *folders) for parent in path.parents}
    return {
        path: who
        for path, who in asked.items()
        # What stands in a folder in a listed one comes and goes with that folder's times.
        if path not in files | folders | above
        and path.parent not in folders
        and path.parent.parent not in folders
        and not str(path).startswith(OWN)
        and not who.endswith(("scanning/cache.py", "shared_cache.py"))
    }


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_asked_about_that_nobody_knows_of(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = make(tmp_path, kind)
    with listening(lambda _: True) as looked:
        asked = spied(monkeypatch)
        report = workflow.analyze(request)
        monkeypatch.undo()
    assert looked is not None
    assert looked.is_complete
    looked.folders |= {str(report.root), str(request.start)}
    assert tmp_path / "site/dep/core.py" in asked
    assert unknown(asked, looked) == {}


def test_a_child_that_may_look_at_anything_makes_it_incomplete() -> None:
    with listening(lambda _: False) as looked:
        subprocess.run([sys.executable, "-c", ""], check=True)
    assert looked is not None
    assert not looked.is_complete


def test_files_and_folders_are_known_by_absolute_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a.txt": "a"})
    monkeypatch.chdir(tmp_path)
    with listening(lambda _: True) as looked:
        Path("a.txt").read_bytes()
        assert [path.name for path in Path().iterdir()] == ["a.txt"]
        with pytest.raises(OSError, match="gone"):
            Path("gone.txt").read_bytes()
        asked_about("about.txt")
    assert looked is not None
    assert looked.files == {str(tmp_path): {"a.txt": True, "gone.txt": False, "about.txt": False}}
    assert looked.folders == {str(tmp_path)}
    assert not vanished(looked)
    Path("a.txt").unlink()
    assert vanished(looked)


def test_a_worker_and_the_question_to_an_interpreter_are_known_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []

    def refuse(command: list[str], **_: object) -> None:
        commands.append(command)
        raise OSError

    monkeypatch.setattr(subprocess, "Popen", refuse)
    workers = Workers(2, Target((3, 11)))
    workers.begin([("key", Path("a.py"), 10_000_000)])
    with pytest.raises(UserError):
        ask(Path(sys.executable))
    assert [is_harmless(command) for command in commands] == [True, True]
    assert not is_harmless([sys.executable, "-I", "-B", "-c", "import app"])
