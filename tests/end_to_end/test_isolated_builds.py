"""Builds as users run them: isolated, by pip and by uv, without a network, and installed where nothing else is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.command import BACK_ENDS, PROGRAM, ROOT, Done, run, snapshot, write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
NEEDED = ("setuptools", "hatchling", "flit_core", "pdm-backend", "poetry-core", "uv_build", "maturin", "cffi")
PYPROJECT = """\
[build-system]
requires = ["vendorize-cli[build]"]
build-backend = "vendorize.build"

[project]
name = "app"
version = "0.1"
description = "A program."
requires-python = ">=3.11"
dependencies = ["iniconfig"]

[project.scripts]
app = "app.cli:main"

[tool.vendorize.build]
backend = "BACKEND"
requires = ["REQUIRED"]

[tool.uv.build-backend]
module-root = ""
"""
CLI = """\
import pathlib

import iniconfig


def main():
    pathlib.Path("x.ini").write_text("[a]\\nb = 42\\n")
    print(iniconfig.IniConfig("x.ini")["a"]["b"])
"""
MATURIN = {
    "Cargo.toml": (
        '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n[lib]\nname = "_native"\npath = "native.rs"\n'
        'crate-type = ["cdylib"]\n'
    ),
    "native.rs": '#[no_mangle]\npub extern "C" fn answer() -> i32 { 42 }\n',
}


def client(*arguments: object, folder: Path, wheels: Path) -> Done:
    """Run a client of the index that has nothing but a folder of wheels."""
    dropped = ("PIP_", "UV_", "PYTHON", "VIRTUAL_ENV")
    env = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    env |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    env |= {"PIP_CONFIG_FILE": os.devnull, "UV_NO_CONFIG": "1"}
    env |= {"UV_FIND_LINKS": str(wheels), "UV_OFFLINE": "1", "UV_NO_INDEX": "1", "UV_CACHE_DIR": str(folder / "cache")}
    env |= {"SOURCE_DATE_EPOCH": "1700000000"}
    return run([str(one) for one in arguments], folder, env)


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with our own wheel and all that the builds need: that takes an index, or a cache of it."""
    folder = tmp_path_factory.mktemp("wheels")
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
    ours = [*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", str(folder), str(ROOT)]
    rest = [*pip, "download", "-d", str(folder), "--find-links", str(folder), "vendorize-cli[build]", "iniconfig"]
    for command in (ours, [*rest, *NEEDED]):
        done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
        if done.returncode:
            pytest.skip(f"what the builds need cannot be had: {done.stderr[-300:]}")
    return folder


def make(folder: Path, backend: str) -> Path:
    text = PYPROJECT.replace("BACKEND", backend.partition('"')[0]).replace("REQUIRED", BACK_ENDS.get(backend, backend))
    return write(folder / "project", {**PROGRAM, "pyproject.toml": text, "app/cli.py": CLI})


def install_and_run(wheel: Path, folder: Path, wheels: Path, installer: str) -> str:
    """Install a wheel into an empty environment and return what its program prints."""
    place = folder / f"empty-{installer}"
    venv.create(place, with_pip=installer == "pip", symlinks=True)
    python = place / "bin/python"
    if installer == "pip":
        done = client(python, "-m", "pip", "install", "-q", wheel, folder=folder, wheels=wheels)
    else:
        done = client("uv", "pip", "install", "-q", "--python", python, wheel, folder=folder, wheels=wheels)
    assert done.code == 0, done.err
    started = client(place / "bin/app", folder=folder, wheels=wheels)
    assert started.code == 0, started.err
    return started.out


@pytest.mark.parametrize("backend", BACK_ENDS)
def test_pip_builds_isolated_and_the_wheel_runs_in_an_empty_environment(
    tmp_path: Path, wheels: Path, backend: str
) -> None:
    project = make(tmp_path, backend)
    before = snapshot(project)
    dist = tmp_path / "dist"
    done = client(sys.executable, "-m", "pip", "wheel", "-q", "-w", dist, project, folder=tmp_path, wheels=wheels)
    assert done.code == 0, done.err
    (wheel,) = dist.iterdir()  # and nothing else was needed: it requires nothing
    assert snapshot(project) == before
    assert install_and_run(wheel, tmp_path, wheels, "pip") == "42\n"


@pytest.mark.skipif(shutil.which("uv") is None, reason="uv is not installed")
@pytest.mark.parametrize("backend", BACK_ENDS)
def test_uv_builds_sdist_and_wheel_of_it_and_the_wheel_runs_in_an_empty_environment(
    tmp_path: Path, wheels: Path, backend: str
) -> None:
    project = make(tmp_path, backend)
    before = snapshot(project)
    dist = tmp_path / "dist"
    done = client("uv", "build", "-q", "--python", sys.executable, "-o", dist, project, folder=tmp_path, wheels=wheels)
    assert done.code == 0, done.err
    assert snapshot(project) == before
    (wheel,) = dist.glob("*.whl")
    assert len(list(dist.glob("*.tar.gz"))) == 1
    assert install_and_run(wheel, tmp_path, wheels, "uv") == "42\n"


@pytest.mark.skipif(shutil.which("cargo") is None, reason="maturin needs cargo")
def test_maturin_builds_a_project_with_a_compiled_part(tmp_path: Path, wheels: Path) -> None:
    project = make(tmp_path, 'maturin", "cffi')
    more = '\n[tool.maturin]\nbindings = "cffi"\nmodule-name = "app._native"\npython-source = "."\n'
    text = (project / "pyproject.toml").read_text(encoding="utf-8")
    write(project, {**MATURIN, "pyproject.toml": text + more})
    dist = tmp_path / "dist"
    done = client(sys.executable, "-m", "pip", "wheel", "-q", "-w", dist, project, folder=tmp_path, wheels=wheels)
    assert done.code == 0, done.err
    (wheel,) = dist.glob("app-*.whl")  # cffi, which maturin requires for it, is built beside it
    assert install_and_run(wheel, tmp_path, wheels, "pip") == "42\n"
