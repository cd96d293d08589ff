"""The folders `after` of the examples are what the commands of their pages make today, byte for byte.

Here only those commands run that make one, and only where the pinned distributions are installed beside the tool; no
network is needed. `.ci/examples.py` runs all that the pages say, in environments of their own, and compares what is
printed too.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import ROOT, command_line, contents, run, variables
from tests.end_to_end.sessions import EXAMPLES, PageStep, follow, making, names, pins, rewritten, steps
from tests.environments import put, site_of

if TYPE_CHECKING:
    from pathlib import Path


def shell(folder: Path) -> dict[str, str]:
    """Return the variables of a shell that finds the tool."""
    words = " ".join(f"'{word}'" for word in command_line())
    tool = folder / "bin" / "vendorize"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nexec {words} "$@"\n', encoding="utf-8")
    tool.chmod(0o755)
    return variables(PATH=os.pathsep.join([str(tool.parent), os.environ["PATH"]]), COLUMNS="80")


def provide(name: str, wanted: dict[str, str], folder: Path) -> None:
    """Make an environment that has what an example requires and nothing else; skip where that is not here."""
    made_for = tomllib.loads((EXAMPLES / name / "after" / "vendorize.lock").read_text(encoding="utf-8"))["python"]
    if made_for != f"{sys.version_info[0]}.{sys.version_info[1]}":
        pytest.skip(f"made for Python {made_for}")
    folder.mkdir()
    made = run([sys.executable, "-m", "venv", "--without-pip", ".venv"], folder, variables())
    assert made.code == 0, made.err
    for key, number in wanted.items():
        try:
            found = distribution(key)
        except PackageNotFoundError:
            pytest.skip(f"{key} {number} is not installed")
        if found.version != number:
            pytest.skip(f"made with {key} {number}, here is {found.version}")
        put(found, site_of(folder / ".venv"))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the results are those of Linux")
@pytest.mark.parametrize("name", names())
def test_the_committed_result_is_what_the_page_makes(tmp_path: Path, name: str) -> None:
    provide(name, pins(name), tmp_path / name)
    shutil.copytree(EXAMPLES / name / "before", tmp_path / name / "before")
    page = (EXAMPLES / name / "README.md").read_text(encoding="utf-8")
    if "../.venv" not in page:
        (tmp_path / name / ".venv").rename(tmp_path / name / "before" / ".venv")
    wanted = [one for one in making(page) if not one.command.startswith("python -m venv")]
    for _ in follow(tmp_path / name, wanted, shell(tmp_path)):
        pass
    made, committed = contents(tmp_path / name / "after"), contents(EXAMPLES / name / "after")
    other = [path for path in sorted(made.keys() | committed.keys()) if made.get(path) != committed.get(path)]
    assert not other, f"make it anew: .ci/examples.py --update {name}"


@pytest.mark.parametrize("name", names())
def test_an_example_has_all_that_belongs_to_one(name: str) -> None:
    folder = EXAMPLES / name
    assert pins(name)
    assert any("test_" in path.name for path in (folder / "before").rglob("*.py"))
    assert any("licen" in path.name.lower() for path in (folder / "after").rglob("*"))
    page = (folder / "README.md").read_text(encoding="utf-8")
    assert any(line.startswith("same: ") for one in steps(page) for line in one.printed.splitlines())


def test_six_kinds_of_program_have_an_example() -> None:
    assert len(names()) >= 6


def test_all_examples_are_listed() -> None:
    folders = {path.parent.name for path in EXAMPLES.glob("*/README.md")}
    listed = re.findall(r"\]\((\w[\w-]*)/README\.md\)", (EXAMPLES / "README.md").read_text(encoding="utf-8"))
    assert sorted(listed) == sorted(folders)
    assert "examples/README.md" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_a_page_is_rewritten_where_something_else_is_printed_and_nowhere_else() -> None:
    page = "Text\n\n```console\n$ one\nRead 3 files in 0.2 s.\n$ two\nold\n```\n\n```sh\n$ no command\n```\n"
    now = [PageStep("one", "Read 3 files in 9.1 s, 2 of them from the cache.\n"), PageStep("two", "new\n")]
    assert [one.command for one in steps(page)] == ["one", "two"]
    assert rewritten(page, now) == page.replace("old", "new")


@pytest.mark.parametrize("page", sorted(EXAMPLES.rglob("README.md")), ids=lambda page: page.parent.name)
def test_a_page_names_no_folder_of_the_machine_that_it_was_made_on(page: Path) -> None:
    assert re.findall(r"/(?:tmp|root|home/(?!you/))\S*", page.read_text(encoding="utf-8")) == []
