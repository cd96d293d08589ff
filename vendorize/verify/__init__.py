"""Prove a result: the project's tests in the original environment and on the result, outcome by outcome."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.model.verdict import Verdict
from vendorize.verify.bench import Bench
from vendorize.verify.beyond import look_beyond, require_hypothesis
from vendorize.verify.compare import read
from vendorize.verify.environment import prepare, read_foreign
from vendorize.verify.isolation import find_launcher, isolation_of, write_start
from vendorize.verify.leaks import read_leaks, tell_unguarded
from vendorize.verify.masks import masks_of
from vendorize.verify.measure import measurements
from vendorize.verify.repair import find_repairs
from vendorize.verify.request import DEFAULT_COMMAND, DEFAULT_TIMEOUT, VerifyRequest, tests_of
from vendorize.verify.runner import instrument
from vendorize.verify.sides import Side, baseline_side, common_variables, require_module, result_side
from vendorize.verify.startup import measure_startup
from vendorize.verify.steady import settle
from vendorize.verify.tracing import trace
from vendorize.verify.tree import copy_project, place_result
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Silent

if TYPE_CHECKING:
    from vendorize.model.verdict import RunRecord
    from vendorize.verify.environment import ResultEnvironment
    from vendorize.verify.masks import Masks
    from vendorize.verify.startup import Startup
    from vendorize_analysis.model.events import Listener

__all__ = ["DEFAULT_COMMAND", "DEFAULT_TIMEOUT", "VerifyRequest", "find_repairs", "tests_of", "trace", "verify"]


def verify(request: VerifyRequest, tell: Listener | None = None) -> Verdict:
    """Run the tests on both sides and give what differs; leaves no process and no file behind."""
    tell = tell or Silent()
    tell.stage_started("verify")
    if not request.served.is_dir():
        raise UserError(f"there is no result in {request.served}", hint="run `vendorize extract` first")
    if request.fuzz:
        require_hypothesis()
    # Children run in other folders than we do.
    overlay = request.overlay.resolve() if request.overlay is not None else None
    request = replace(request, result=request.result.resolve(), overlay=overlay)
    with tempfile.TemporaryDirectory(prefix="vendorize-", ignore_cleanup_errors=True) as name:
        return _verify_in(Path(name).resolve(), request, tell)


def _verify_in(scratch: Path, request: VerifyRequest, tell: Listener) -> Verdict:
    launcher = find_launcher(request, scratch / "offline")
    isolation = isolation_of(request, launcher)
    start = write_start(request, scratch / "start", refuse=isolation.network == "python")
    before = Bench(request, _baseline(scratch, request), launcher, start, is_result=False)
    tell.stage_started("verify: original")
    baseline = before.run(tell)
    _require_proof(baseline, request)
    tell.stage_started("verify: result")
    side, environment = _result(scratch, request)
    after = Bench(request, side, launcher, start, is_result=True)
    runs = [(baseline, after.run(tell))]
    tell.stage_started("verify: again")
    runs += [(before.run(tell), after.run(tell)) for _ in range(request.runs - 1)]
    masks = (masks_of(before.side.own, request.masks), masks_of(after.side.own, request.masks))
    settled = settle(runs, masks, lambda only: (before.run(tell, only=only), after.run(tell, only=only)))
    tell_unguarded(environment.guarded, tell)
    tell.stage_started("verify: start-up")
    startup = measure_startup(request, before.side, after.side, scratch=scratch / "startup", launcher=launcher)
    _warn_about_origin(startup, before.side, tell)
    at_start = startup.difference()
    measured = measurements(request, startup)
    sides = (before.side, after.side)
    beyond = look_beyond(request, sides, scratch / "beyond", partial(before.run_as, tell))
    return Verdict(
        baseline=_readable(runs[0][0], masks[0]),
        result=replace(_readable(runs[0][1], masks[1]), foreign_imports=read_foreign(environment.foreign)),
        differences=settled.differences if at_start is None else (at_start, *settled.differences),
        leaks=read_leaks(environment.guarded),
        absent=request.absent,
        baseline_bytes=int(measured.bytes.baseline or 0),
        result_bytes=int(measured.bytes.result or 0),
        baseline_startup_ms=startup.baseline.milliseconds,
        result_startup_ms=startup.result.milliseconds,
        flaky=settled.flaky,
        isolation=isolation,
        measurements=measured,
        beyond=beyond,
    )


def _readable(record: RunRecord, masks: Masks) -> RunRecord:
    """Give the record with what both sides call the tests."""
    return replace(record, outcomes=read(record, masks))


def _baseline(scratch: Path, request: VerifyRequest) -> Side:
    variables = common_variables(request, scratch / "pycache")
    # Both trees have paths of the same length, so that output which is wrapped to a width stays comparable.
    tree = copy_project(request, scratch / "one" / request.project.root.name)
    side = baseline_side(request, tree=tree, scratch=scratch / "ask", variables=variables)
    framework = instrument(request.command).framework
    if framework == "pytest":
        require_module(side, framework, scratch / "ask")
    return side


def _result(scratch: Path, request: VerifyRequest) -> tuple[Side, ResultEnvironment]:
    variables = common_variables(request, scratch / "pycache")
    tree = copy_project(request, scratch / "two" / request.project.root.name)
    place_result(request, tree)
    environment = prepare(request, tree=tree, folder=scratch / "env", variables=variables)
    side = result_side(request, python=environment.python, tree=tree, variables=variables)
    return side, environment


def _require_proof(baseline: RunRecord, request: VerifyRequest) -> None:
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


def _warn_about_origin(startup: Startup, before: Side, tell: Listener) -> None:
    """Say when the original environment insists on another tree than the copy (some editable installs do)."""
    file = startup.baseline.file
    if file not in ("", "?") and not Path(file).resolve().is_relative_to(before.tree):
        tell.warned(f"the original environment imports {startup.module} from {file}, not from the copy under test")
