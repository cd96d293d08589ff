"""What the benchmarks ask of a corpus: its programs, how one is prepared, and a run of its tests that tells of each.

`python benchmarks/recall.py NAME --corpus tests/corpus`.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import prepare as preparing  # noqa: E402
import run  # noqa: E402
from manifest import applications  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_BAD = frozenset({"failure", "error"})


def tables() -> dict[str, dict[str, Any]]:
    """Return the settings of all programs by name, with commands and tests that are left out as plain words."""
    return {
        name: {
            **{key: getattr(one, key) for key in ("package", "main", "tests", "extras", "roots", "runtime", "test")},
            "command": [*("{python}" if word == "python" else word for word in one.command)],
            "deselect": [test for test, _reason in one.deselect],
        }
        for name, one in applications().items()
    }


def prepare(name: str, folder: Path) -> None:
    """Re-create a program in a folder of its name, unless that is done; ends the program where it cannot be."""
    try:
        preparing.prepare(applications()[name], folder.parent)
    except preparing.Refused as refused:
        sys.exit(str(refused))


def test_env(folder: Path, settings: Mapping[str, Any]) -> dict[str, str]:  # noqa: ARG001 - the corpus' own form
    """Return the whole environment of the tests of a program that lies in a folder, or a copy of it."""
    return run.environment(applications()[folder.name], folder)


def offline(command: Sequence[str]) -> list[str]:
    """Return a command cut off from the network, where the system allows that."""
    return run.offline(list(command))


def run_tests(
    settings: Mapping[str, Any],
    folder: Path,
    *,
    extra_env: Mapping[str, str] | None = None,
    timeout: float = 900,
    extra_args: Sequence[str] = (),
) -> tuple[dict[str, str], float, str]:
    """Run the tests offline; give the outcome of each, the seconds, and what was printed.

    Only pytest tells of each test, and takes more arguments; any other command is one test.
    """
    folder = folder.resolve()
    command = [word.format(python=folder / "venv/bin/python", dest=folder) for word in settings["command"]]
    with tempfile.TemporaryDirectory() as scratch:
        told = Path(scratch) / "junit.xml"
        by_pytest = "pytest" in command
        if by_pytest:
            command += [f"--deselect={test}" for test in settings["deselect"]]
            command += [f"--junitxml={told}", *extra_args]
        began = time.perf_counter()
        code, output = _ended(command, folder, {**test_env(folder, settings), **(extra_env or {})}, timeout)
        seconds = time.perf_counter() - began
        if not by_pytest:
            return {" ".join(settings["command"]): "failed" if code else "passed"}, seconds, output
        return _outcomes(told) if told.is_file() else {}, seconds, output


def counts(results: Mapping[str, str]) -> dict[str, int]:
    """Return how many tests passed, failed and were skipped."""
    return {kind: list(results.values()).count(kind) for kind in ("passed", "failed", "skipped")}


def norm(name: str) -> str:
    """Return the normalised name of a distribution (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _ended(command: list[str], folder: Path, environment: dict[str, str], timeout: float) -> tuple[int, str]:
    """Run a command in a session of its own, so that all that it has started ends with it when its time is over."""
    process = subprocess.Popen(
        offline(command),
        cwd=folder / "src",
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
        output += f"\nended after {timeout} seconds\n".encode()
    return process.returncode, output.decode("utf-8", "replace")


def _outcomes(told: Path) -> dict[str, str]:
    """Return the outcomes in a JUnit report; a test that is there more than once is numbered."""
    found: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for case in ET.parse(told).getroot().iter("testcase"):  # noqa: S314 - written by the test runner that we start
        name = f"{case.get('classname')}::{case.get('name')}"
        kinds = {child.tag for child in case}
        outcome = "failed" if kinds & _BAD else "skipped" if "skipped" in kinds else "passed"
        seen[name] += 1
        found[name if seen[name] == 1 else f"{name}#{seen[name]}"] = outcome
    return found
