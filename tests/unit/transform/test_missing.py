"""What a result says where a data file is opened that a rule of the user has dropped."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.unit.planning.projects import analysis_of, module_plan
from vendorize.layouts.site.names import SUPPORT
from vendorize.model.settings import DataRules
from vendorize.planning import plan, with_data_rules
from vendorize.planning.globs import as_regular
from vendorize.runtime import read_sections
from vendorize.transform import gone_source, support_source

if TYPE_CHECKING:
    from pathlib import Path

PATTERN = as_regular("dep/data/*/**")
READER = "import pathlib\nhere = pathlib.Path(__file__).parent\ndef f(name):\n    return (here / name).read_text()\n"
PROGRAM = """
import pathlib, sys, dep
here = pathlib.Path(dep.__file__).parent
def attempt(action):
    try:
        return action()
    except OSError as error:
        return f"{type(error).__name__} {error.errno} {error}"
print(attempt(lambda: dep.f("data/s3/kept.json")))
print(attempt(lambda: dep.f("data/ec2/gone.json")))
print(attempt(lambda: __import__("os").open(str(here / "data/ec2/gone.json"), 0)))
print(attempt(lambda: __import__("io").FileIO(here / "data/ec2/gone.json")))
print(attempt(lambda: open("data/other.txt")))
print(attempt(lambda: (here / "data/ec2/new.json").write_text("new")))
print(attempt(lambda: dep.f("data/ec2/new.json")))
"""
UNLIKE = """
import os, shutil, sys, tempfile
from pathlib import Path
import dep
data = Path(dep.__file__).parent / "data"
class Odd(str):
    def startswith(self, *given): raise ZeroDivisionError
class Late:
    def __init__(self): self.kept = open
    def __del__(self): self.kept(os.devnull if os else "/dev/null").close()
def attempt(action):
    try:
        return action()
    except OSError as error:
        return type(error).__name__, error.errno
away = Path(tempfile.mkdtemp())
(away / "ec2").mkdir()
(away / "ec2/gone.json").write_text("elsewhere")
os.chdir(data)
folder = os.open(away, os.O_RDONLY)
print(os.read(os.open("ec2/gone.json", os.O_RDONLY, dir_fd=folder), 9))
print(attempt(lambda: open(data / "s3/kept.json/below")), attempt(lambda: open(data / ("s3/" + "x" * 300))))
print(open(Odd(data / "s3/kept.json")).read(), sys.audit("open"), sys.audit("open", "a", "r", 0, 1))
(data / "ec2/link").symlink_to(away / "ec2")
print((data / "ec2/link/../ec2/gone.json").read_text())
os.chdir(away / "ec2")
shutil.rmtree(away / "ec2")
print(attempt(lambda: shutil.rmtree(away)), away.exists())
sys.late = Late()
"""


def test_opening_a_dropped_file_names_the_rule_and_nothing_else_changes(tmp_path: Path) -> None:
    for folder in ("s3", "ec2"):
        (tmp_path / "dep/data" / folder).mkdir(parents=True)
    (tmp_path / "dep/data/s3/kept.json").write_text("kept")
    call = f"__import__('{SUPPORT}', fromlist=['dropped_files']).dropped_files('dep', 'dep 1', {PATTERN!r})"
    (tmp_path / "dep/__init__.py").write_text(f"{READER}{call}\n")
    text = read_sections("missing.py")["files"].encode()
    (tmp_path / f"{SUPPORT}.py").write_bytes(support_source("shop") + text)
    command = [sys.executable, "-S", "-c", PROGRAM]
    variables = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, check=False)
    assert not done.stderr
    kept, gone, again, raw, other, written, read = done.stdout.decode().splitlines()
    assert (kept, written, read) == ("kept", "3", "new")
    assert gone.startswith("FileNotFoundError 2 [Errno 2] No such file or directory, because dep 1 was extracted")
    assert 'data.keep = ["dep/data/ec2/gone.json"]' in gone
    assert 'data.keep = ["dep/data/ec2/gone.json"]' in again
    assert 'data.keep = ["dep/data/ec2/gone.json"]' in raw
    assert other == "FileNotFoundError 2 [Errno 2] No such file or directory: 'data/other.txt'"


def test_whatever_is_not_plainly_a_file_that_went_is_as_it_was(tmp_path: Path) -> None:
    told = []
    for name in ("plain", "heard"):
        for folder in ("s3", "ec2"):
            (tmp_path / name / "dep/data" / folder).mkdir(parents=True)
        (tmp_path / name / "dep/data/s3/kept.json").write_text("kept")
        call = f"__import__('{SUPPORT}', fromlist=['dropped_files']).dropped_files('dep', 'dep 1', {PATTERN!r})"
        (tmp_path / name / "dep/__init__.py").write_text(f"{READER}{call if name == 'heard' else ''}\n")
        text = read_sections("missing.py")["files"].encode()
        (tmp_path / name / f"{SUPPORT}.py").write_bytes(support_source("shop") + text)
        variables = {**os.environ, "PYTHONPATH": str(tmp_path / name)}
        done = subprocess.run([sys.executable, "-S", "-c", UNLIKE], env=variables, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        told.append((done.stdout, done.stderr))
    assert told[0] == told[1]
    assert b"elsewhere" in told[0][0]


@pytest.mark.parametrize(("layout", "speaks"), [("site", True), ("package", True), ("file", False)])
def test_the_first_module_of_a_distribution_speaks_for_what_its_rules_drop(
    tmp_path: Path, layout: str, *, speaks: bool
) -> None:
    files = {"app/__init__.py": "import dep.sub\ndep.f('x')\n", "dep/__init__.py": READER, "dep/sub.py": "x = 1\n"}
    analysis = analysis_of(tmp_path, files, {"dep/data/a.json": "1", "dep/data/b.json": "1"})
    rules = DataRules(keep=("dep/data/b.json",), drop=("dep/data/*", "other/*"))
    found = with_data_rules(analysis, plan(analysis, layout=layout), rules)
    assert module_plan(found, "dep").dropped_files == ((as_regular("dep/data/*"),) if speaks else ())
    assert module_plan(found, "dep.sub").dropped_files == ()
    assert found.drops() is speaks
    assert (b"_opened" in gone_source(found)) is speaks
    without = with_data_rules(analysis, plan(analysis, layout=layout), DataRules(drop=("other/*",)))
    assert not without.drops()
