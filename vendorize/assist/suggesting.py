"""Rank where a rewrite would pay, without any model."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize.assist.running import planned_without
from vendorize.assist.surface import resolved, surface_of
from vendorize.ending import temporary_folder
from vendorize.rewrites.splicing import function_in, parsed
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from vendorize.model.request import Request
    from vendorize_analysis.model.events import Listener


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A function that may be rewritten, or why it may not."""

    symbol: str
    bytes: int = 0
    """Of the function and all behind it."""
    parts: int = 0
    typed: bool = False
    """Every parameter has an annotation, so that calls can be made up without observed ones."""
    why_not: str = ""


def suggest(request: Request, progress: Listener) -> tuple[Suggestion, ...]:
    """Return the functions that first-party code uses, those that promise most first."""
    found, options = planned_without(request)
    places: dict[tuple[str, str], None] = {}
    for names in found.analysis.liveness.used.values():
        places |= dict.fromkeys(
            place for name in sorted(names) if (place := resolved(found.analysis, name)) is not None
        )
    said = []
    with temporary_folder("vendorize-suggest-") as folder:
        for number, place in enumerate(places):
            progress.progressed(number + 1, len(places), ".".join(place))
            home = folder / str(number)
            home.mkdir()
            try:
                surface = surface_of(found.analysis, place, home, options)
            except UserError as error:
                said.append(Suggestion(":".join(place), why_not=error.message))
                continue
            arguments = [
                one
                for one in ast.walk(function_in(parsed(surface.text), surface.name).args)
                if isinstance(one, ast.arg)
            ]
            typed = all(one.annotation is not None for one in arguments)
            said.append(Suggestion(surface.symbol, surface.size, len(surface.behind) + 1, typed))
    return tuple(sorted(said, key=lambda one: (bool(one.why_not), not one.typed, -one.bytes, one.symbol)))
