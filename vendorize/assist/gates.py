"""The gates that a proposal must pass, in their order; the first that does not let it through ends it."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vendorize.assist.comparing import Bench, compare, replaced_for
from vendorize.assist.symbolic import find_difference
from vendorize.assist.typed import checker
from vendorize.model.rewrite import Gate
from vendorize.planning import measure
from vendorize.proof import verify
from vendorize.rewrites import DoesNotSplice, faults_of, spliced
from vendorize.starting import settings_of
from vendorize.steps import decide, layout_of
from vendorize_analysis.model.events import Silent
from vendorize_analysis.model.options import Replaced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from vendorize.assist.observed import Records
    from vendorize.assist.surface import Surface
    from vendorize.assist.typed import Checker
    from vendorize.model.report import Report
    from vendorize.model.request import Request
    from vendorize.model.verdict import DifferentialResult, Isolation, Verdict
    from vendorize.sandbox import Mode
    from vendorize_analysis.model.events import Listener


NOT_OURS = "the result differs without this proposal too"
"""Begins the evidence where no proposal could pass."""
_SYMBOLIC = 15.0
"""Most seconds of the processor for CrossHair."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What all gates are told."""

    request: Request
    surface: Surface
    before: Report
    folder: Path
    """An empty folder for this proposal."""
    progress: Listener
    mode: Mode = "auto"
    seconds: float = 30.0
    fuzz: float = 20.0
    """Seconds for made-up calls of all the boundary while the tests are compared; 0: none."""
    records: Records = ()
    """Observed calls of the function."""
    unreached: bool = False
    """Branches with a way that no call went are said, and stop nothing."""

    @property
    def placed(self) -> Replaced:
        """Return the module with the proposal in it, which the static gate has written."""
        return Replaced(self.surface.distribution, self.surface.relative, self.folder / "placed")


def judge(trial: Trial, source: str) -> tuple[Gate, ...]:
    """Return what the gates say, up to the first that does not let the proposal through."""
    said: list[Gate] = []
    for gate in _gates(trial, source):
        said.append(gate)
        if gate.compared and not gate.passed:
            return tuple(said)
    return (*said, _enough(said))


def _gates(trial: Trial, source: str) -> Iterator[Gate]:
    yield from early(trial, source)
    yield from _stage(trial, "verify", lambda: _verified(trial, trial.placed))


def early(trial: Trial, source: str) -> Iterator[Gate]:
    """Yield what all gates say before the project's tests; who asks stops at one that does not let it through."""
    yield from _stage(trial, "parse", lambda: [_parses(source)])
    yield from _stage(trial, "types", lambda: [_types(trial, source)])
    yield from _stage(trial, "static", lambda: [_static(trial, source)])
    yield from _stage(trial, "gain", lambda: _gain(trial, trial.placed))
    calls = _made(trial.folder / "calls")
    bench = Bench(trial.surface, calls, trial.mode, trial.seconds, trial.unreached, trial.placed)
    yield from _stage(trial, "hypothesis", lambda: compare(bench, source, trial.records)[0])
    yield from _stage(trial, "crosshair", lambda: [_crosshair(trial)])


def _stage(trial: Trial, name: str, gates: Callable[[], list[Gate]]) -> list[Gate]:
    trial.progress.stage_started(f"rewrite: {name}")
    return gates()


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _parses(source: str) -> Gate:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return Gate("parse", passed=False, evidence=f"no Python: {error}")
    return Gate("parse", passed=True, evidence=f"{source.count(chr(10))} lines")


def _static(trial: Trial, source: str) -> Gate:
    surface = trial.surface
    faults = [*faults_of(source, surface.text, surface.name, surface.raised, surface.importable)]
    if source.count("\n") > surface.lines:
        faults.append(f"it has {source.count(chr(10))} lines, and may have {surface.lines}")
    if faults:
        return Gate("static", passed=False, evidence="; ".join(faults[:8]))
    try:
        replaced_for(surface, source, trial.placed.folder)
    except DoesNotSplice as error:
        return Gate("static", passed=False, evidence=str(error))
    return Gate("static", passed=True, evidence=f"rules kept; exceptions: {' '.join(sorted(surface.raised))}")


def _types(trial: Trial, source: str) -> Gate:
    """Compare what a type checker says of the module with what it said of the original; both are only read."""
    home = _made(trial.folder / "typed")
    original = trial.surface.text.encode("utf-8")
    try:
        proposal = spliced(original, trial.surface.name, source)
    except DoesNotSplice as error:
        # The next gate says more.
        return Gate("types", passed=False, evidence=f"{error}", compared=False)
    texts = {"original": original, "proposal": proposal}
    for name, text in texts.items():
        (_made(home / name) / "module.py").write_bytes(text)
    found_checker = checker(home, home / "checker", trial.mode)
    if found_checker is None:
        return Gate("types", passed=False, evidence="neither mypy nor ty is installed", compared=False)
    known, found = (found_checker.complaints(home / one / "module.py") for one in texts)
    return _complaints(found_checker, known, found)


def _complaints(by: Checker, known: frozenset[str] | None, found: frozenset[str] | None) -> Gate:
    if known is None or found is None:
        return Gate("types", passed=False, evidence=f"{by.name} could not read the module", compared=False)
    new = sorted(found - known)
    if new:
        return Gate("types", passed=False, evidence=f"{by.name}: {'; '.join(new[:4])}")
    said = f"{by.name} says nothing that it did not say of the original ({by.where})"
    return Gate("types", passed=True, evidence=said)


def _gain(trial: Trial, replaced: Replaced) -> list[Gate]:
    """Compare size and capabilities of the result with and without the proposal."""
    request = replace(trial.request, options=replace(trial.request.options, replaced=(replaced,)))
    settings = settings_of(request)
    found = decide(request, settings, Silent(), layout=layout_of(request, settings))
    after = measure(found.analysis, found.plan)
    more = _capabilities(after) - _capabilities(trial.before)
    if more:
        return [Gate("capabilities", passed=False, evidence=f"new: {', '.join(sorted(map(' '.join, more)))}")]
    sizes = [(_kept(one, "bytes"), _kept(one, "functions")) for one in (trial.before, after)]
    (old, old_functions), (new, new_functions) = sizes
    evidence = f"{old:,} bytes in {old_functions:,} functions become {new:,} in {new_functions:,}"
    capable = Gate("capabilities", passed=True, evidence="none that the result did not have")
    return [capable, Gate("gain", passed=new < old, evidence=evidence)]


def _capabilities(report: Report) -> set[tuple[str, str]]:
    return {(one.name, capability) for one in report.distributions for capability in one.capabilities}


def _kept(report: Report, what: str) -> int:
    return sum(getattr(one, what).kept for one in report.distributions if one.verdict != "unused")


def _crosshair(trial: Trial) -> Gate:
    calls = trial.folder / "calls"
    extracted = calls / "original" / "code", calls / "proposed" / "code"
    return find_difference(trial.surface, extracted, trial.folder / "crosshair", min(trial.seconds, _SYMBOLIC))


def _verified(trial: Trial, replaced: Replaced) -> list[Gate]:
    """Run the project's tests on original and result, repeat the calls that they make, and make up others like them."""
    options = replace(trial.request.options, replaced=(replaced,))
    tests = replace(trial.request.verify, replay=True, fuzz=trial.fuzz, sandbox=trial.mode)
    verdict = verify(replace(trial.request, options=options, verify=tests), progress=trial.progress)
    gates = _repeated(verdict.differential)
    passed = sum(one.outcome == "passed" for one in verdict.baseline.outcomes.values())
    if not passed:
        return [*gates, Gate("verify", passed=False, evidence="no test of the project passes on the original")]
    evidence = "; ".join(_differences(verdict)[:4])
    if not verdict.same and not _is_same_without(trial):
        evidence = f"{NOT_OURS}, see `vendorize verify`: {evidence}"
    evidence = evidence or f"{passed} of {len(verdict.baseline.outcomes)} tests pass on both"
    return [*gates, Gate("verify", passed=verdict.same, evidence=f"{evidence} ({_held(verdict.isolation)})")]


def _repeated(differential: DifferentialResult | None) -> list[Gate]:
    replay = None if differential is None else differential.replay
    if replay is None:
        return []
    shown = "; ".join(f"{one.test}: {one.baseline} became {one.result}" for one in replay.differences[:3])
    evidence = shown or f"{replay.compared} of {replay.recorded} observed calls repeated, all the same"
    return [Gate("replay", not replay.differences, evidence, compared=bool(replay.compared))]


def _is_same_without(trial: Trial) -> bool:
    """Tell whether the project's tests end the same on a result that has no proposal in it."""
    tests = replace(trial.request.verify, replay=False, fuzz=0.0, sandbox=trial.mode)
    return verify(replace(trial.request, verify=tests), progress=trial.progress).same


def _differences(verdict: Verdict) -> list[str]:
    found = [f"{one.test}: {one.baseline} became {one.result} {one.message}"[:300] for one in verdict.differences]
    differential = verdict.differential
    if differential is not None and differential.fuzz is not None:
        found += [f"{one.test}: {one.baseline} became {one.result}"[:300] for one in differential.fuzz.differences]
    return found + [f"leak of {one.symbol}" for one in verdict.leaks]


def _held(walls: Isolation) -> str:
    if not walls.sandbox:
        return "sandbox: none, the system has no walls for it"
    return f"sandbox: {walls.sandbox}; limit of processes: {walls.processes}"


def _enough(said: list[Gate]) -> Gate:
    """Tell whether calls were compared at all: tests alone that pass are no comparison of a function."""
    compared = [
        one.name for one in said if one.name in {"observed", "hypothesis", "replay"} and one.compared and one.passed
    ]
    missing = [f"{one.name} ({one.evidence})" for one in said if not one.compared]
    evidence = f"compared by {', '.join(compared) or 'nothing'}; not compared: {'; '.join(missing) or 'nothing'}"
    return Gate("compared", passed="hypothesis" in compared, evidence=evidence)
