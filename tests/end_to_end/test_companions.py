"""Distributions that stay as they are installed because compiled code that they require may import them."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import PYPROJECT, install, write

if TYPE_CHECKING:
    from tests.end_to_end.command import World

LIBRARY = "try:\n    import fast\nexcept ImportError:\n    fast = None\n\n\ndef used(number):\n    return number\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("accelerator", "verdict"),
    [('import sys\nif "dep" not in sys.modules:\n    raise ImportError\n', "external"), ("x = 'other'\n", "extract")],
    ids=["its Python names the library", "nothing names the library"],
)
def test_a_library_stays_whole_where_its_accelerator_may_import_it(
    world: World, accelerator: str, verdict: str
) -> None:
    suffix = ".pyd" if sys.platform == "win32" else ".abi3.so"
    install(world.site, "dep", {"dep/__init__.py": LIBRARY, "dep/_types.py": "kind = 1\n"}, requires=("fast",))
    install(world.site, "fast", {"fast/__init__.py": f"{accelerator}from fast._c import x\n", f"fast/_c{suffix}": b""})
    write(world.project, {"pyproject.toml": PYPROJECT})
    done = world.call("analyze", "--output-format", "json")
    found = {each["name"]: each for each in json.loads(done.out)["distributions"]}
    assert (found["dep"]["verdict"], found["fast"]["verdict"]) == (verdict, "external"), done.err
    assert found["dep"]["native"] == "none"
    assert ("fast names it" in found["dep"]["why"]) == (verdict == "external")


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["site", "package"])
def test_a_program_that_lies_beside_the_interpreter_stays_with_its_distribution(world: World, layout: str) -> None:
    library = "from pathlib import Path\n\n\ndef used(number):\n    return (Path(__file__).parents[1] / 'bin/tool')\n"
    info = install(world.site, "dep", {"dep/__init__.py": library, "dep/more.py": "x = 1\n"})
    write(world.site, {"bin/tool": b"\x7fELF, say", "bin/script": b"#!python\n"})
    with (info / "RECORD").open("a", encoding="utf-8") as record:
        record.write("../../../bin/tool,,\n../../../bin/script,,\n")
    write(world.project, {"pyproject.toml": PYPROJECT})
    done = world.call("analyze", "--output-format", "json")
    (dep,) = json.loads(done.out)["distributions"]
    assert (dep["verdict"], "its program tool" in dep["why"]) == ("external", True), done.err
    out = world.folder / "out"
    assert world.call("extract", "--layout", layout, "--out", out).code == 0
    if layout == "site":
        assert (out / "bin/tool").read_bytes() == b"\x7fELF, say"
        assert "bin/tool," in (out / info.name / "RECORD").read_text("utf-8")
    else:
        assert '"dep"' in (out / "pyproject.toml").read_text("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("body", "warned"),
    [
        ("os.path.join(sys.prefix, 'share', 'dep', 'table.txt')", "share/dep/table.txt"),
        ("shutil.which('dep-helper')", "bin/dep-helper"),
        ("os.path.join(sys.prefix, 'share')", "share/dep/table.txt"),
        ("'share/dep/table.txt'", ""),
        ("os.path.join(sys.prefix, 'lib')", ""),
        ("shutil.which('dep')", "bin/dep"),
        ("('dep', shutil.which)", "bin/dep"),
        ("shutil.which('other')", ""),
    ],
)
def test_files_outside_of_site_packages_that_code_may_look_for_are_named(world: World, body: str, warned: str) -> None:
    library = f"import os, shutil, sys\n\n\ndef used(number):\n    return {body}\n"
    entries = "[console_scripts]\ndep = dep:used\n"
    info = install(world.site, "dep", {"dep/__init__.py": library})
    write(info, {"entry_points.txt": entries})
    write(world.site, {"share/dep/table.txt": "1", "bin/dep-helper": "#!python\n", "bin/dep": "#!python\n"})
    with (info / "RECORD").open("a", encoding="utf-8") as record:
        record.write("../../../share/dep/table.txt,,\n../../../bin/dep-helper,,\n../../../bin/dep,,\n")
    write(world.project, {"pyproject.toml": PYPROJECT})
    done = world.call("analyze")
    said = [line for line in " ".join(done.err.split()).split("warning: ") if "outside of site-packages" in line]
    assert len(said) == bool(warned), done.err
    assert not warned or f"may look for {warned}" in said[0]
    assert not warned or ("copy share of the result" in said[0]) is warned.startswith("share/")


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["site", "package"])
def test_scripts_and_data_that_are_looked_for_beside_the_interpreter_are_not_lost(world: World, layout: str) -> None:
    library = "import shutil, sys\n\n\ndef used(number):\n    return shutil.which('dep-helper')\n\n\ndef more(): pass\n"
    info = install(world.site, "dep", {"dep/__init__.py": library})
    write(world.site, {"share/dep/table.txt": "1", "bin/dep-helper": "#!python\nimport dep; dep.more()\n"})
    with (info / "RECORD").open("a", encoding="utf-8") as record:
        record.write("../../../share/dep/table.txt,,\n../../../bin/dep-helper,,\n")
    write(world.project, {"pyproject.toml": PYPROJECT})
    out = world.folder / "out"
    done = world.call("extract", "--layout", layout, "--out", out)
    assert (done.code, "may look for bin/dep-helper" in " ".join(done.err.split())) == (0, True), done.err
    if layout == "site":
        assert (out / "bin/dep-helper").read_text("utf-8").endswith("dep.more()\n")
        assert (out / "share/dep/table.txt").read_text("utf-8") == "1"
        assert "def more" in (out / "dep/__init__.py").read_text("utf-8")
    else:
        assert '"dep"' in (out / "pyproject.toml").read_text("utf-8")
