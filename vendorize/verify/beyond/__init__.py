"""Compare beyond the outcomes of tests: recorded calls repeated, and made-up calls."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from vendorize.model.beyond import Beyond
from vendorize.verify.beyond.boundary import bare_stage, original_stage
from vendorize.verify.beyond.recording import record
from vendorize.verify.beyond.replaying import replay
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.verify.beyond.recording import Run
    from vendorize.verify.request import VerifyRequest
    from vendorize.verify.sides import Side

__all__ = ["look_beyond", "require_hypothesis"]


def look_beyond(request: VerifyRequest, sides: tuple[Side, Side], scratch: Path, run: Run) -> Beyond | None:
    """Give what was asked for beyond the tests, or None; `run` runs the tests of one side in a new folder."""
    if not (request.replay or request.fuzz):
        return None
    before, after = sides
    original = original_stage(request, before)
    stages = original, bare_stage(request, after, original)
    recording = record(request, before, scratch / "recording", run)
    repeated = replay(recording, stages, scratch / "replay", request.timeout) if request.replay else None
    if not request.fuzz:
        return Beyond(repeated)
    from vendorize.verify.beyond.fuzzing import fuzz  # noqa: PLC0415 - hypothesis is an extra

    return Beyond(repeated, fuzz(request, stages, recording, scratch / "fuzz"))


def require_hypothesis() -> None:
    """Stop with advice where the library that makes up arguments is not installed."""
    if find_spec("hypothesis") is None:
        raise UserError("--fuzz needs hypothesis", hint="pip install 'vendorize-cli[fuzz]'")
