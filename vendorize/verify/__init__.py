"""Prove a result: the project's tests in the original environment and on the result, outcome by outcome."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.ending import temporary_folder
from vendorize.model.verdict import Verdict
from vendorize.verify.compare import read
from vendorize.verify.differential import compare_calls, require_hypothesis
from vendorize.verify.environment import prepare, read_original_imports
from vendorize.verify.file_audit import file_audit_probe, gone_data, missing_data
from vendorize.verify.flakiness import classify
from vendorize.verify.frameworks import instrument
from vendorize.verify.leaks import REMOVED_REPORT, read_leaks, warn_unguarded
from vendorize.verify.masks import masks_of
from vendorize.verify.measure import measurements
from vendorize.verify.observing import observe
from vendorize.verify.repair import find_repairs
from vendorize.verify.request import DEFAULT_COMMAND, DEFAULT_TIMEOUT, Opened, VerifyRequest, tests_of
from vendorize.verify.startup_cost import measure_startup
from vendorize.verify.tracing import trace
from vendorize.verify.tree import copy_project, place_result
from vendorize.verify.variant_runner import VariantRunner
from vendorize.verify.variants import Variant, baseline_variant, common_variables, require_module, result_variant
from vendorize.verify.walls import isolation_of, walls_for_tests
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Silent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vendorize.model.verdict import RunRecord
    from vendorize.verify.environment import ResultEnvironment
    from vendorize.verify.flakiness import Pair
    from vendorize.verify.masks import Masks
    from vendorize.verify.startup_cost import Startup
    from vendorize_analysis.model.events import Listener

    Following = Callable[[Verdict], VerifyRequest | None]

_FILE_AUDIT = "audit/file-audit.jsonl"
"""Which data files the original opened, in the scratch folder."""

__all__ = [
    "DEFAULT_COMMAND",
    "DEFAULT_TIMEOUT",
    "Opened",
    "VerifyRequest",
    "find_repairs",
    "gone_data",
    "observe",
    "require_proof",
    "tests_of",
    "trace",
    "verify",
]


def verify(request: VerifyRequest, progress: Listener | None = None, following: Following | None = None) -> Verdict:
    """Run the tests on both variants and return what differs; leave no process and no file behind.

    `following` is shown the verdict and may give another result of the same original, which is compared in its place:
    the last verdict counts. The original runs once for all of them.
    """
    progress = progress or Silent()
    progress.stage_started("verify")
    request = _checked(request)
    if request.fuzz:
        require_hypothesis()
    with temporary_folder("vendorize-") as scratch:
        rounds = _Rounds(scratch, _original(scratch, request), progress)
        while True:
            verdict, variant = rounds.compare(request)
            another = following(verdict) if following is not None else None
            if another is None:
                break
            request = _checked(another)
        return replace(
            verdict, differential=compare_calls(request, rounds.before, variant, scratch / "differential", progress)
        )


def _checked(request: VerifyRequest) -> VerifyRequest:
    if not request.served.is_dir():
        raise UserError(f"there is no result in {request.served}", hint="run `vendorize extract` first")
    # Children run in other folders than we do.
    overlay = request.overlay.resolve() if request.overlay is not None else None
    return replace(request, result=request.result.resolve(), overlay=overlay)


def _original(scratch: Path, request: VerifyRequest) -> VariantRunner:
    """Return the original variant, ready to run."""
    walls = walls_for_tests(request, scratch / "offline")
    probes = (file_audit_probe(request, scratch / _FILE_AUDIT),)
    writable = (scratch / "pycache",)
    writable[0].mkdir(exist_ok=True)
    return VariantRunner(request, _baseline(scratch, request), walls, is_result=False, probes=probes, writable=writable)


@dataclass(slots=True)
class _Rounds:
    """Compares one result after the other with one original."""

    scratch: Path
    before: VariantRunner
    progress: Listener
    number: int = 0

    def compare(self, request: VerifyRequest) -> tuple[Verdict, Variant]:
        """Return the verdict on a result, without differential testing, and the variant that it is about."""
        before, progress = self.before, self.progress
        progress.stage_started("verify: original")
        require_proof(before.nth(0, progress), request)
        self.begin("result")
        variant, environment = _result(self.scratch, request, self.number)
        after = _result_runner(before, variant, environment, request)
        runs = [(before.nth(0, progress), after.run(progress))]
        self.begin("again")
        runs += [(before.nth(number, progress), after.run(progress)) for number in range(1, request.runs)]
        masks = (masks_of(before.variant.own, request.masks), masks_of(variant.own, request.masks))
        classified = classify(runs, masks, partial(_rerun, before, after, progress))
        warn_unguarded(environment.guarded, progress)
        self.begin("start-up")
        startup = measure_startup(request, before, after, scratch=environment.guarded.with_name("startup"))
        _warn_about_origin(startup, before.variant, progress)
        at_start = startup.difference()
        places = {"packages": environment.packages, "tree": variant.tree}
        others = (*([at_start] if at_start else ()), *missing_data(request, self.scratch / _FILE_AUDIT, **places))
        self.number += 1
        measured = measurements(request, startup)
        verdict = Verdict(
            baseline=_readable(runs[0][0], masks[0]),
            result=_readable(runs[0][1], masks[1], read_original_imports(environment.original_imports)),
            differences=(*others, *classified.differences),
            leaks=read_leaks(environment.guarded, environment.removed, places.values(), request.plan.project_name),
            absent=request.absent,
            baseline_bytes=int(measured.bytes.baseline or 0),
            result_bytes=int(measured.bytes.result or 0),
            baseline_startup_ms=startup.baseline.milliseconds,
            result_startup_ms=startup.result.milliseconds,
            flaky=classified.flaky,
            isolation=isolation_of(request, before.walls),
            measurements=measured,
        )
        return verdict, variant

    def begin(self, stage: str) -> None:
        """Tell what begins, and in which round of repair."""
        self.progress.stage_started(f"verify: {stage}" + (f", repair {self.number}" if self.number else ""))


def _result_runner(
    before: VariantRunner, variant: Variant, environment: ResultEnvironment, request: VerifyRequest
) -> VariantRunner:
    """Return the result, ready to run behind the walls of the original."""
    writable = (Path(variant.variables["PYTHONPYCACHEPREFIX"]), *environment.written)
    return VariantRunner(request, variant, before.walls, is_result=True, writable=writable)


def _rerun(
    before: VariantRunner, after: VariantRunner, progress: Listener, only: Sequence[str] | None, perturb: int = 0
) -> Pair:
    """Run both variants once more."""
    return before.run(progress, only=only, perturb=perturb), after.run(progress, only=only, perturb=perturb)


def _readable(record: RunRecord, masks: Masks, original_imports: tuple[str, ...] = ()) -> RunRecord:
    """Return the record with what both variants call the tests."""
    return replace(record, outcomes=read(record, masks), printed=(), foreign_imports=original_imports)


def _baseline(scratch: Path, request: VerifyRequest) -> Variant:
    variables = common_variables(request, scratch / "pycache")
    # Both trees have paths of the same length, so that output which is wrapped to a width stays comparable.
    tree = copy_project(request, scratch / "one" / request.project.root.name)
    variant = baseline_variant(request, tree=tree, scratch=scratch / "ask", variables=variables)
    framework = instrument(request.command).framework
    if framework == "pytest":
        require_module(variant, framework, scratch / "ask")
    return variant


def _result(scratch: Path, request: VerifyRequest, number: int = 0) -> tuple[Variant, ResultEnvironment]:
    # Behind walls, what runs on the result must not leave bytecode for the original.
    pycache = scratch / (f"pycache{number}" if request.is_walled else "pycache")
    pycache.mkdir(exist_ok=True)
    variables = common_variables(request, pycache)
    place = scratch / f"r{number:02}"
    tree = copy_project(request, place / request.project.root.name)
    place_result(request, tree)
    environment = prepare(request, tree=tree, folder=place.with_name(f"{place.name}-made") / "env", variables=variables)
    variant = result_variant(request, python=environment.python, tree=tree, variables=variables)
    watched = {**variant.variables, REMOVED_REPORT: str(environment.removed)}
    return replace(variant, variables=watched), environment


def require_proof(baseline: RunRecord, request: VerifyRequest) -> None:
    """Stop where the baseline proves nothing: then no comparison can."""
    if baseline.timed_out:
        raise UserError(
            f"the tests did not end within {request.timeout:g} seconds in the original environment",
            hint="allow more time, or choose fewer tests in tool.vendorize.verify.command",
        )
    if not any(outcome.outcome in ("passed", "xfailed") for outcome in baseline.outcomes.values()):
        raise UserError(
            f"no test passed in the original environment (exit code {baseline.exit_code}):\n{baseline.output}",
            hint="make the tests pass there first, or set tool.vendorize.verify.command",
        )
    if baseline.cut_short:
        raise UserError(
            f"the run of the tests was cut short in the original environment (exit code {baseline.exit_code}): "
            f"{baseline.cut_short}\n{baseline.output}",
            hint="find the test that ends the process or stops the session, or leave it out with "
            "tool.vendorize.verify.command",
        )


def _warn_about_origin(startup: Startup, before: Variant, progress: Listener) -> None:
    """Say when the original environment insists on another tree than the copy (some editable installs do)."""
    file = startup.baseline.file
    if file not in ("", "?") and not Path(file).resolve().is_relative_to(before.tree):
        progress.warned(f"the original environment imports {startup.module} from {file}, not from the copy under test")
