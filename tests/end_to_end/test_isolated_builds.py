"""Builds as users run them: isolated, by pip and by uv, without a network, and installed where nothing else is."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import venv
import zipfile
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


PIP = (sys.executable, "-m", "pip")


def client(*arguments: object, folder: Path, wheels: Path) -> Done:
    """Run a client of the index that has nothing but a folder of wheels."""
    dropped = ("PIP_", "UV_", "PYTHON", "VIRTUAL_ENV")
    env = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    env |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    env |= {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_COMPILE": "1", "UV_NO_CONFIG": "1"}
    env |= {"UV_FIND_LINKS": str(wheels), "UV_OFFLINE": "1", "UV_NO_INDEX": "1", "UV_CACHE_DIR": str(wheels / "cache")}
    env |= {"SOURCE_DATE_EPOCH": "1700000000"}
    return run([str(one) for one in arguments], folder, env)


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with our own wheel and all that the builds need: that takes an index, or a cache of it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "isolated-builds"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:  # one of the processes that run tests fetches for all
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = folder / "said"
        if not said.exists():
            said.write_text(_fetched(folder), encoding="utf-8")
        if missing := said.read_text(encoding="utf-8"):
            pytest.skip(f"what the builds need cannot be had: {missing}")
    return folder


def _fetched(folder: Path) -> str:
    """Fill the folder, with uv if that can be had, and return why it could not."""
    pip = [*PIP, "-q", "--disable-pip-version-check"]
    ours = [*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", str(folder), str(ROOT)]
    fetch = [*pip, "download", "-d", str(folder), "--find-links", str(folder)]
    for command in (ours, [*fetch, "vendorize-cli[build]", "iniconfig", *NEEDED]):
        done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
        if done.returncode:
            return done.stderr[-300:]
    if os.environ.get("VENDORIZE_TEST_FRONT_END") != "pip" and shutil.which("uv") is None:
        subprocess.run([*fetch, "--no-deps", "uv"], cwd=folder, capture_output=True, check=False)
        for wheel in folder.glob("uv-*.whl"):
            with zipfile.ZipFile(wheel) as file:
                (name,) = [one for one in file.namelist() if one.endswith((".data/scripts/uv", ".data/scripts/uv.exe"))]
                (folder / "uv").write_bytes(file.read(name))
                (folder / "uv").chmod(0o755)
    return ""


def uv_of(wheels: Path) -> str:
    """Return the path of uv, or nothing where pip is to build, or uv cannot be had."""
    if os.environ.get("VENDORIZE_TEST_FRONT_END") == "pip":
        return ""
    return shutil.which("uv") or (str(wheels / "uv") if (wheels / "uv").exists() else "")


def make(folder: Path, backend: str) -> Path:
    text = PYPROJECT.replace("BACKEND", backend.partition('"')[0]).replace("REQUIRED", BACK_ENDS.get(backend, backend))
    return write(folder / "project", {**PROGRAM, "pyproject.toml": text, "app/cli.py": CLI})


def build(project: Path, folder: Path, wheels: Path, uv: str) -> Path:
    """Return the wheel of a project, which uv builds of its sdist, else pip of the project."""
    dist = folder / "dist"
    by_uv = (uv, "build", "-q", "--python", sys.executable, "-o", dist)
    done = client(*(by_uv if uv else (*PIP, "wheel", "-q", "-w", dist)), project, folder=folder, wheels=wheels)
    assert done.code == 0, done.err
    assert len(list(dist.glob("app-*.tar.gz"))) == bool(uv)
    (wheel,) = dist.glob("app-*.whl")
    return wheel


def install_and_run(wheel: Path, folder: Path, wheels: Path, uv: str = "") -> str:
    """Install a wheel into an empty environment, by uv or else pip, and return what its program prints."""
    place = folder / "empty"
    venv.create(place, symlinks=True)
    python = place / "bin/python"
    install = (uv, "pip", "install") if uv else (*PIP, "--python", python, "install")
    done = client(*install, *(("--python", python) if uv else ()), "-q", wheel, folder=folder, wheels=wheels)
    assert done.code == 0, done.err
    started = client(place / "bin/app", folder=folder, wheels=wheels)
    assert started.code == 0, started.err
    return started.out


@pytest.mark.parametrize(
    ("front_end", "backend"),
    [
        *(("uv or pip", one) for one in BACK_ENDS),
        pytest.param("pip", "setuptools.build_meta", marks=pytest.mark.release),
    ],
)
def test_a_build_is_isolated_and_its_wheel_runs_in_an_empty_environment(
    tmp_path: Path, wheels: Path, front_end: str, backend: str
) -> None:
    uv = uv_of(wheels)
    if front_end == "pip" and not uv:
        pytest.skip("without uv, pip builds with every back end")
    uv = "" if front_end == "pip" else uv
    project = make(tmp_path, backend)
    before = snapshot(project)
    wheel = build(project, tmp_path, wheels, uv)
    assert snapshot(project) == before
    assert list(wheel.parent.glob("*.whl")) == [wheel]  # and nothing else was needed: it requires nothing
    assert install_and_run(wheel, tmp_path, wheels, uv) == "42\n"


@pytest.mark.skipif(shutil.which("cargo") is None, reason="maturin needs cargo")
def test_maturin_builds_a_project_with_a_compiled_part(tmp_path: Path, wheels: Path) -> None:
    project = make(tmp_path, 'maturin", "cffi')
    more = '\n[tool.maturin]\nbindings = "cffi"\nmodule-name = "app._native"\npython-source = "."\n'
    text = (project / "pyproject.toml").read_text(encoding="utf-8")
    write(project, {**MATURIN, "pyproject.toml": text + more})
    uv = uv_of(wheels)
    assert install_and_run(build(project, tmp_path, wheels, uv), tmp_path, wheels, uv) == "42\n"
