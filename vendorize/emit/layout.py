"""Add to the code of a result everything that is not code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.emit.package import lay_out_package
from vendorize.emit.paths import check_paths
from vendorize.emit.site import lay_out_site
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.emit.surroundings import Surroundings
    from vendorize.model.bundle import Bundle
    from vendorize.model.plan import Plan
    from vendorize_analysis.model.events import Listener


def lay_out(plan: Plan, code: Bundle, tell: Listener, *, around: Surroundings) -> Bundle:
    """Give the complete result: data files, externals, metadata, licences, and in `package` the project's files too."""
    tell.stage_started("lay out")
    if around.out is not None:
        check_destination(around.out, plan.project_root)
    build = lay_out_site if plan.layout == "site" else lay_out_package
    try:
        bundle = build(plan, code, tell, around=around)
    except OSError as error:
        raise UserError(f"cannot read {error.filename}: {error.strerror}") from error
    check_paths(file.relative for file in bundle.files)
    return bundle


def check_destination(out: Path, project: Path) -> None:
    """Refuse an output folder that is the project or holds it."""
    if project.resolve().is_relative_to(out.resolve()):
        raise UserError(
            f"{out} is the project itself, or holds it",
            hint="choose another folder, or use --in-place to change the project",
        )
