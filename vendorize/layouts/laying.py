"""Add to the code of a result everything that is not code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.emit.paths import alike_names, check_files, odd_names
from vendorize.layouts import layout_named
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.emit.surroundings import Surroundings
    from vendorize.model.bundle import Bundle
    from vendorize.model.plan import Plan
    from vendorize_analysis.model.events import Listener


def lay_out(plan: Plan, code: Bundle, progress: Listener, *, around: Surroundings) -> Bundle:
    """Return the complete result; raises `UserError` for an output folder, file or path that cannot be."""
    progress.stage_started("lay out")
    if around.out is not None:
        check_destination(around.out, plan.project_root)
    try:
        bundle = layout_named(plan.layout).lay_out(plan, code, progress, around=around)
    except OSError as error:
        if error.filename is None:
            raise  # no file is at fault
        raise UserError(
            f"cannot read {error.filename}: {error.strerror}", hint="make it readable, or install its distribution anew"
        ) from error
    if alike := alike_names(check_files(bundle.files)):
        progress.warned(alike)
    if odd := odd_names(file.relative for file in bundle.files):
        progress.warned(odd)
    return bundle


def check_destination(out: Path, project: Path) -> None:
    """Refuse an output folder that is the project or holds it."""
    if project.resolve().is_relative_to(out.resolve()):
        raise UserError(
            f"{out} is the project itself, or holds it",
            hint="choose another folder, or use --in-place to change the project",
        )
