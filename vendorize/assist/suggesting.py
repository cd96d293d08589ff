"""Rank where a rewrite would pay, without any model."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize.assist.observed import calls_of, observed_calls
from vendorize.assist.resolving import resolved
from vendorize.assist.running import planned_without
from vendorize.assist.surface import surface_of
from vendorize.ending import temporary_folder
from vendorize.planning import measure
from vendorize.rewrites.splicing import function_in, parsed
from vendorize.starting import settings_of
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.names import distribution_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from vendorize.assist.observed import Records
    from vendorize.model.report import Report
    from vendorize.model.request import Request
    from vendorize.sandbox import Mode
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.events import Listener
    from vendorize_analysis.model.options import AnalysisOptions


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
    observed: int | None = None
    """Calls that the project's tests make of it; None where nobody looked."""
    used: int = 0
    """How many symbols of its distribution first-party code uses, this one included."""
    kept: int = 0
    """Bytes that are kept of its distribution."""

    @property
    def comparable(self) -> bool:
        """Tell whether calls can be made up, or repeated."""
        return self.typed or bool(self.observed)


def suggest(
    request: Request, progress: Listener, *, observe: bool = False, sandbox: Mode = "auto"
) -> tuple[Suggestion, ...]:
    """Return the functions that first-party code uses, those that promise most first.

    These can be compared, and have most bytes behind them for each symbol that is used of their distribution. With
    `observe` the project's tests are run for the calls that they make.
    """
    found, options = planned_without(request)
    analysis = found.analysis
    records = observed_calls(analysis, request, settings_of(request), sandbox, progress) if observe else None
    places: dict[tuple[str, str], int] = {}
    for names in analysis.liveness.used.values():
        found_for = {name: resolved(analysis, name) for name in sorted(names)}
        used = len({place or name for name, place in found_for.items() if name not in analysis.modules})
        places |= {place: used for place in found_for.values() if place is not None}
    sizes = _sizes(measure(analysis, found.plan))
    said = []
    with temporary_folder("vendorize-suggest-") as folder:
        for number, (place, used) in enumerate(places.items()):
            progress.progressed(number + 1, len(places), ".".join(place))
            whole = used, sizes.get(analysis.modules[place[0]].distribution, 0)
            said.append(_judged(analysis, place, folder / str(number), options, (records, *whole)))
    return tuple(sorted(said, key=_rank))


def _rank(one: Suggestion) -> tuple[object, ...]:
    return bool(one.why_not), not one.comparable, -(one.bytes // max(1, one.used)), one.symbol


def _sizes(report: Report) -> Mapping[str, int]:
    return {distribution_key(one.name): one.bytes.kept for one in report.distributions}


def _judged(
    analysis: Analysis,
    place: tuple[str, str],
    home: Path,
    options: AnalysisOptions,
    known: tuple[Records | None, int, int],
) -> Suggestion:
    home.mkdir()
    records, used, kept = known
    try:
        surface = surface_of(analysis, place, home, options)
    except UserError as error:
        return Suggestion(":".join(place), why_not=error.message, used=used, kept=kept)
    arguments = ast.walk(function_in(parsed(surface.text), surface.name).args)
    typed = all(one.annotation is not None for one in arguments if isinstance(one, ast.arg))
    observed = None if records is None else len(calls_of(surface, records))
    size, parts = surface.size, len(surface.behind) + 1
    return Suggestion(surface.symbol, size, parts, typed, observed=observed, used=used, kept=kept)
