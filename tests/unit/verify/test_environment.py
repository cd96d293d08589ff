from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vendorize.verify.environment import copy_distribution, copy_outside, without_requirements
from vendorize.verify.scripts import copy_programs, write_scripts
from vendorize_analysis.model.environment import Distribution, OutsideFile
from vendorize_analysis.model.project import EntryPoint

if TYPE_CHECKING:
    from collections.abc import Sequence

METADATA = """\
Metadata-Version: 2.4
Name: app
Requires-Dist: Some.Lib[extra]>=2
  ; python_version > "3"
Requires-Dist: other
Version: 1

Requires-Dist: some-lib is what the text talks about
"""


def distribution(location: Path, files: Sequence[str]) -> Distribution:
    return Distribution(
        name="tool",
        key="tool",
        version="1",
        location=location,
        info="tool-1.dist-info",
        editable=False,
        files=tuple(files),
        modules=(),
        top_level=("tool",),
        requirements=(),
        requires=(),
        entry_points=(),
        licenses=(),
        license_files=(),
        size=0,
    )


def test_requirements_on_absent_distributions_leave_the_metadata_and_nothing_else() -> None:
    assert without_requirements(METADATA, ["some-lib"]) == METADATA.replace(
        'Requires-Dist: Some.Lib[extra]>=2\n  ; python_version > "3"\n', ""
    )


def test_a_copied_distribution_never_leaves_the_new_environment(tmp_path: Path) -> None:
    location = tmp_path / "old" / "site"
    location.mkdir(parents=True)
    (tmp_path / "old" / "outside.py").touch()
    (location / "tool.py").write_text("old", encoding="utf-8")
    packages = tmp_path / "new" / "site"
    copy_distribution(
        distribution(location, ["tool.py", "../outside.py", str(tmp_path / "old" / "outside.py")]), packages
    )
    assert [path.name for path in (tmp_path / "new").rglob("*.py")] == ["tool.py"]


def test_a_copy_is_no_link_and_does_not_replace_what_the_result_brought(tmp_path: Path) -> None:
    location, packages = tmp_path / "old", tmp_path / "new"
    location.mkdir()
    packages.mkdir()
    for name in ("kept.py", "copied.py"):
        (location / name).write_text("old", encoding="utf-8")
    (packages / "kept.py").write_text("result", encoding="utf-8")
    copy_distribution(distribution(location, ["kept.py", "copied.py"]), packages)
    (packages / "copied.py").write_text("written by a test", encoding="utf-8")
    assert (packages / "kept.py").read_text(encoding="utf-8") == "result"
    assert (location / "copied.py").read_text(encoding="utf-8") == "old"


def test_programs_beside_the_interpreter_are_there_too_but_nothing_else_outside(tmp_path: Path) -> None:
    old, new = (tmp_path / name / "bin" / "python" for name in ("old", "new"))
    new.parent.mkdir(parents=True)
    location = tmp_path / "old" / "site"
    texts = {
        "bin/tool": f"#!{old}\nprint()\n",
        "bin/compiled": "\x7fELF",
        "bin/made": "",
        "share/man": "",
        "site/tool-1.dist-info/RECORD": "".join(
            f"{name},,\n" for name in ("../bin/tool", "../bin/compiled", "../bin/made", "../share/man", "../bin/gone")
        ),
    }
    for name, text in texts.items():
        path = tmp_path / "old" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (old.parent / "compiled").chmod(0o755)
    made = (EntryPoint("console_scripts", "made", "tool", "main"),)
    found = replace(distribution(location, []), metadata=location / "tool-1.dist-info", entry_points=made)
    copy_programs(found, python=new, original=old)
    assert sorted(path.name for path in new.parent.iterdir()) == ["compiled", "tool"]
    assert (new.parent / "tool").read_text(encoding="utf-8") == f"#!{new}\nprint()\n"
    assert os.access(new.parent / "compiled", os.X_OK) or sys.platform == "win32"


def test_data_below_the_prefix_is_there_too(tmp_path: Path) -> None:
    names = ("share/tool/table", "etc/tool.conf", "bin/tool", "../away", "share/made")
    for name in names:
        (tmp_path / "old" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "old" / name).write_text(name, encoding="utf-8")
    outside = tuple(OutsideFile(name, tmp_path / "old" / name, launches=name == "share/made") for name in names)
    copy_outside(replace(distribution(tmp_path / "old", []), outside=outside), tmp_path / "deep" / "new")
    copied = (
        path.relative_to(tmp_path / "deep").as_posix() for path in (tmp_path / "deep").rglob("*") if path.is_file()
    )
    assert sorted(copied) == ["new/etc/tool.conf", "new/share/tool/table"]


def scripts(tmp_path: Path, entry_points: str, python: Path = Path(sys.executable)) -> tuple[str, ...]:
    info = tmp_path / "tool-1.dist-info"
    info.mkdir()
    (info / "entry_points.txt").write_text(entry_points, encoding="utf-8")
    (tmp_path / "bin").mkdir()
    return write_scripts(tmp_path, python=python, folder=tmp_path / "bin")


def test_scripts_are_written_for_console_entry_points_only(tmp_path: Path) -> None:
    text = "[console_scripts]\na = tool:main\nb=tool.cli : run.it [extra]\n[other]\nc = tool:main\n"
    assert scripts(tmp_path, text) == ("a", "b")


@pytest.mark.parametrize("line", ["../up = tool:main", "x = tool", "x = tool:main()", "x = os; import y:z", ".x = t:m"])
def test_entry_points_that_are_no_plain_names_give_no_script(tmp_path: Path, line: str) -> None:
    assert scripts(tmp_path, f"[console_scripts]\n{line}\n") == ()


@pytest.mark.skipif(sys.platform == "win32", reason="shebang lines")
@pytest.mark.parametrize("folder", ["plain", "with a blank", "long" * 40])
def test_a_script_starts_its_interpreter_wherever_that_is(tmp_path: Path, folder: str) -> None:
    python = tmp_path / folder / "python"
    python.parent.mkdir()
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    (tmp_path / "bin_tool.py").write_text("def main(): print('ran')", encoding="utf-8")
    scripts(tmp_path, "[console_scripts]\nx = bin_tool:main\n", python)
    done = subprocess.run(
        [tmp_path / "bin" / "x"], env={"PYTHONPATH": str(tmp_path)}, capture_output=True, encoding="utf-8", check=False
    )
    assert done.stdout == "ran\n"
