"""Run a command with the probe in all of its Python processes, and gather what that noted."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from vendorize.ending import temporary_folder
from vendorize.model.executed import TracedRun
from vendorize.tracing.gathering import gather, still_running
from vendorize.tracing.placing import Places
from vendorize.tracing.running import run
from vendorize.verify.startup_hook import Probe, place_start
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_PROBE = "vendorize_trace_probe"
_WATCHING = "vendorize_watching"


def trace(command: Sequence[str], project: Path, *, path: str) -> TracedRun:
    """Run a command in the current folder, with our standard streams, and return what it executed.

    `project` is the folder of the project's own code, `path` where programs are looked for. Raises `UserError` where
    the command does not start, or no Python process of it loads the tracer.
    """
    with temporary_folder("vendorize-trace-") as scratch:
        notes, start = start_folder(scratch)
        modules = os.pathsep.join(filter(None, [str(start), os.environ.get("PYTHONPATH", "")]))
        ended = run(command, {**os.environ, "PATH": path, "PYTHONPATH": modules})
        running = still_running(notes)
        found = gather(notes)
        if not found.processes:
            raise UserError(
                f"no Python process of {command[0]} loaded the tracer (the command ended with {ended.exit_code})",
                hint="interpreters started with -I, -E or -S, or with an emptied environment, do not read PYTHONPATH",
            )
        executed, unplaced = Places(project, start, found).place(found)
    traced = len({each.process for each in found.processes})
    return TracedRun(executed, ended.exit_code, ended.asked, traced, found.lost, unplaced, running, found.lapsed)


def start_folder(scratch: Path) -> tuple[Path, Path]:
    """Make the folder for notes, and the one that stands at the front of PYTHONPATH."""
    notes = scratch / "notes"
    notes.mkdir()
    probe = Probe(_PROBE, {"out": str(notes)}, (_WATCHING,))
    return notes, place_start(scratch / "start", {"redirected": [], "refuse": False}, [probe])
