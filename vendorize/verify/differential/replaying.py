"""Repeat recorded calls on both variants, and judge those that repeat themselves on the original."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vendorize.model.verdict import Difference, Replay
from vendorize.verify.child import Place, run_child
from vendorize.verify.differential.spelling import first_difference, spell_call, spell_end
from vendorize.verify.frameworks import copy_probe
from vendorize.verify.watch import Steps, Tail
from vendorize_analysis.errors import InternalError
from vendorize_analysis.model.events import Silent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from vendorize.verify.differential.boundary import CallHost
    from vendorize.verify.differential.recording import Recording
    from vendorize_analysis.model.events import Listener

    Ends = Mapping[int, Mapping[str, Any]]

SECONDS = 10.0
"""Most time for one call."""
_RESTARTS = 25
_LOST = {"end": "lost", "why": "it ended the process, or took longer than its time"}
PROBES = (
    *("vendorize_describing", "vendorize_refusing", "vendorize_replayer", "vendorize_sharing"),
    "vendorize_startup_hook",
)
WORKER_PROBES = (*PROBES, "vendorize_branches", "vendorize_noticing", "vendorize_worker")
"""What a process of `Worker` needs."""


@dataclass(frozen=True, slots=True)
class Replayer:
    """What the runs of one comparison share."""

    records: Path
    names: tuple[str, ...]
    """What is called, call by call."""
    scratch: Path
    timeout: float
    steps: Steps

    @property
    def count(self) -> int:
        """Return the number of calls."""
        return len(self.names)


def replay(
    recording: Recording,
    hosts: tuple[CallHost, CallHost],
    scratch: Path,
    timeout: float,
    progress: Listener | None = None,
) -> Replay:
    """Return what differs between the original and the result.

    A difference must show in every run: three times on the original, the last one after the result's, so that clocks
    and chance do not count, and twice on the result.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    records = scratch / "records.jsonl"
    records.write_text("".join(json.dumps(call) + "\n" for call in recording.calls), encoding="ascii")
    probes = scratch / "probes"
    for name in PROBES:
        copy_probe(name, probes)
    names = tuple(f"{call['module']}.{call['name']}" for call in recording.calls)
    replayer = Replayer(records, names, scratch, timeout, Steps(progress or Silent(), 3 * len(names)))
    skipped = Counter(recording.skipped)
    original, result = hosts
    first, second = (_run(replayer, original, f"original-{turn}", judge=True) for turn in (1, 2))
    after = _run(replayer, result, "result-1") if first else {}
    unfit = {number: _unfit(first[number], second[number], after[number]) for number in range(replayer.count)}
    skipped.update(reason for reason in unfit.values() if reason)
    compared = [number for number, reason in unfit.items() if not reason]
    candidates = [number for number in compared if first[number]["digest"] != after[number]["digest"]]
    found = _confirm(recording, replayer, hosts, candidates, (first, after)) if candidates else {}
    flaky = len(candidates) - len(found)
    if flaky:
        skipped["differs from run to run"] += flaky
    differences = tuple(difference for _, difference in sorted(found.items()))
    return Replay(len(recording.calls), len(compared) - flaky, dict(sorted(skipped.items())), differences)


def _unfit(first: Mapping[str, Any], second: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Return why a call proves nothing; empty where it is to be judged."""
    unusable = {
        "lost": f"on the original, {first.get('why')}",
        "unloadable": "cannot be set up again on the original",
        "unresolved": "cannot be set up again on the original",
        "refused": f"needs {first.get('why')}",
    }
    if first["end"] in unusable:
        return unusable[first["end"]]
    if not first.get("repeats"):
        return "does not end on the original as it did in the tests"
    if first["digest"] != second["digest"]:
        return "differs from run to run"
    if after["end"] == "unloadable":
        return "an argument's type is not in the result"
    if first["opaque"] and first["opaque"] == after.get("opaque"):
        return f"result that is only itself ({first['opaque']})"
    return ""


def _confirm(
    recording: Recording,
    replayer: Replayer,
    hosts: tuple[CallHost, CallHost],
    candidates: Sequence[int],
    before: tuple[Ends, Ends],
) -> dict[int, Difference]:
    """Return the candidates that differ once more, each variant being as it was."""
    replayer.steps.total += 2 * replayer.count
    original = _run(replayer, hosts[0], "original-3", full=candidates)
    result = _run(replayer, hosts[1], "result-2", full=candidates)
    found = {}
    for number in candidates:
        one, two = original[number], result[number]
        if one["digest"] == before[0][number]["digest"] and two["digest"] == before[1][number]["digest"]:
            call = recording.calls[number]
            ends = one.get("whole", one), two.get("whole", two)
            found[number] = Difference(
                f"call {spell_call(call, ends[0])}", spell_end(ends[0]), spell_end(ends[1]), first_difference(*ends)
            )
    return found


def _run(
    replayer: Replayer, host: CallHost, name: str, *, judge: bool = False, full: Iterable[int] = ()
) -> dict[int, Mapping[str, Any]]:
    """Return how each call ended in fresh processes; one that ends its process is lost, and the next goes on."""
    folder = replayer.scratch / name
    folder.mkdir()
    output = folder / "ends.jsonl"
    ends: dict[int, Mapping[str, Any]] = {}
    start = 0
    tail = Tail(output)

    def look() -> None:
        for said in tail.new():
            if "started" in said:
                replayer.steps.step(replayer.names[said["started"]])

    for _ in range(_RESTARTS):
        if start >= replayer.count:
            break
        settings = {
            "records": str(replayer.records),
            "output": str(output),
            "start": start,
            "judge": judge,
            "full": list(full),
            "refuse": host.refuse,
            "namespace": host.namespace,
            "replacements": host.replacements,
            "seconds": SECONDS,
        }
        (folder / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
        script = replayer.scratch / "probes" / "vendorize_replayer.py"
        place = Place(host.cwd, host.variables, folder, replayer.timeout, watch=look)
        run_child(host.command(script, folder / "settings.json"), place)
        look()
        start = _read(output, ends) + 1
    return {
        number: ends.get(number, _lost("not reached: too many calls ended the process"))
        for number in range(replayer.count)
    }


def _read(output: Path, ends: dict[int, Mapping[str, Any]]) -> int:
    """Read what a process wrote, and give the number of the last call that it began."""
    last = -1
    for line in output.read_text(encoding="utf-8").splitlines() if output.is_file() else ():
        said = json.loads(line)
        if "broken" in said:
            raise InternalError(f"the replay failed: {said['broken']}")
        if "started" in said:
            last = said["started"]
            ends[last] = _lost(_LOST["why"])
        else:
            ends[said["call"]] = said
    return last


def _lost(why: str) -> dict[str, Any]:
    return {"end": "lost", "why": why, "digest": "lost", "opaque": ""}
