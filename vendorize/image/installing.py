"""How pip, uv and Poetry install what a project requires into `.venv`, as the steps of a Dockerfile."""

from __future__ import annotations

import re
import shlex
import tomllib
from typing import TYPE_CHECKING

from vendorize_analysis.environment.inline import read_inline
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vendorize.model.image import Installer

_LISTS = ("requirements.txt", "requirements.in", "requirements/base.txt", "requirements/production.txt")
_ELSEWHERE = re.compile(
    r"^\s*(?:-(?!-hash)|\.|/|file:|[^#\s]*\s@\s*file:)|^\s*[^#\s]*/[^#\s]*\.(?:whl|zip|tar\.gz)", re.MULTILINE
)
"""A line that leads to another file or is an option: what it needs is copied before it is read."""
_VENV = "python -m venv .venv"
_PIP = ".venv/bin/pip install --no-cache-dir"


def find_installer(root: Path) -> Installer:
    """Return what installs a project: the tool whose lock it has, else one that `pyproject.toml` has a table of.

    Raises `UserError` where it has locks of both.
    """
    locks = [name for name in ("uv.lock", "poetry.lock") if (root / name).is_file()]
    if len(locks) > 1:
        raise UserError(f"{root} has {' and '.join(locks)}", hint="say which of them counts with --installer")
    if locks:
        return "uv" if locks == ["uv.lock"] else "poetry"
    tables = _tables(root / "pyproject.toml")
    return "uv" if "uv" in tables else "poetry" if "poetry" in tables else "pip"


def install_steps(installer: Installer, root: Path, script: str, extras: frozenset[str]) -> Iterator[str]:
    """Yield the steps that leave the project in the working directory, and its dependencies in `.venv` there.

    Lists and locks are copied before the code where they stand alone, so that an edit of code installs nothing again.
    """
    chosen = sorted(extras)
    match installer:
        case "uv":
            yield "RUN pip install --no-cache-dir uv"
            yield from _locked(root, "uv.lock")
            named = "".join(f" --extra {shlex.quote(one)}" for one in chosen)
            locked = " --locked" if (root / "uv.lock").is_file() else ""
            yield f"RUN uv sync{locked} --no-dev --no-install-project --python python{named}"
            yield "COPY . ."
        case "poetry":
            yield "RUN pip install --no-cache-dir poetry"
            yield from _locked(root, "poetry.lock")
            named = f" --extras {shlex.quote(' '.join(chosen))}" if chosen else ""
            yield f"RUN POETRY_VIRTUALENVS_IN_PROJECT=true poetry install --only main --no-root --no-interaction{named}"
            yield "COPY . ."
        case "pip":
            yield from _with_pip(root, script, chosen)


def _locked(root: Path, lock: str) -> Iterator[str]:
    # README and licence are read by some back ends, but not before the project itself is installed.
    names = [name for name in ("pyproject.toml", lock) if (root / name).is_file()]
    yield f"COPY {' '.join(names)} ./"


def _with_pip(root: Path, script: str, extras: list[str]) -> Iterator[str]:
    declares = any((root / name).is_file() for name in ("pyproject.toml", "setup.cfg", "setup.py"))
    listed = next((name for name in _LISTS if (root / name).is_file()), "")
    if script:
        stated = read_inline(root / script)
        needed = " ".join(shlex.quote(one) for one in (stated.dependencies if stated is not None else ()))
        yield f"RUN {_VENV}{f' && {_PIP} {needed}' if needed else ''}"
        yield "COPY . ."
    elif listed:
        alone = not _ELSEWHERE.search((root / listed).read_text("utf-8", "replace"))
        yield f"COPY {listed} {listed}" if alone else "COPY . ."
        yield f"RUN {_VENV} && {_PIP} -r {listed}"
        yield from ["COPY . ."] * alone
    else:
        yield "COPY . ."
        named = f".[{','.join(extras)}]" if extras else "."
        yield f"RUN {_VENV}{f' && {_PIP} {shlex.quote(named)}' if declares else ''}"


def _tables(pyproject: Path) -> frozenset[str]:
    """Return the names of the tools that a project is configured for."""
    try:
        content = tomllib.loads(pyproject.read_text("utf-8"))
    except (OSError, ValueError):
        return frozenset()
    tool = content.get("tool")
    return frozenset(tool) if isinstance(tool, dict) else frozenset()
