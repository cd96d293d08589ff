"""Files whose names are no UTF-8, or that not every system can have, are copied as they are, with one warning."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import run, variables, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.command import World

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="macOS and Windows refuse such names")
NAMES = (b"caf\xe9.txt", b"new\nline.txt", b"back\\slash.txt")
CLI = "import os\nimport dep\n\nHERE = os.fsencode(os.path.dirname(__file__))\n\n\ndef main():\n"
SHOWN = "    print(dep.used(20), sorted(os.listdir(os.path.join(HERE, b'data'))))\n"


@pytest.fixture
def odd(world: World) -> World:
    write(world.project, {"app/cli.py": CLI + SHOWN, "app/data/plain.txt": "as usual"})
    for name in NAMES:
        (world.project / "app" / "data" / os.fsdecode(name)).write_bytes(name)
    return world


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["site", "package"])
def test_names_are_copied_as_bytes(odd: World, layout: str) -> None:
    out = odd.folder / "out"
    done = odd.extract(out, "--output-format", "json", layout=layout)
    assert done.code == 0, done.err
    warnings = [one for one in json.loads(done.out)["warnings"] if "file name" in one]
    assert len(warnings) == 1
    assert "(and 2 more)" in warnings[0]
    assert all((out / "app" / "data" / os.fsdecode(name)).read_bytes() == name for name in NAMES)
    before = run([sys.executable, "-m", "app"], odd.project, {**variables(), "PYTHONPATH": str(odd.site)})
    after = run([sys.executable, "-S", "-m", "app"], out, {**variables(), "PYTHONPATH": str(out)})
    assert (after.code, after.out) == (0, before.out), after.err


@pytest.mark.slow
def test_a_record_can_be_read(odd: World) -> None:
    out = odd.folder / "out"
    assert odd.extract(out).code == 0
    (record,) = out.glob("app-*.dist-info/RECORD")
    text = record.read_text(encoding="utf-8")
    assert "app/data/plain.txt" in text
    assert "caf" not in text


@pytest.mark.slow
def test_a_change_in_place_is_taken_back(odd: World) -> None:
    before = contents(odd.project)
    assert odd.call("extract", "--in-place").code == 0
    assert contents(odd.project) != before
    assert odd.run("extract", "--in-place", "--undo", odd.project).code == 0
    assert contents(odd.project) == before


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["site", "package"])
def test_verify_runs_to_its_end(odd: World, layout: str) -> None:
    done = odd.call("verify", "--layout", layout, "--", "python", "-m", "app")
    assert done.code == 0, done.out + done.err
