"""Prove a result: the project's tests in the original environment and on the result, outcome by outcome."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize.ending import temporary_folder
from vendorize.model.verdict import Verdict
from vendorize.verify.differential import compare_calls, require_hypothesis
from vendorize.verify.file_audit import file_audit_probe, gone_data
from vendorize.verify.frameworks import instrument
from vendorize.verify.observing import observe
from vendorize.verify.repair import Shortcomings, find_repairs
from vendorize.verify.request import DEFAULT_COMMAND, DEFAULT_TIMEOUT, Opened, VerifyRequest, tests_of
from vendorize.verify.rounds import Rounds
from vendorize.verify.tracing import trace
from vendorize.verify.tree import copy_project
from vendorize.verify.variant_runner import VariantRunner
from vendorize.verify.variants import (
    Variant,
    baseline_variant,
    common_variables,
    require_command,
    require_module,
    require_runner,
)
from vendorize.verify.walls import walls_for_tests
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Silent

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vendorize.model.verdict import RunRecord
    from vendorize.verify.rounds import Round
    from vendorize_analysis.model.events import Listener

    Following = Callable[[Shortcomings], VerifyRequest | None]

_FILE_AUDIT = "audit/file-audit.jsonl"
"""Which data files the original opened, in the scratch folder."""

__all__ = [
    "DEFAULT_COMMAND",
    "DEFAULT_TIMEOUT",
    "Opened",
    "Shortcomings",
    "VerifyRequest",
    "find_repairs",
    "gone_data",
    "observe",
    "require_command",
    "require_proof",
    "require_runner",
    "tests_of",
    "trace",
    "verify",
]


def verify(request: VerifyRequest, progress: Listener | None = None, following: Following | None = None) -> Verdict:
    """Run the tests on both variants and return what differs; leave no process and no file behind.

    `following` is shown what is found, a draft first, and may give another result of the same original, which is
    compared in its place: the last verdict counts. The original runs once for all of them.
    """
    progress = progress or Silent()
    progress.stage_started("verify")
    request = _checked(request)
    if request.fuzz:
        require_hypothesis()
    with temporary_folder("vendorize-") as scratch:
        before = _original(scratch, request)
        progress.stage_started("verify: original")
        require_proof(before.nth(0, progress), request)
        rounds = Rounds(scratch, before, scratch / _FILE_AUDIT, progress)
        while True:
            one = rounds.open(request)
            found = _compared(rounds, one, following)
            if isinstance(found, Verdict):
                break
            request = _checked(found)
        calls = compare_calls(request, before, one.variant, scratch / "differential", progress)
        return replace(found, differential=calls)


def _compared(rounds: Rounds, one: Round, following: Following | None) -> Verdict | VerifyRequest:
    """Return the verdict on a result, or another result that is to be compared in its place."""
    if following is None:
        return rounds.compare(one)
    for draft in rounds.drafts(one):
        another = following(draft)
        if another is not None:
            return another
    verdict = rounds.compare(one)
    return following(verdict) or verdict


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


def _baseline(scratch: Path, request: VerifyRequest) -> Variant:
    variables = common_variables(request, scratch / "pycache")
    # Both trees have paths of the same length, so that output which is wrapped to a width stays comparable.
    tree = copy_project(request, scratch / "one" / request.project.root.name)
    variant = baseline_variant(request, tree=tree, scratch=scratch / "ask", variables=variables)
    framework = instrument(request.command).framework
    if framework == "pytest":
        require_module(variant, framework, scratch / "ask")
    return variant


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
