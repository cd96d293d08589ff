"""Differential testing: recorded calls repeated on both variants, and made-up calls."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from vendorize.model.verdict import DifferentialResult
from vendorize.verify.differential.boundary import original_host, shipped_host
from vendorize.verify.differential.recording import record
from vendorize.verify.differential.replaying import replay
from vendorize.verify.walls import walls_for_calls
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.verify.request import VerifyRequest
    from vendorize.verify.variant_runner import VariantRunner
    from vendorize.verify.variants import Variant
    from vendorize_analysis.model.events import Listener

__all__ = ["compare_calls", "require_hypothesis"]


def compare_calls(
    request: VerifyRequest, before: VariantRunner, after: Variant, scratch: Path, progress: Listener
) -> DifferentialResult | None:
    """Compare calls as the request asks; None where it asks for none."""
    if not (request.replay or request.fuzz):
        return None
    walls = walls_for_calls(request, scratch.with_name("calls"), before.walls)
    original = original_host(request, before.variant, walls, scratch / "replay")
    hosts = original, shipped_host(request, after, original)
    progress.stage_started("verify: record")
    recording = record(request, before.variant, scratch / "recording", lambda probe: before.run(progress, probe=probe))
    repeated = None
    if request.replay:
        progress.stage_started("verify: replay")
        repeated = replay(recording, hosts, scratch / "replay", request.timeout, progress)
    if not request.fuzz:
        return DifferentialResult(repeated, sandbox=walls.tier, processes=walls.counting)
    from vendorize.verify.differential.fuzzing import fuzz  # noqa: PLC0415 - hypothesis is an extra

    progress.stage_started("verify: fuzz")
    made_up = fuzz(request, hosts, recording, scratch / "fuzz", progress)
    return DifferentialResult(repeated, made_up, walls.tier, walls.counting)


def require_hypothesis() -> None:
    """Stop with advice where the library that makes up arguments is not installed."""
    if find_spec("hypothesis") is None:
        raise UserError("--fuzz needs hypothesis", hint="pip install 'vendorize-cli[fuzz]'")
