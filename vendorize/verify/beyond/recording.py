"""Run the tests once more in the original environment, and keep the calls that cross the boundary."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vendorize.verify.beyond.boundary import recorder_settings
from vendorize.verify.runner import copy_probe

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from vendorize.verify.request import VerifyRequest
    from vendorize.verify.sides import Side

    Run = Callable[[Side, Path], object]

CALLS = 20
"""Different calls of one function that a process keeps."""
VALUE_BYTES = 1 << 16
PROCESS_BYTES = 1 << 26
_PROBE = "vendorize_recorder"
_START = '''\
"""Start recording, then run the module of this name that would have been found without us."""

import os
import sys

_here = os.path.dirname(os.path.abspath(__file__))


def _go_on():
    from importlib.machinery import PathFinder
    from importlib.util import module_from_spec

    spec = PathFinder.find_spec(__name__, [path for path in sys.path if os.path.abspath(path) != _here])
    if spec is not None and spec.loader is not None:
        module = module_from_spec(spec)
        sys.modules[__name__] = module
        spec.loader.exec_module(module)


_go_on()
import vendorize_recorder

vendorize_recorder.install(os.path.join(_here, "vendorize_recorder.json"))
'''


@dataclass(frozen=True, slots=True)
class Recording:
    """What was seen at the boundary."""

    calls: tuple[Mapping[str, object], ...]
    """Different calls, in the order in which each process made them; as the recorder writes them."""
    skipped: Mapping[str, int]


def record(request: VerifyRequest, side: Side, scratch: Path, run: Run) -> Recording:
    """Give the calls that the tests lead to; `run` runs the tests of one side.

    A run of its own, so that the one whose outcomes are compared is not slowed down.
    """
    probe, output = scratch / "recorder", scratch / "records"
    output.mkdir(parents=True)
    for name in (_PROBE, "vendorize_frames"):
        copy_probe(name, probe)
    limits = {"calls": CALLS, "value_bytes": VALUE_BYTES, "process_bytes": PROCESS_BYTES}
    settings = {**recorder_settings(request, side), **limits, "output": str(output)}
    (probe / f"{_PROBE}.json").write_text(json.dumps(settings), encoding="utf-8")
    (probe / "sitecustomize.py").write_text(_START, encoding="utf-8")
    path = os.pathsep.join(filter(None, (str(probe), side.variables.get("PYTHONPATH"))))
    run(replace(side, variables={**side.variables, "PYTHONPATH": path}), scratch / "run")
    return read_records(output)


def read_records(folder: Path) -> Recording:
    """Read what the processes wrote; the same call of two processes counts once."""
    calls: dict[tuple[object, ...], Mapping[str, object]] = {}
    skipped: Counter[str] = Counter()
    for file in sorted(folder.glob("*.jsonl"), key=lambda file: (file.stat().st_mtime_ns, file.name)):
        for line in file.read_text(encoding="ascii").splitlines():
            try:
                said = json.loads(line)
            except ValueError:
                # A process that was ended while it wrote leaves half a line.
                continue
            if "skipped" in said:
                skipped[said["skipped"]] += 1
            else:
                calls.setdefault((said["module"], said["name"], said["kind"], said["call"]), said)
    return Recording(tuple(calls.values()), skipped)
