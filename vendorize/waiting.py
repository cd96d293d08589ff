"""Which imports of a result wait, for people."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize.starting import settings_of
from vendorize.steps import make
from vendorize_analysis.model.names import distribution_key

if TYPE_CHECKING:
    from vendorize.model.bundle import BundleFile
    from vendorize.model.request import Request
    from vendorize_analysis.model.deferral import Deferral
    from vendorize_analysis.model.events import Listener


def imports_of(request: Request, about: str, progress: Listener) -> tuple[Deferral, ...]:
    """Return each import of kept code as if all were to wait: all, or those of a module, or of a distribution."""
    options = replace(request.options, defer_imports=True)
    made = make(replace(request, options=options), settings_of(request), progress)
    found = (one for file in made.bundle.parts() for one in file.deferrals if _is_about(about, file))
    return tuple(sorted(found, key=lambda one: (one.module, one.line)))


def _is_about(about: str, file: BundleFile) -> bool:
    """Tell whether a file is that of a module, or of one below it, or of a distribution."""
    key = distribution_key(about)
    return not about or f"{file.origin}.".startswith(f"{about}.") or (bool(key) and file.distribution == key)
