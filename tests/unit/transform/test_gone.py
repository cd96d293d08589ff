# ruff: noqa: ANN401 - the type of the fixture lives in conftest

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.summarizing.sources import summary_of
from tests.unit.transform.test_removal import run
from vendorize.layouts.site.names import SUPPORT as SUPPORT_SITE
from vendorize.transform import gone_source, support_source, transform

if TYPE_CHECKING:
    from pathlib import Path

GONE = (("lost", "Lost 1"), ("shared.lost", "Lost 1"))
ASKING = """\
import importlib, importlib.util, pkgutil
def load(name):
    try: return importlib.import_module(name)
    except ImportError: return None
def ask(name):
    return importlib.util.find_spec(name) is not None
def resolve(name):
    try: return pkgutil.resolve_name(name)
    except ImportError: return None
"""


def module(workshop: Any, relative: str, text: str, **fields: Any) -> None:
    workshop.module(relative, text, summary=summary_of(text), **fields)


def written(workshop: Any, folder: Path) -> Path:
    decided = replace(workshop.plan(), gone=GONE)
    for file in transform(decided).files:
        (folder / file.relative).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.relative).write_bytes(file.content)
    (folder / f"{SUPPORT_SITE}.py").write_bytes(support_source("shop") + gone_source(decided))
    return folder


@pytest.fixture
def result(workshop: Any, tmp_path: Path) -> Path:
    module(workshop, "own.py", ASKING)
    module(workshop, "dep.py", ASKING, distribution="dep")
    module(workshop, "plain.py", "import importlib\nx = 1\n", distribution="dep")
    folder = written(workshop, tmp_path / "result")
    (folder / "shared").mkdir()
    (folder / "other.py").write_text(ASKING, "utf-8")
    return folder


@pytest.mark.parametrize("asking", ["own", "dep"])
@pytest.mark.parametrize("probe", ["load('lost')", "load('lost.deep')", "load('shared.lost')", "resolve('lost')"])
def test_no_code_of_the_program_takes_a_module_that_went_for_one_that_was_never_installed(
    result: Path, asking: str, probe: str
) -> None:
    done = run(result, f"import {asking}\n{asking}.{probe}\nprint('other way')")
    assert (done.returncode, done.stdout) == (1, "")
    assert "which vendorize removed" in done.stderr.splitlines()[-1]
    assert '[[tool.vendorize.keep]] symbol = "' in done.stderr


def test_others_find_nothing_and_what_is_there_is_found(result: Path) -> None:
    code = """
import own, dep, other, types
print(own.ask("lost"), own.ask("never"), own.load("never"), own.load("shared").__name__)
print(other.ask("lost"), other.load("lost"), other.load("shared.lost"))
import sys; sys.modules["lost"] = types.ModuleType("lost")
print(own.load("lost").__name__)
"""
    done = run(result, code)
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["True False None shared", "False None None", "lost"]


def test_only_modules_that_may_ask_load_what_answers(result: Path) -> None:
    opening = f"__import__('{SUPPORT_SITE}')"
    has = {name for name in ("own", "dep", "plain") if opening in (result / f"{name}.py").read_text("utf-8")}
    assert has == {"own", "dep"}


@pytest.mark.parametrize(
    ("argument", "asks"),
    [("name", True), ("'lost.' + name", True), ("'lo' + name", True), ("'other.' + name", False), ("'lost'", False)],
)
def test_what_is_known_of_the_name_decides_who_may_ask(workshop: Any, argument: str, asks: bool) -> None:  # noqa: FBT001
    module(workshop, "own.py", f"import importlib\ndef load(name): return importlib.import_module({argument})\n")
    assert bool(gone_source(replace(workshop.plan(), gone=GONE))) is asks


def test_a_part_that_is_cut_asks_nothing(workshop: Any) -> None:
    module(workshop, "own.py", "import importlib\ndef load(name): return importlib.import_module(name)\n", drop={1})
    assert not gone_source(replace(workshop.plan(), gone=GONE))


POOLED = """
import threading, traceback
from concurrent.futures import ThreadPoolExecutor
import own, importlib
with ThreadPoolExecutor(1) as pool:
    asked = pool.submit(importlib.import_module, "lost")
print(type(asked.exception()).__name__)
"""


def test_a_thread_that_is_handed_the_importing_function_itself_hears_of_it(result: Path) -> None:
    done = run(result, POOLED)
    assert (done.stderr, done.stdout) == ("", "Removed\n")


def test_what_stays_as_it_is_installed_asks_for_who_calls_it(workshop: Any, tmp_path: Path) -> None:
    module(workshop, "own.py", "import far\ndef ask(name): return far.load(name)\n")
    folder = tmp_path / "result"
    decided = replace(workshop.plan(), gone=GONE, asking=frozenset({"far"}))
    for file in transform(decided).files:
        (folder / file.relative).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.relative).write_bytes(file.content)
    (folder / f"{SUPPORT_SITE}.py").write_bytes(support_source("shop") + gone_source(decided))
    (folder / "far.py").write_text(ASKING, "utf-8")
    (folder / "other.py").write_text("import far\ndef ask(name): return far.load(name)\n", "utf-8")
    done = run(folder, "import own, other\nprint(other.ask('lost'), own.ask('never'))\nown.ask('lost')")
    assert done.stdout == "None None\n"
    assert "Removed: shop uses lost (Lost 1), which vendorize removed" in done.stderr
