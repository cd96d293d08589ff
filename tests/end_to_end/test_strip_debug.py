"""`--strip-debug`: compiled code without debugging information, known to record, lock, `check`, `update` and images."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import World, install, make_world, write

if TYPE_CHECKING:
    from pathlib import Path

COMPILER = shutil.which("cc")
TOOLS = COMPILER is not None and shutil.which("objcopy") is not None
MODULE = f"dep/_speed{sysconfig.get_config_var('EXT_SUFFIX')}"
SOURCE = "import dep\n\n\ndef main():\n    print(dep.used())\n"
PACKAGE = "try:\n    import dep._speed\nexcept ImportError:\n    pass\n\n\ndef used():\n    return 1\n"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux" or not TOOLS, reason="objcopy and a compiler are not there"),
]


@pytest.fixture
def native(tmp_path: Path) -> World:
    """A program with a distribution that has a library with debugging information."""
    world = make_world(tmp_path)
    (tmp_path / "speed.c").write_text("int answer(void) { return 42; }\n")
    made = tmp_path / "speed.so"
    subprocess.run([str(COMPILER), "-g3", "-shared", "-fPIC", "-o", made, tmp_path / "speed.c"], check=True)
    install(world.site, "dep", {"dep/__init__.py": PACKAGE, MODULE: made.read_bytes()})
    write(world.project, {"app/cli.py": SOURCE})
    return world


def test_record_lock_and_check_know_the_bytes(native: World) -> None:
    out, before = native.folder / "out", (native.site / MODULE).read_bytes()
    done = native.extract(out, "--strip-debug")
    assert done.code == 0, done.err
    after = (out / MODULE).read_bytes()
    assert len(after) < len(before)
    assert f"{MODULE},sha256=" in (out / "dep-1.0.dist-info/RECORD").read_text()
    lock = (out / "vendorize.lock").read_text()
    assert sha256(after).hexdigest() in lock
    assert sha256(before).hexdigest() in lock
    assert native.call("check", "--result", out).code == 0
    assert native.extract(native.folder / "again", "--strip-debug").code == 0
    assert (native.folder / "again" / MODULE).read_bytes() == after
    (out / MODULE).write_bytes(after + b"x")
    assert f"VZ801 {MODULE} is not as it was written" in native.call("check", "--result", out).out


def test_changed_originals_are_refused_as_ever(native: World) -> None:
    record = native.site / "dep-1.0.dist-info/RECORD"
    record.write_text(record.read_text().replace(f"{MODULE},,", f"{MODULE},sha256={'A' * 43},"))
    done = native.extract(native.folder / "out", "--strip-debug")
    assert done.code == 2
    assert "VZ806" in done.err


def test_verify_and_update_do_it_again(native: World) -> None:
    out = native.folder / "out"
    assert native.extract(out, "--strip-debug").code == 0
    write(native.project, {"tests/test_app.py": "import app.cli\n\n\ndef test_it():\n    app.cli.main()\n"})
    done = native.call("verify", "--result", out)
    assert done.code == 0, done.out + done.err
    size = (out / MODULE).stat().st_size
    options = ("--project", native.project, "--search-path", native.site, "--no-cache")
    source = native.site / "dep/__init__.py"
    source.write_text(source.read_text().replace("return 1", "return 2"))
    done = native.run("update", *options, "--result", out)
    assert done.code == 0, done.err
    assert (out / MODULE).stat().st_size == size
    assert "return 2" in (out / "dep/__init__.py").read_text()


def test_configured_and_in_an_image(native: World) -> None:
    options = ("image", "plan", native.project, "--search-path", native.site, "--output-format", "json")
    plain, asked = native.run(*options), native.run(*options, "--strip-debug")
    text = (native.project / "pyproject.toml").read_text()
    write(native.project, {"pyproject.toml": f"{text}\n[tool.vendorize]\nstrip-debug = true\n"})
    configured = native.run(*options)
    sizes = [json.loads(done.out)["shares"][1]["bytes"]["after"] for done in (plain, asked, configured)]
    assert sizes[0] > sizes[1] == sizes[2]
    # What a configuration says is for the layout that can have it.
    assert native.call("extract", "--out", native.folder / "package").code == 0


def test_a_clear_error_where_it_cannot_be(native: World) -> None:
    out = native.folder / "out"
    done = native.call("extract", "--out", out, "--layout", "site", "--strip-debug", PATH=str(native.folder))
    assert (done.code, out.exists()) == (2, False)
    assert "objcopy" in done.err
    done = native.call("extract", "--out", out, "--layout", "package", "--strip-debug")
    assert (done.code, out.exists()) == (2, False)
    assert "--layout site" in done.err
