"""The forms that a result can have: one folder for each, and a table of them by name.

Light to import: what builds a result is imported when one is built.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.layouts.file import FileLayout
from vendorize.layouts.package import PackageLayout
from vendorize.layouts.site import SiteLayout
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vendorize.layouts.protocol import Layout

__all__ = ["DEFAULT", "IN_PLACE", "NAMES", "layout_named"]

_LAYOUTS: Mapping[str, Layout] = {layout.name: layout for layout in (PackageLayout(), SiteLayout(), FileLayout())}
NAMES = tuple(_LAYOUTS)
"""In the order that users see."""
DEFAULT = PackageLayout.name
IN_PLACE = PackageLayout.name
"""The one that `--in-place` applies to the project."""


def layout_named(name: str) -> Layout:
    """Return a layout; raises `UserError` for a name that this version does not know (from a newer manifest, say)."""
    found = _LAYOUTS.get(name)
    if found is None:
        raise UserError(f"the layout {name!r} is not known", hint=f"known are: {', '.join(NAMES)}")
    return found
