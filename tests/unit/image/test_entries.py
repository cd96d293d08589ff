from __future__ import annotations

from pathlib import Path

import pytest

from vendorize.image.entries import ImageStart, StartOptions, start_of
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.project import EntryPoint, Project

FILES = frozenset({"app/__init__.py", "app/__main__.py", "app/cli.py", "web/__init__.py", "bin/taken", "job.py"})


def script(name: str) -> EntryPoint:
    return EntryPoint("console_scripts", name, "app.cli", "Group.main")


def start(*scripts: str, entry: str = "", file: str = "") -> ImageStart:
    project = Project("app", "1", Path(), "project", (), ("app",), (), tuple(map(script, scripts)), (), (), "", ())
    return start_of(project, file, FILES, StartOptions("/app", entry))


def test_the_only_console_script_starts() -> None:
    found = start("run")
    assert found.command == ("/app/bin/run",)
    (launcher,) = found.launchers
    assert isinstance(launcher.content, bytes)
    assert launcher.relative == "bin/run"
    assert "from app.cli import Group\n" in launcher.content.decode()
    assert "sys.exit(Group.main())" in launcher.content.decode()


def test_all_console_scripts_get_launchers_but_for_names_that_are_taken() -> None:
    found = start("one", "two", "taken", entry="two")
    assert found.command == ("/app/bin/two",)
    assert [one.relative for one in found.launchers] == ["bin/one", "bin/two"]


@pytest.mark.parametrize(
    ("entry", "command"),
    [
        ("", ("-m", "app")),
        ("app", ("-m", "app")),
        ("app.cli", ("-m", "app.cli")),
        ("job", ("-m", "job")),
        ("web:create", ("/app/bin/.start",)),
    ],
)
def test_a_module_or_function_starts(entry: str, command: tuple[str, ...]) -> None:
    assert start(entry=entry).command == command


def test_a_script_that_is_the_project_starts() -> None:
    assert start(file="job.py").command == ("/app/job.py",)


@pytest.mark.parametrize(
    ("scripts", "entry", "words"),
    [
        (("a", "b"), "", "not clear what the image shall start: the project has the console scripts a, b"),
        ((), "web", "cannot start web: it is a package without __main__"),
        ((), "gone", "it is not in the result"),
        ((), "gone:main", "it is not in the result"),
        ((), "a b", "is no entry point"),
        ((), "app:", "is no entry point"),
        ((), "app:main()", "is no entry point"),
        ((), "../app", "is no entry point"),
    ],
)
def test_what_cannot_start_is_refused(scripts: tuple[str, ...], entry: str, words: str) -> None:
    with pytest.raises(UserError, match=words.replace("(", r"\(")) as caught:
        start(*scripts, entry=entry)
    assert "--entry" in caught.value.hint
