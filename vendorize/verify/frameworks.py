"""Run a test command in a child and read what it reports, test by test."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from functools import partial
from importlib import resources
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

from vendorize.model.verdict import RunRecord, TestOutcome
from vendorize.verify.child import PROBES, run_child
from vendorize.verify.reported import Reported, read_report
from vendorize.verify.watch import Watch
from vendorize_analysis.model.events import Silent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from vendorize.verify.child import Finished, Place
    from vendorize_analysis.model.events import Listener

Framework = Literal["pytest", "unittest", "command"]

COMMAND_TEST = "command"
"""The one pseudo test of a command whose tests cannot be told apart."""
NOT_COLLECTED = "VENDORIZE_NOT_COLLECTED"
"""The variable that names folders from which the probe of pytest has no tests taken."""
_REPORT = "VENDORIZE_TEST_REPORT"
_ONLY = "VENDORIZE_ONLY_TESTS"
_TAIL_LINES = 60


@dataclass(frozen=True, slots=True)
class Instrumented:
    """A test command with the probe that reports its outcomes."""

    framework: Framework
    command: tuple[str, ...]
    probe: str
    """Module that must be importable; empty when there is none."""


def instrument(command: Sequence[str]) -> Instrumented:
    """Add the probe that fits the command; a command that is neither pytest nor unittest stays as it is."""
    words = tuple(command)
    position = _find_module(words, "pytest")
    if position is None and PurePath(words[0]).stem in ("pytest", "py.test"):
        position = 0
    if position is not None:
        options = ("-p", "vendorize_pytest_probe")
        return Instrumented("pytest", (*words[: position + 1], *options, *words[position + 1 :]), options[1])
    position = _find_module(words, "unittest")
    if position is not None:
        probe = "vendorize_unittest_probe"
        return Instrumented("unittest", (*words[:position], probe, *words[position + 1 :]), probe)
    return Instrumented("command", words, "")


def run(
    command: Sequence[str], place: Place, *, only: Sequence[str] | None = None, progress: Listener | None = None
) -> RunRecord:
    """Run a test command and give its outcomes; the place's scratch is a new folder for the run's own files.

    `only` names the tests to run; a command whose tests cannot be told apart runs whole.
    """
    scratch = place.scratch
    scratch.mkdir(parents=True)
    instrumented = instrument(command)
    report = scratch / "outcomes.jsonl"
    progress = progress or Silent()
    place = replace(place, found=partial(_tell_stray, progress))
    known = {name: value for name, value in place.variables.items() if _is_known(name, instrumented)}
    place = replace(place, variables=known)
    if instrumented.probe:
        variables = {**known, **_variables(instrumented, place, report, only)}
        place = replace(place, variables=variables, watch=Watch(report, progress).look)
    finished = run_child(instrumented.command, place)
    found = read_report(report) if instrumented.probe else Reported(_command_outcome(finished), "")
    return RunRecord(
        outcomes=found.outcomes,
        seconds=finished.seconds,
        exit_code=finished.exit_code,
        output=_tail(finished),
        timed_out=finished.timed_out,
        cut_short=found.cut_short,
        printed=finished.files,
    )


def _is_known(variable: str, instrumented: Instrumented) -> bool:
    """Tell whether a variable may be there: one of ours only where a probe takes it away again."""
    return variable != NOT_COLLECTED or instrumented.framework == "pytest"


def _variables(instrumented: Instrumented, place: Place, report: Path, only: Sequence[str] | None) -> dict[str, str]:
    """Return what a probe is told by variables; the probe is put where it is found."""
    folder = copy_probe(instrumented.probe, place.scratch / "probe")
    told = {"PYTHONPATH": os.pathsep.join(filter(None, (place.variables.get("PYTHONPATH"), str(folder))))}
    told[_REPORT] = str(report)
    if only is not None:
        file = place.scratch / "only.json"
        file.write_text(json.dumps(list(only)), encoding="utf-8")
        told[_ONLY] = str(file)
    return told


def _tell_stray(progress: Listener, stray: str) -> None:
    progress.warned(f"the tests left a process in a session of its own, which was ended: {stray}")


def copy_probe(name: str, folder: Path) -> Path:
    """Write one of the standalone probes into a folder, and give the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    text = resources.files(PROBES).joinpath(f"{name}.py").read_text(encoding="utf-8")
    (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


def _find_module(words: tuple[str, ...], name: str) -> int | None:
    """Find where `-m NAME` stands; the first `-m` decides, later ones belong to the module (`pytest -m slow`)."""
    for position, word in enumerate(words[:-1]):
        if word == "-m":
            return position + 1 if words[position + 1] == name else _find_wrapped(words, position + 2, name)
    return None


def _find_wrapped(words: tuple[str, ...], start: int, name: str) -> int | None:
    """Find `-m NAME` behind another module that runs it, such as `-m coverage run -m pytest`."""
    for position in range(start, len(words) - 1):
        if (words[position], words[position + 1]) == ("-m", name):
            return position + 1
    return None


def _command_outcome(finished: Finished) -> dict[str, TestOutcome]:
    outcome = "passed" if finished.exit_code == 0 else "failed"
    # Apart: which of the two streams a program writes to is part of what it does.
    text = finished.stdout + (f"\n--- standard error\n{finished.stderr}" if finished.stderr else "")
    return {COMMAND_TEST: TestOutcome(COMMAND_TEST, outcome, text)}


def _tail(finished: Finished) -> str:
    lines = [*finished.stdout.splitlines(), *finished.stderr.splitlines()]
    return "\n".join(lines[-_TAIL_LINES:])
