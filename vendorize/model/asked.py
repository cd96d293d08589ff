"""The form that a command line asks a result to have: said to it, and read from the options of a lock."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

from vendorize.model.hoisted import hoist_asked
from vendorize.model.stripping import strip_asked, text_asked

if TYPE_CHECKING:
    from collections.abc import Collection

    from vendorize.model.extracted import Extracted
    from vendorize.model.hoisted import Hoist
    from vendorize.model.request import Request
    from vendorize.model.stripping import Stripped


class AskedForm(TypedDict):
    """Fields of a request."""

    strip_debug: bool
    strip: Stripped
    hoist: Hoist


def as_asked(made: Extracted, request: Request) -> Extracted:
    """Return a result with what the command line says of its form."""
    form = {name: getattr(request, name) for name in ("bytecode", "strip_debug", "strip", "hoist")}
    return replace(made, **form)


def form_asked(options: Collection[str]) -> AskedForm:
    """Return what the options ask for."""
    return {"strip_debug": strip_asked(options), "strip": text_asked(options), "hoist": hoist_asked(options)}
