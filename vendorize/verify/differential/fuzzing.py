"""Call functions of the boundary on both variants with arguments that hypothesis makes up, and shrink what differs."""

from __future__ import annotations

import json
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from vendorize.model.verdict import Difference, Fuzz
from vendorize.verify.differential.replaying import WORKER_PROBES
from vendorize.verify.differential.spelling import first_difference, spell_end
from vendorize.verify.differential.targets import find_targets
from vendorize.verify.differential.workers import Worker
from vendorize.verify.frameworks import copy_probe
from vendorize.verify.watch import Steps
from vendorize_analysis.model.events import Silent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from vendorize.verify.differential.boundary import CallHost
    from vendorize.verify.differential.recording import Recording
    from vendorize.verify.differential.strategies import Argument
    from vendorize.verify.differential.targets import FuzzTarget
    from vendorize.verify.request import VerifyRequest
    from vendorize_analysis.model.events import Listener

    Arguments = Mapping[str, Argument]
    News = Mapping[str, list[int]]

EXAMPLES = 200
"""Most calls of one function; so the same time limit gives the same calls on a machine that is fast enough."""
CALL_SECONDS = 2.0
_ANSWER_SECONDS = 30.0


class _Stop(BaseException):
    """Leave hypothesis at once; it takes exceptions for failures of the test."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class _Differs(Exception):  # noqa: N818 - what hypothesis shrinks
    """The two variants end differently."""


@dataclass(slots=True)
class Campaign:
    """The calls of one function, and the smallest one that differed."""

    target: FuzzTarget
    workers: tuple[Worker, Worker]
    until: float
    examples: int = 0
    smallest: Arguments | None = field(default=None)
    seconds: float = 0.0
    """That it may take in all."""
    lost: int = 0
    """How many calls may end the processes of both variants before no more are made; 0: the first one is too many."""
    news: list[tuple[News, News]] = field(default_factory=list)
    """Which ways each call of the last question went on both variants, if that was new."""

    def try_one(self, arguments: Arguments) -> None:
        """Call both variants once; where they differ, once more, because only what stays is a difference."""
        if time.monotonic() > self.until:
            raise _Stop("")
        ends = _ask(self.target, self.workers, arguments)
        if ends[0]["end"] == ends[1]["end"] == "lost" and self.lost:
            self.lost -= 1
            if not self.lost:
                raise _Stop("")
            return
        if ends[0]["end"] == "lost":
            raise _Stop("a call ended the process, or took longer than its time")
        if ends[0]["end"] == "refused":
            raise _Stop(f"needs {ends[0]['why']}")
        if ends[0]["end"] == "unloadable" or ends[1]["end"] == "unloadable":
            return
        self.examples += 1
        if _digest(ends[0]) != _digest(ends[1]):
            again = _ask(self.target, self.workers, arguments)
            if _digest(again[0]) != _digest(ends[0]):
                raise _Stop("gives another answer each time")
            if _digest(again[1]) == _digest(ends[1]):
                self.smallest = arguments
                raise _Differs

    def ask_many(self, questions: list[dict[str, Any]]) -> tuple[list[Any], list[Any]] | None:
        """Make some calls on both variants at once; return how they ended, or None where one ended a process."""
        if time.monotonic() > self.until:
            raise _Stop("")
        calls = [{"given": one["given"], "keywords": one["keywords"]} for one in questions]
        asked = {"ask": "calls", "module": self.target.module, "name": self.target.name, "calls": calls}
        for worker in self.workers:
            worker.send(asked)
        ends = [worker.receive().get("ends") for worker in self.workers]
        if not all(isinstance(one, list) and len(one) == len(calls) for one in ends):
            return None
        pairs = list(zip(*ends, strict=True))
        self.news = [(one.pop("news", {}), two.pop("news", {})) for one, two in pairs]
        return [one for one, _ in pairs], [two for _, two in pairs]

    def differs(self, arguments: Arguments) -> bool:
        """Tell whether both variants end otherwise, each of them as it does when asked again."""
        first, again = (_ask(self.target, self.workers, arguments) for _ in range(2))
        ends = [list(map(_digest, one)) for one in (first, again)]
        usable = first[0]["end"] in ("returned", "raised") and first[1]["end"] != "unloadable"
        return usable and ends[0] == ends[1] and ends[0][0] != ends[0][1]


def fuzz(
    request: VerifyRequest,
    hosts: tuple[CallHost, CallHost],
    recording: Recording,
    scratch: Path,
    progress: Listener | None = None,
) -> Fuzz:
    """Return what differs within the time that was asked for."""
    scratch.mkdir(parents=True)
    for name in WORKER_PROBES:
        copy_probe(name, scratch / "probes")
    (scratch / "records.jsonl").write_text("".join(json.dumps(call) + "\n" for call in recording.calls), "ascii")
    with ExitStack() as stack:
        workers = [stack.enter_context(_worker(host, scratch, number)) for number, host in enumerate(hosts)]
        pair = workers[0], workers[1]
        targets, skipped = find_targets(request, recording.calls, workers[0])
        end = time.monotonic() + request.fuzz
        steps = Steps(progress or Silent(), len(targets))
        found: list[Difference] = []
        examples = called = 0
        for number, target in enumerate(targets):
            left = end - time.monotonic()
            if left <= 0:
                skipped["not reached in the time given"] += 1
                continue
            steps.step(f"{target.module}.{target.name}")
            campaign = Campaign(target, pair, time.monotonic() + left / (len(targets) - number))
            why = _run_campaign(campaign, found)
            examples += campaign.examples
            called += bool(campaign.examples)
            if why:
                skipped[why] += 1
    return Fuzz(called, examples, dict(sorted(skipped.items())), tuple(found))


def _run_campaign(campaign: Campaign, found: list[Difference]) -> str:
    """Look for a difference in one function; give why it was left early, if it was."""
    wanted = settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    parameters = campaign.target.parameters
    needed = {one.name: one.strategy for one in parameters if not one.optional}
    free = {one.name: one.strategy for one in parameters if one.optional}
    why = try_campaign(campaign, wanted(given(st.fixed_dictionaries(needed, optional=free))(campaign.try_one)))
    if campaign.smallest is None:
        return why
    return confirm(campaign, campaign.smallest, found)


def try_campaign(campaign: Campaign, run: Callable[[], object]) -> str:
    """Make the calls of a campaign; return why it was left early, if it was."""
    try:
        run()
    except _Stop as stop:
        return stop.why
    except Exception:
        if campaign.smallest is None:
            raise
    return ""


def confirm(campaign: Campaign, arguments: Arguments, found: list[Difference]) -> str:
    """Call both variants once more in new processes: state that earlier calls left behind is no difference."""
    for worker in campaign.workers:
        worker.stop()
    one, two = _ask(campaign.target, campaign.workers, arguments)
    if _digest(one) == _digest(two):
        return "differs only after other calls"
    ends = one.get("whole", one), two.get("whole", two)
    call = f"call {_spell(campaign.target, arguments)}"
    found.append(Difference(call, spell_end(ends[0]), spell_end(ends[1]), first_difference(*ends)))
    return ""


def _ask(
    target: FuzzTarget, workers: tuple[Worker, Worker], arguments: Arguments
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    question = question_of(target, arguments)
    return workers[0].ask(question), workers[1].ask(question)


def question_of(target: FuzzTarget, arguments: Arguments) -> dict[str, Any]:
    """Return what a worker is asked for a call."""
    given, keywords = _sorted(target, arguments)
    return {
        "ask": "call",
        "module": target.module,
        "name": target.name,
        "given": [one.wire for one in given],
        "keywords": {name: one.wire for name, one in keywords.items()},
    }


def _sorted(target: FuzzTarget, arguments: Arguments) -> tuple[list[Argument], dict[str, Argument]]:
    """Return what goes by position and what by name, in the order of the parameters: hypothesis has its own."""
    there = [one for one in target.parameters if one.name in arguments]
    given = [arguments[one.name] for one in there if one.positional]
    return given, {one.name: arguments[one.name] for one in there if not one.positional}


def _digest(end: Mapping[str, Any]) -> str:
    return str(end.get("digest", json.dumps(end, sort_keys=True)))


def _spell(target: FuzzTarget, arguments: Arguments) -> str:
    given, keywords = _sorted(target, arguments)
    words = [*(one.spelled for one in given), *(f"{name}={one.spelled}" for name, one in keywords.items())]
    return f"{target.module}.{target.name}({', '.join(words)})"


def _worker(host: CallHost, scratch: Path, number: int) -> Worker:
    settings_file = scratch / f"worker-{number}.json"
    asked = {
        "records": str(scratch / "records.jsonl"),
        "refuse": host.refuse,
        "namespace": host.namespace,
        "replacements": host.replacements,
        "seconds": CALL_SECONDS,
    }
    settings_file.write_text(json.dumps(asked), encoding="utf-8")
    return Worker(host, scratch / "probes" / "vendorize_worker.py", settings_file, _ANSWER_SECONDS)
