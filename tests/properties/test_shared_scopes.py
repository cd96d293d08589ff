"""Modules that share a scope: whatever names they have in common, the program prints the same."""

from __future__ import annotations

import shutil
import symtable
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, event, given, note
from hypothesis import strategies as st

from vendorize import workflow
from vendorize.layouts import layout_named
from vendorize.model.request import Request
from vendorize_analysis.model.options import AnalysisOptions

if TYPE_CHECKING:
    from tests.properties.running import Runner

NAMES = ("a", "b", "limit", "max", "os")
FORMS = (
    "{one} = {number}",
    "{one} = ({two}, {number})",
    "import os as {one}",
    "def {one}(): return {two}, {number}",
    "def {one}({two}={number}): return lambda: ({two}, {three})",
    "def {one}():\n    global {two}\n    {two} = {number}\n    return {two}",
    "def {one}(): return [({two}, {three}) for {two} in range(2)]",
    "class {one}:\n    x = {two}\n    {three} = {number}\n    def get(self): return {two}, {three}, self.x",
    "{one} = [{two} for {three} in range(1)]",
    "try:\n    {one} = {two}\nexcept NameError as {three}:\n    {one} = {number}",
    'def {one}(): return f"{{{two}}}"',
)
SHOW = """
def show(value, depth=0):
    if isinstance(value, (tuple, list)):
        return [show(one, depth) for one in value]
    if isinstance(value, type):
        return value.__name__, show(value().get(), depth)
    if callable(value) and depth < 3 and value is not max:
        try:
            return value.__name__, show(value(), depth + 1)
        except Exception as error:
            return type(error).__name__
    if isinstance(value, (int, str)):
        return value.partition(" at ")[0] if isinstance(value, str) else value
    return getattr(value, "__name__", type(value).__name__)
"""


@st.composite
def statements(draw: st.DrawFn, *, some: bool) -> str:
    """Draw some statements; before them names have values, all of them or some."""
    name, number = st.sampled_from(NAMES), st.integers(1, 99)
    first = [f"{one} = {draw(number)}" for one in NAMES if one != "max" and (not some or draw(st.booleans()))]
    drawn = [
        form.format(one=draw(name), two=draw(name), three=draw(name), number=draw(number))
        for form in draw(st.lists(st.sampled_from(FORMS), min_size=1, max_size=4))
    ]
    return "\n".join([*first, *drawn]) + "\n"


@st.composite
def packages(draw: st.DrawFn) -> dict[str, str]:
    """Draw a package of which one module takes names from another, and that from a third one; the package may too."""
    again, deleted = draw(st.sampled_from(["", "before", "behind"])), draw(st.sampled_from(["", *NAMES]))
    taken = st.lists(st.sampled_from([one for one in NAMES if one != "max"]), min_size=1, max_size=3, unique=True)
    found = {}
    for module, other in (("__init__", "mid"), ("mid", "low"), ("low", "")):
        renames = draw(st.booleans())
        names = ", ".join(f"{one} as {one}_2" if renames else one for one in draw(taken))
        before = f"from .{other} import {names}\n" if other else ""
        if again and module == "__init__":
            second = f"from .low import {', '.join(draw(taken))}\n"
            before = f"{second}{before}" if again == "before" else f"{before}{second}"
        found[f"site/dep/{module}.py"] = before + draw(statements(some=module == "__init__"))
    if deleted:
        found["site/dep/low.py"] += f"{deleted} = 0\ndel {deleted}\n"
    table = symtable.symtable(found["site/dep/__init__.py"], "dep", "exec")
    asked = sorted(one.get_name() for one in table.get_symbols() if one.is_assigned() or one.is_imported())
    shown = "".join(f"print({one!r}, show(dep.{one}))\n" for one in asked)
    return {**found, "app.py": f"{SHOW}\nimport dep\n{shown}{shown}"}


@pytest.mark.slow
@given(files=packages())
def test_a_program_prints_the_same_whatever_names_its_modules_share(files: dict[str, str], runner: Runner) -> None:
    note("\n".join(f"--- {name}\n{text}" for name, text in files.items() if name != "app.py"))
    folder = Path(tempfile.mkdtemp(prefix="vendorize-property-"))
    try:
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        before = runner.run("app", (folder, folder / "site"))
        assume(not before.error)
        options = AnalysisOptions(search_path=(folder / "site",), use_cache=False, jobs=0)
        request = Request(start=folder / "app.py", options=options, layout="file", hoist="safe")
        done = workflow.extract(request, out=folder / "out", smoke=False)
        event(f"{sum(bool(one.into) for one in done.hoisted)} merged")
        files_of = layout_named("file").opened(folder / "out", folder / "opened")
        shutil.rmtree(folder / "site")
        assert runner.run("app", (files_of,)) == before
    finally:
        shutil.rmtree(folder)
