"""What the options of a lock say of the form that the command line asked a result to have."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from vendorize.model.faststart import fast_asked
from vendorize.model.hoisted import hoist_asked
from vendorize.model.stripping import strip_asked, text_asked

if TYPE_CHECKING:
    from collections.abc import Collection

    from vendorize.model.hoisted import Hoist
    from vendorize.model.settings import Stripped


class AskedForm(TypedDict):
    """Fields of a request."""

    fast_start: bool
    strip_debug: bool
    strip: Stripped | None
    hoist: Hoist


def form_asked(options: Collection[str]) -> AskedForm:
    """Return what the options ask for."""
    return {
        "fast_start": fast_asked(options),
        "strip_debug": strip_asked(options),
        "strip": text_asked(options),
        "hoist": hoist_asked(options),
    }
