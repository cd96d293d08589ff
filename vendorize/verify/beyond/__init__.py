"""Compare beyond the outcomes of tests: recorded calls repeated, and made-up calls."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from vendorize.model.verdict import Beyond
from vendorize.verify.beyond.boundary import bare_stage, original_stage
from vendorize.verify.beyond.recording import record
from vendorize.verify.beyond.replaying import replay
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.verify.bench import Bench
    from vendorize.verify.request import VerifyRequest
    from vendorize.verify.sides import Side
    from vendorize_analysis.model.events import Listener

__all__ = ["look_beyond", "require_hypothesis"]


def look_beyond(request: VerifyRequest, before: Bench, after: Side, scratch: Path, tell: Listener) -> Beyond | None:
    """Return what was asked for beyond the tests, or None."""
    if not (request.replay or request.fuzz):
        return None
    original = original_stage(request, before.side, before.launcher)
    stages = original, bare_stage(request, after, original)
    tell.stage_started("verify: record")
    recording = record(request, before.side, scratch / "recording", lambda probe: before.run(tell, probe=probe))
    repeated = None
    if request.replay:
        tell.stage_started("verify: replay")
        repeated = replay(recording, stages, scratch / "replay", request.timeout, tell)
    if not request.fuzz:
        return Beyond(repeated)
    from vendorize.verify.beyond.fuzzing import fuzz  # noqa: PLC0415 - hypothesis is an extra

    tell.stage_started("verify: fuzz")
    return Beyond(repeated, fuzz(request, stages, recording, scratch / "fuzz", tell))


def require_hypothesis() -> None:
    """Stop with advice where the library that makes up arguments is not installed."""
    if find_spec("hypothesis") is None:
        raise UserError("--fuzz needs hypothesis", hint="pip install 'vendorize-cli[fuzz]'")
