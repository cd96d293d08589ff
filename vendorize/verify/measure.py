"""Weigh both sides: third-party bytes, files and distributions, beside what their start costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize.model.verdict import Figure, Measurements

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from vendorize.verify.request import VerifyRequest
    from vendorize.verify.startup import Startup


@dataclass(frozen=True, slots=True)
class Weight:
    """What the third-party code that a program needs at run time takes."""

    bytes: int
    files: int
    distributions: int


def measurements(request: VerifyRequest, startup: Startup) -> Measurements:
    """Give all figures of both sides."""
    before, after = weigh_original(request), weigh_result(request)
    start, end = startup.baseline, startup.result
    imported = bool(start.file and end.file)
    return Measurements(
        bytes=Figure(before.bytes, after.bytes),
        files=Figure(before.files, after.files),
        distributions=Figure(before.distributions, after.distributions),
        modules_at_start=_known(start.modules, end.modules, known=imported),
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
    if plan.layout == "site":
        own = {module.relative for module in plan.first_party} | {data.relative for data in plan.first_party_data}
        if plan.project_info is not None:
            info = request.result / plan.project_info.name
            own |= {path.relative_to(request.result).as_posix() for path in info.rglob("*")}
        return _sum(_sizes(request.result, own), len(external))
    places = [request.result.joinpath(root, *plan.namespace.split(".")) for root in request.source_roots]
    vendored = _sum((size for place in places for size in _sizes(place, frozenset())), len(external))
    kept = [found for found in request.environment.distributions if found.key in external]
    return Weight(
        vendored.bytes + sum(found.size for found in kept),
        vendored.files + sum(len(found.files) for found in kept),
        vendored.distributions,
    )


def _sum(sizes: Iterable[int], distributions: int) -> Weight:
    every = list(sizes)
    return Weight(sum(every), len(every), distributions)


def _sizes(folder: Path, leave_out: set[str] | frozenset[str]) -> list[int]:
    if not folder.is_dir():
        return []
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return [
        path.stat().st_size
        for path in files
        if path.suffix != ".pyc" and path.relative_to(folder).as_posix() not in leave_out
    ]


def _known(baseline: float, result: float, *, known: bool) -> Figure:
    return Figure(baseline, result) if known else Figure(None, None)
