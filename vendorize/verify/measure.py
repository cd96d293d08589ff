"""Weigh both variants: third-party bytes, files and distributions, beside what their start costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize.model.verdict import Figure, Measurements

if TYPE_CHECKING:
    from vendorize.verify.request import VerifyRequest
    from vendorize.verify.startup_cost import Startup


@dataclass(frozen=True, slots=True)
class Weight:
    """What the third-party code that a program needs at run time takes."""

    bytes: int
    files: int
    distributions: int


def measurements(request: VerifyRequest, startup: Startup) -> Measurements:
    """Return all figures of both variants."""
    before, after = weigh_original(request), weigh_result(request)
    start, end = startup.baseline, startup.result
    imported = bool(start.file and end.file)
    return Measurements(
        bytes=Figure(before.bytes, after.bytes),
        files=Figure(before.files, after.files),
        distributions=Figure(before.distributions, after.distributions),
        modules_at_start=_known(*startup.modules(), known=imported),
        startup_ms=_known(start.milliseconds, end.milliseconds, known=imported),
        peak_memory_bytes=_known(start.peak, end.peak, known=imported and bool(start.peak and end.peak)),
    )


def weigh_original(request: VerifyRequest) -> Weight:
    """Weigh all distributions that the program needs at run time."""
    environment = request.environment
    needed = [found for found in environment.distributions if found.key in environment.closure]
    return Weight(sum(found.size for found in needed), sum(len(found.files) for found in needed), len(needed))


def weigh_result(request: VerifyRequest) -> Weight:
    """Weigh what stands for them: the result's files that are not the program's own, and the externals."""
    plan = request.plan
    external = {found.key for found in plan.distributions if found.verdict == "external"}
    sizes = [path.stat().st_size for path in request.layout.third_party_files(request)]
    inside = request.layout.carries_externals
    beside = [] if inside else [found for found in request.environment.distributions if found.key in external]
    return Weight(
        sum(sizes) + sum(found.size for found in beside),
        len(sizes) + sum(len(found.files) for found in beside),
        len(external),
    )


def _known(baseline: float, result: float, *, known: bool) -> Figure:
    return Figure(baseline, result) if known else Figure(None, None)
