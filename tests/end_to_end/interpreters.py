"""Other Pythons to extract for: the versions that are named, or found, on the machine at hand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

VARIABLE = "VENDORIZE_TEST_PYTHONS"
"""Paths of interpreters, separated as in PATH; without it those on PATH (`python3.12`) and of the launcher `py`."""
VERSIONS = ("3.9", "3.10", "3.11", "3.12", "3.13", "3.15")
_ASK = "import sys; print('%d.%d' % sys.version_info[:2], sys.executable)"


@cache
def interpreters() -> dict[str, Path]:
    """Return the interpreters that answer, by version."""
    named = [Path(text) for text in os.environ.get(VARIABLE, "").split(os.pathsep) if text]
    found: dict[str, Path] = {}
    for command in [[str(path)] for path in named] or _usual():
        answer = _answer(command)
        if answer is not None:
            found.setdefault(*answer)
    return found


def _usual() -> list[list[str]]:
    on_path = [[path] for version in VERSIONS if (path := shutil.which(f"python{version}"))]
    launcher = shutil.which("py")
    return [[sys.executable], *on_path, *([launcher, f"-{version}"] for version in VERSIONS if launcher)]


def _answer(command: list[str]) -> tuple[str, Path] | None:
    try:
        done = subprocess.run([*command, "-c", _ASK], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    # A shim of a version manager is there for versions that it does not have.
    version, _, path = done.stdout.strip().partition(" ")
    return (version, Path(path)) if done.returncode == 0 and version in VERSIONS else None
