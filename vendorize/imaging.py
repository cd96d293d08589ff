"""Make container images of a result: say what they would hold, build them, or write how others build them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.image import open_base, shares_of
from vendorize.starting import settings_of
from vendorize.steps import make, seal

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.image import ImagePlan
    from vendorize.model.request import Request
    from vendorize_analysis.model.events import Listener

LAYOUT = "site"
"""The layout that an image holds: it needs no installer, and externals lie in it."""


def plan_image(request: Request, base: Path | None, base_reference: str, progress: Listener) -> ImagePlan:
    """Return what an image of a project would hold, before and after extraction; writes nothing.

    Raises `UserError` for a base that cannot be read.
    """
    opened = None if base is None else open_base(base, base_reference, None)
    made, lock = seal(make(request, settings_of(request), progress, layout=LAYOUT))
    progress.stage_started("image")
    return shares_of(made, lock, opened)
