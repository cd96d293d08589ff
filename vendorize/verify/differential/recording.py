"""Run the tests once more in the original environment, and keep the calls that cross the boundary."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize.verify.differential.boundary import recorder_settings
from vendorize.verify.startup_hook import Probe

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from vendorize.verify.request import VerifyRequest
    from vendorize.verify.variants import Variant

    Run = Callable[[Probe], object]

CALLS = 20
"""Different calls of one function that a process keeps."""
VALUE_BYTES = 1 << 16
PROCESS_BYTES = 1 << 26
_PROBE = "vendorize_recorder"


@dataclass(frozen=True, slots=True)
class Recording:
    """What was seen at the boundary."""

    calls: tuple[Mapping[str, object], ...]
    """Different calls, in the order in which each process made them; as the recorder writes them."""
    skipped: Mapping[str, int]


def record(request: VerifyRequest, variant: Variant, scratch: Path, run: Run) -> Recording:
    """Return the calls that the tests lead to; `run` runs the tests of the variant with a probe.

    A run of its own, so that the one whose outcomes are compared is not slowed down.
    """
    scratch.mkdir(parents=True)
    limits = {"calls": CALLS, "value_bytes": VALUE_BYTES, "process_bytes": PROCESS_BYTES}
    settings = {**recorder_settings(request, variant), **limits, "output": str(scratch)}
    run(Probe(_PROBE, settings, beside=("vendorize_frames",), writes=scratch))
    return read_records(scratch)


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
