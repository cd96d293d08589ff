"""The layout `file`: a program and the code that it uses as one Python file, under the original names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.layouts.site import SiteLayout

if TYPE_CHECKING:
    from vendorize.emit.surroundings import Surroundings
    from vendorize.model.bundle import Bundle
    from vendorize.model.plan import Plan
    from vendorize_analysis.model.events import Listener


class FileLayout(SiteLayout):
    """What the layout `site` has in its folder, held by one file that Python can run and import."""

    name = "file"

    def lay_out(self, plan: Plan, code: Bundle, progress: Listener, *, around: Surroundings) -> Bundle:
        """Return the file, and the list of what is in it."""
        from vendorize.layouts.file.building import lay_out_file  # noqa: PLC0415 - keeps analysis quick

        return lay_out_file(plan, code, progress, around=around)
