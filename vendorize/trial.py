"""What `extract` asks of a result before it is handed out: that the imports of the program work on it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.ending import ended_by_signals, temporary_folder
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.bundle import Bundle
    from vendorize.model.plan import Plan
    from vendorize.verify.smoke import SmokeFailure, SmokeOutcome
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.events import Listener

REJECTED = ".rejected"
"""Ending of the folder beside the output that has a result which does not start."""
_SHOWN = 5


def require_start(analysis: Analysis, decided: Plan, bundle: Bundle, progress: Listener, *, out: Path | None) -> None:
    """Stop where an import of the program fails on the result and not on the original.

    The result is then written beside `out`, to be looked at; without one (in place) nothing is written. Raises
    `UserError` that names what fails, why, and what mends it.
    """
    from vendorize.emit import write  # noqa: PLC0415 - as the workflow does

    _require_sound(analysis, decided, progress)
    progress.stage_started("smoke start")
    try:
        outcome = _tried(analysis, decided, bundle)
    except OSError as error:
        raise UserError(
            f"the result could not be tried in a temporary folder: {error.strerror or error}; nothing was written",
            hint="free some space or set TMPDIR, or have the result untried (extract --no-smoke)",
        ) from error
    if not outcome.in_time:
        progress.warned("the smoke start did not end in time: nothing is known of whether the result starts")
    if not outcome.failures:
        return
    kept = out.with_name(out.name + REJECTED) if out is not None else None
    if kept is not None:
        write(bundle, kept, layout=decided.layout, force=True)
    where = f"it is in {kept}, and {out} is as it was" if kept is not None else "nothing was changed"
    raise UserError(
        f"the result does not start, so it was not handed out ({where}):\n" + "\n".join(_lines(outcome.failures)),
        hint="keep what is missing with [[tool.vendorize.keep]], or have the result as it is (extract --no-smoke)",
    )


def _require_sound(analysis: Analysis, decided: Plan, progress: Listener) -> None:
    """Stop where the environment lacks what the program imports; name compiled modules that are reached and cut off.

    Nothing can load these, here or in the result.
    """
    from vendorize.lacking import require_environment  # noqa: PLC0415

    require_environment(analysis, decided)
    compiled = [one for each in analysis.environment.distributions for one in each.modules if one.kind == "extension"]
    if reached := [one for one in compiled if one.name in analysis.liveness.executed]:
        from vendorize.image.platforms import is_damaged  # noqa: PLC0415 - few have any

        for path in (one.path for one in reached if is_damaged(one.path)):
            progress.warned(f"{path} is cut off, so that nothing can load it: reinstall its distribution")


def _tried(analysis: Analysis, decided: Plan, bundle: Bundle) -> SmokeOutcome:
    from vendorize.emit import write  # noqa: PLC0415
    from vendorize.verify.isolation import offline_launcher  # noqa: PLC0415
    from vendorize.verify.smoke import SmokeRequest, smoke  # noqa: PLC0415

    with ended_by_signals(), temporary_folder("vendorize-smoke-") as folder:
        scratch = folder / "scratch"
        scratch.mkdir()
        write(bundle, folder / "result", layout=decided.layout)
        return smoke(
            SmokeRequest(
                project=analysis.project,
                environment=analysis.environment,
                plan=decided,
                result=folder / "result",
                scratch=scratch,
                launcher=offline_launcher(folder / "offline"),
            )
        )


def _lines(failures: tuple[SmokeFailure, ...]) -> list[str]:
    lines = []
    for failure in failures[:_SHOWN]:
        what = (
            f"from {failure.module} import {', '.join(failure.names)}" if failure.names else f"import {failure.module}"
        )
        lines.append(f"  {what}: {failure.error}: {failure.message}")
        lines += [f"    at {place}" for place in failure.where]
    if len(failures) > _SHOWN:
        lines.append(f"  and {len(failures) - _SHOWN} more")
    return lines
