"""`extract --compile`: compiled modules in a result, that Python uses and everybody who looks at results knows."""

from __future__ import annotations

import json
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import World, run, variables, write

if TYPE_CHECKING:
    from pathlib import Path

TAG = sys.implementation.cache_tag


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def program(out: Path, *options: str, **env: str) -> str:
    done = run([sys.executable, "-S", "-P", *options, "-m", "app"], out, variables(PYTHONPATH=str(out), **env))
    assert (done.code, done.err) == (0, "")
    return done.out


@pytest.fixture
def compiled(world: World) -> Path:
    out = world.folder / "out"
    done = world.extract(out, "--compile")
    assert done.code == 0, done.err
    return out


@pytest.mark.slow
def test_python_runs_what_was_compiled_and_writes_nothing(compiled: Path) -> None:
    before = contents(compiled)
    names = [path for path in before if path.endswith(".pyc")]
    assert f"dep/__pycache__/core.{TAG}.pyc" in names
    assert f"app/__pycache__/cli.{TAG}.pyc" in names
    assert {path.rpartition("__pycache__/")[0] + path.rpartition("/")[2].split(".")[0] + ".py" for path in names} == {
        path for path in before if path.endswith(".py")
    }
    assert all(before[path][4:8] == b"\1\0\0\0" for path in names)
    said = program(compiled, PYTHONDONTWRITEBYTECODE="")
    assert contents(compiled) == before
    # Unchecked: what Python runs is the compiled form, whatever became of the source.
    (compiled / "dep/core.py").write_text("raise SystemExit(3)\n")
    assert program(compiled) == said


@pytest.mark.slow
def test_the_same_bytes_on_every_build_whatever_is_beside_a_module(world: World, compiled: Path) -> None:
    first = contents(compiled)
    again = world.folder / "elsewhere/again"
    assert world.extract(again, "--compile", "--jobs", "1").code == 0
    assert contents(again) == first
    write(world.project, {"app/aside.py": "NAMES = ('used', 'core', {'a', 'b', 'c'} & {'used'})\n"})
    assert world.extract(again, "--compile").code == 0
    changed = contents(again)
    assert f"app/__pycache__/aside.{TAG}.pyc" in changed
    assert {path: changed[path] for path in first if path.endswith(".pyc")} == {
        path: content for path, content in first.items() if path.endswith(".pyc")
    }


@pytest.mark.slow
def test_record_manifest_lock_and_check_know_them(world: World, compiled: Path) -> None:
    path = f"dep/__pycache__/core.{TAG}.pyc"
    assert path in (compiled / "dep-1.0.dist-info/RECORD").read_text()
    assert path in {one["path"] for one in json.loads((compiled / ".vendorize.json").read_text())["files"]}
    assert path in (compiled / "vendorize.lock").read_text()
    check = ("--result", compiled)
    assert world.call("check", *check).code == 0
    whole = (compiled / path).read_bytes()
    (compiled / path).write_bytes(whole + b"x")
    done = world.call("check", *check)
    assert done.code == 1
    assert f"VZ801 {path} is not as it was written" in done.out
    assert path in world.extract(compiled, "--compile").err
    (compiled / path).unlink()
    assert f"VZ802 {path} is missing" in world.call("check", *check).out


@pytest.mark.slow
def test_verify_takes_the_result_as_it_is(world: World, compiled: Path) -> None:
    write(world.project, {"tests/test_app.py": "import app.cli\n\n\ndef test_it():\n    app.cli.main()\n"})
    done = world.call("verify", "--result", compiled)
    assert done.code == 0, done.out + done.err
    path = compiled / f"dep/__pycache__/core.{TAG}.pyc"
    shutil.copy(compiled / f"dep/__pycache__/other.{TAG}.pyc", path)
    done = world.call("verify", "--result", compiled)
    assert done.code == 1
    assert f"dep/__pycache__/core.{TAG}.pyc" in done.out


@pytest.mark.slow
@pytest.mark.parametrize("configured", [False, True])
def test_update_compiles_again(world: World, *, configured: bool) -> None:
    out = world.folder / "out"
    if configured:
        text = (world.project / "pyproject.toml").read_text()
        write(world.project, {"pyproject.toml": f"{text}\n[tool.vendorize]\ncompile = true\noptimize = 1\n"})
    options = () if configured else ("--compile", "--optimize", "1")
    assert world.extract(out, *options).code == 0
    name = f"dep/__pycache__/core.{TAG}.opt-1.pyc"
    before = (out / name).read_bytes()
    source = world.site / "dep/core.py"
    source.write_text(source.read_text().replace("return", "assert True\n    return", 1))
    options = ("--project", world.project, "--search-path", world.site, "--no-cache")
    done = world.run("update", *options, "--result", out)
    assert done.code == 0, done.err
    assert (out / name).read_bytes() != before
    assert world.call("check", "--result", out).code == 0
    assert program(out, "-O")
    assert program(out)


@pytest.mark.slow
def test_what_does_not_compile_is_left_to_fail_as_it_did(world: World) -> None:
    write(world.project, {"app/later.py": "print 'two'\n", "app/data/template.py": "# no module: {{name}}\n"})
    out = world.folder / "out"
    done = world.extract(out, "--compile", "--no-smoke")
    assert done.code == 0, done.err
    assert not list(out.rglob("later.*.pyc"))
    assert program(out)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--optimize", "1"), "--optimize is about compiled modules"),
        (("--compile", "--layout", "package"), "the layout package does not hold compiled modules"),
        (("--compile", "--layout", "file"), "the layout file does not hold compiled modules"),
        (("--compile", "--optimize", "3"), "'3' is not one of"),
    ],
)
def test_what_cannot_be_is_an_error(world: World, options: tuple[str, ...], said: str) -> None:
    out = world.folder / "out"
    done = world.extract(out, *options)
    assert done.code == 2
    assert said in done.err
    assert not out.exists()
