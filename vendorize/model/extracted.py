"""What a request comes to, stage by stage: an analysis with its decisions, then a result in memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendorize.model.bundle import Bundle
    from vendorize.model.hoisted import Hoist
    from vendorize.model.plan import Plan
    from vendorize.model.request import Request
    from vendorize.model.settings import Settings, Stripped
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.options import AnalysisOptions


@dataclass(frozen=True, slots=True)
class PlannedAnalysis:
    """An analysis with the decisions that follow from it."""

    analysis: Analysis
    plan: Plan
    bundle: Bundle | None = None
    """The result that was made of it, where one was."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """A result in memory, and what it was made by."""

    analysis: Analysis
    plan: Plan
    bundle: Bundle
    settings: Settings
    asked: AnalysisOptions
    """What the command line says."""
    own: tuple[str, ...] = ()
    """The files of the bundle that tell of it, and are no part of the program: its map and its lock."""
    bytecode: int | None = None
    """The level of optimisation that the command line says."""
    fast_start: bool = False
    """The command line says so."""
    strip_debug: bool = False
    """The command line says so."""
    strip: Stripped | None = None
    """What the command line says; None: nothing."""
    hoist: Hoist = ""
    """What the command line says."""


def as_asked(made: Extracted, request: Request) -> Extracted:
    """Return a result with what the command line says of its form."""
    form = {name: getattr(request, name) for name in ("bytecode", "fast_start", "strip_debug", "strip", "hoist")}
    return replace(made, **form)
