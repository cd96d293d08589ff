"""Run the command in a process of its own, on projects and installed distributions that are written here."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.environments import lean_python

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
SECONDS = 240
RELEASED = os.environ.get("VENDORIZE_TEST_RELEASE", "")
"""The interpreter of an environment that a wheel of ours is installed in: what is tested then is that."""


@dataclass(frozen=True, slots=True)
class Done:
    """How a process ended."""

    code: int
    out: str
    err: str


def variables(**more: str) -> dict[str, str]:
    """Return the variables of a child: ours, without those that change what Python or the tool does."""
    dropped = ("PYTHON", "COVERAGE", "NO_COLOR", "FORCE_COLOR", "VIRTUAL_ENV", "PYTEST")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    path = {} if RELEASED else {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "analysis")])}
    return {**kept, **path, "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "120", **more}


def run(command: list[str], folder: Path, env: Mapping[str, str]) -> Done:
    """Return how a command ended."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=env,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=SECONDS,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def command_line(*arguments: object) -> list[str]:
    """Return the command line of the tool."""
    return [RELEASED or sys.executable, "-m", "vendorize", *map(str, arguments)]


def vendorize(*arguments: object, cwd: Path, **more: str) -> Done:
    """Run the tool in a folder; keywords are environment variables."""
    return run(command_line(*arguments), cwd, variables(**more))


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder, and give the folder."""
    for relative, content in files.items():
        target = folder / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def install(site: Path, name: str, files: Mapping[str, str | bytes], *, requires: tuple[str, ...] = ()) -> Path:
    """Write a distribution as an installer would, and give its `dist-info` folder."""
    info = f"{name}-1.0.dist-info"
    needed = "".join(f"Requires-Dist: {one}\n" for one in requires)
    everything = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\nLicense: MIT\n{needed}",
        f"{info}/LICENSE": "As you like it.\n",
    }
    rows = "".join(f"{path},,\n" for path in sorted(everything))
    write(site, {**everything, f"{info}/RECORD": f"{rows}{info}/RECORD,,\n"})
    return site / info


@dataclass(frozen=True, slots=True)
class World:
    """A project with what is installed for it, in one folder."""

    folder: Path
    project: Path
    site: Path

    def run(self, *arguments: object, **more: str) -> Done:
        """Run the tool with this folder as the current one."""
        return vendorize(*arguments, cwd=self.folder, **more)

    def arguments(self, command: str, *more: object) -> list[object]:
        """Return the arguments of a command on the project."""
        python = ["--python", lean_python()] if command == "verify" and "--python" not in more else []
        return [command, self.project, "--search-path", self.site, "--no-cache", *python, *more]

    def call(self, command: str, *more: object, **env: str) -> Done:
        """Run a command on the project with its installed distributions."""
        return self.run(*self.arguments(command, *more), **env)

    def extract(self, out: Path | str, *more: object, layout: str = "site") -> Done:
        """Extract the project."""
        return self.call("extract", "--out", out, "--layout", layout, *more)


BACK_ENDS = {
    "setuptools.build_meta": "setuptools",
    "hatchling.build": "hatchling",
    "flit_core.buildapi": "flit_core",
    "pdm.backend": "pdm-backend",
    "poetry.core.masonry.api": "poetry-core",
    "uv_build": "uv_build",
}
"""What each build back end is installed from."""

PYPROJECT = """\
[project]
name = "app"
version = "0.1"
requires-python = ">=3.11"
dependencies = ["dep"]

[project.scripts]
app = "app.cli:main"
"""

PROGRAM = {
    "pyproject.toml": PYPROJECT,
    "app/__init__.py": "",
    "app/__main__.py": "from app.cli import main\n\nmain()\n",
    "app/cli.py": "import dep\n\n\ndef main():\n    print(dep.used(20))\n",
}
DEPENDENCY = {
    "dep/__init__.py": "from dep.core import unused, used\nfrom dep.other import helper\n",
    "dep/core.py": (
        "import json\n\n\ndef used(number):\n    return inner(number) + 2\n\n\n"
        "def inner(number):\n    return number * 2\n\n\n"
        "def unused(number):\n    return json.dumps(never(number))\n\n\ndef never(number):\n    return [number]\n"
    ),
    "dep/other.py": "def helper():\n    return 'help'\n",
    "dep/lonely.py": "def alone():\n    return 1\n",
}


def make_world(folder: Path) -> World:
    """Write a small program with one dependency."""
    world = World(folder, folder / "project", folder / "installed")
    write(world.project, PROGRAM)
    install(world.site, "dep", DEPENDENCY)
    return world


def run_site(out: Path, *arguments: str) -> Done:
    """Run a result of the layout `site` with nothing else importable."""
    env = {**variables(), "PYTHONPATH": str(out)}
    return run([sys.executable, "-S", *arguments], out.parent, env)


def run_package(out: Path, *arguments: str) -> Done:
    """Run a result of the layout `package` from its folder, with nothing else importable."""
    env = {name: value for name, value in variables().items() if name != "PYTHONPATH"}
    return run([sys.executable, "-S", *arguments], out, env)


def snapshot(*folders: Path) -> dict[str, str]:
    """Return every file and folder below some folders with a digest, compiled modules left out."""
    found: dict[str, str] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if "__pycache__" in path.parts:
                continue
            if path.is_symlink():
                found[str(path)] = f"link to {path.readlink()}"
            elif path.is_file():
                found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
            else:
                found[str(path)] = "folder"
    return found


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its bytes, compiled modules left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
