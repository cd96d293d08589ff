"""Prove a result: the project's tests in the original environment and on the result, outcome by outcome."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.model.verdict import Verdict
from vendorize.verify.beyond import look_beyond, require_hypothesis
from vendorize.verify.compare import compare
from vendorize.verify.environment import prepare, read_foreign
from vendorize.verify.request import DEFAULT_COMMAND, DEFAULT_TIMEOUT, VerifyRequest
from vendorize.verify.runner import instrument, run
from vendorize.verify.sides import Side, adapt, baseline_side, common_variables, require_module, result_side
from vendorize.verify.startup import measure_size, measure_startup
from vendorize.verify.tree import copy_project, place_result
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Silent

if TYPE_CHECKING:
    from vendorize.model.verdict import Difference, RunRecord
    from vendorize.verify.startup import Startup
    from vendorize_analysis.model.events import Listener

__all__ = ["DEFAULT_COMMAND", "DEFAULT_TIMEOUT", "VerifyRequest", "verify"]


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
    with tempfile.TemporaryDirectory(prefix="vendorize-verify-", ignore_cleanup_errors=True) as name:
        return _verify_in(Path(name).resolve(), request, tell)


def _verify_in(scratch: Path, request: VerifyRequest, tell: Listener) -> Verdict:
    before = _baseline(scratch, request)
    tell.progressed(0, 3, "tests in the original environment")
    baseline = _run_tests(request, before, scratch / "run-one")
    _require_proof(baseline, request)
    tell.progressed(1, 3, "tests on the result")
    after, foreign = _result(scratch, request)
    result = _run_tests(request, after, scratch / "run-two")
    result = replace(result, foreign_imports=read_foreign(foreign))
    tell.progressed(2, 3, "start-up")
    startup = measure_startup(request, before, after, scratch=scratch / "startup")
    _warn_about_origin(startup, before, tell)
    differences = _differences(baseline, result, (before, after), startup)
    beyond = look_beyond(request, (before, after), scratch / "beyond", _run_tests)
    sizes = measure_size(request)
    tell.progressed(3, 3, "done")
    return Verdict(
        baseline=baseline,
        result=result,
        differences=differences,
        leaks=(),
        absent=request.absent,
        baseline_bytes=sizes[0],
        result_bytes=sizes[1],
        baseline_startup_ms=startup.baseline.milliseconds,
        result_startup_ms=startup.result.milliseconds,
        beyond=beyond,
    )


def _baseline(scratch: Path, request: VerifyRequest) -> Side:
    variables = common_variables(request, scratch / "pycache")
    # Both trees have paths of the same length, so that output which is wrapped to a width stays comparable.
    tree = copy_project(request, scratch / "one" / request.project.root.name)
    side = baseline_side(request, tree=tree, scratch=scratch / "ask", variables=variables)
    framework = instrument(request.command).framework
    if framework == "pytest":
        require_module(side, framework, scratch / "ask")
    return side


def _result(scratch: Path, request: VerifyRequest) -> tuple[Side, Path]:
    variables = common_variables(request, scratch / "pycache")
    tree = copy_project(request, scratch / "two" / request.project.root.name)
    place_result(request, tree)
    environment = prepare(request, tree=tree, folder=scratch / "env", variables=variables)
    side = result_side(request, python=environment.python, tree=tree, variables=variables)
    return side, environment.foreign


def _run_tests(request: VerifyRequest, side: Side, scratch: Path) -> RunRecord:
    return run(adapt(request, side), cwd=side.tree, variables=side.variables, scratch=scratch, timeout=request.timeout)


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


def _differences(
    baseline: RunRecord, result: RunRecord, sides: tuple[Side, Side], startup: Startup
) -> tuple[Difference, ...]:
    found = compare(baseline, result, roots=(sides[0].own, sides[1].own))
    at_start = startup.difference()
    return found if at_start is None else (at_start, *found)


def _warn_about_origin(startup: Startup, before: Side, tell: Listener) -> None:
    """Say when the original environment insists on another tree than the copy (some editable installs do)."""
    file = startup.baseline.file
    if file not in ("", "?") and not Path(file).resolve().is_relative_to(before.tree):
        tell.warned(f"the original environment imports {startup.module} from {file}, not from the copy under test")
