"""From what ran to keep rules: calls of dropped code by code that the result has."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize.learning.dead import CutCode, dead_code
from vendorize.model.trace import Proposal
from vendorize_analysis.model.names import with_packages

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vendorize.learning.known import KnownCode
    from vendorize.model.trace import Entry, TracedCall
    from vendorize_analysis.model.hazards import SiteHazard

_MAKERS = ("__init__", "__new__")
_IMPORTING = ("VZ1", "VZ4")
_CALLING = ("VZ1", "VZ2", "VZ3", "VZ4")
"""Beginnings of the codes that can explain why a module was imported, or a function called."""


@dataclass(frozen=True, slots=True)
class ProposedRules:
    """One round's proposals."""

    proposals: tuple[Proposal, ...]
    """One for each symbol, sorted."""
    handed: frozenset[str]
    """Symbols of objects that tests hand over."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A symbol that is not kept, called by code that is."""

    symbol: str
    entry: Entry


def propose(known: KnownCode, entries: Sequence[Entry]) -> ProposedRules:
    """Return a rule for everything dropped that kept code called, unless a test handed it over."""
    cut = CutCode(dead_code(known.planned.plan, known.planned.analysis.environment))
    dropped = [entry for entry in entries if cut.is_dead(entry.file, entry.line if entry.function else 0)]
    reached = [Reached(_symbol(known, entry), entry) for entry in dropped if _is_reached(entry, cut)]
    handed = _handed(known, dropped, cut)
    proposals: dict[str, Proposal] = {}
    for one in sorted(reached, key=lambda one: (one.symbol, not _explain(known, one.entry), one.entry)):
        if not _is_handed(known, one.symbol, one.entry, handed):
            proposals.setdefault(one.symbol, _proposal(known, one))
    kept = _without_loaded(known, proposals)
    return ProposedRules(kept, frozenset(one.symbol for one in reached if one.symbol not in proposals))


def _symbol(known: KnownCode, entry: Entry) -> str:
    return known.symbol(entry.file, entry.line) if entry.function else known.module(entry.file)


def _is_reached(entry: Entry, cut: CutCode) -> bool:
    """Tell whether the nearest caller is in the result: the application, kept code, or nobody (a thread)."""
    if entry.way != "third":
        return entry.way in ("app", "thread")
    caller = entry.chain[-1]
    if cut.is_dead(caller.file, 0):
        return False
    return not cut.is_dead(caller.file, caller.line if entry.is_body else caller.first)


def _handed(known: KnownCode, dropped: Iterable[Entry], cut: CutCode) -> frozenset[str]:
    """Return the dropped modules and classes that only tests brought in: imported, or made objects of."""
    ways: dict[str, set[str]] = {}
    for entry in dropped:
        name = entry.name.rpartition(".")[2]
        if entry.function and (name not in _MAKERS or cut.first(entry.file, entry.line) == entry.line):
            continue  # that starts at the method: its class stays
        symbol = _symbol(known, entry)
        brought = symbol.rpartition(".")[0] if entry.function else symbol
        if _is_reached(entry, cut):
            ways.setdefault(brought, set()).add("program")
        elif entry.way == "tests":
            ways.setdefault(brought, set()).add("tests")
    return frozenset(brought for brought, found in ways.items() if found == {"tests"})


def _is_handed(known: KnownCode, symbol: str, entry: Entry, handed: frozenset[str]) -> bool:
    module = known.module(entry.file)
    return module in handed or symbol.rpartition(".")[0] in handed or symbol in handed


def _proposal(known: KnownCode, one: Reached) -> Proposal:
    entry = one.entry
    if entry.way == "thread":
        return Proposal(one.symbol, "ran at the bottom of a thread or in a finaliser", "", entry.test)
    caller = entry.chain[-1]
    place = f"{known.symbol(caller.file, caller.line)} ({_short(known, caller)}:{caller.line})"
    hazard = _explain(known, entry)
    verb = "called" if entry.function else "imported"
    if hazard is None:
        return Proposal(one.symbol, f"{verb} by {place}; no hazard there explains it", "", entry.test)
    return Proposal(one.symbol, f"{hazard.code} in {place}: {hazard.message}", hazard.code, entry.test)


def _explain(known: KnownCode, entry: Entry) -> SiteHazard | None:
    """Return the hazard of the calling function that can explain the call."""
    if entry.way == "thread":
        return None
    codes = _CALLING if entry.function else _IMPORTING
    hazards = known.hazards(entry.chain[-1].file, entry.chain[-1].line)
    return next((hazard for hazard in hazards if hazard.code.startswith(codes)), None)


def _short(known: KnownCode, call: TracedCall) -> str:
    """Name a file from where imports start, or from the project's folder."""
    loaded = known.planned.analysis.modules.get(known.module(call.file))
    return loaded.relative if loaded is not None else os.path.basename(call.file)  # noqa: PTH119 - text, no path


def _without_loaded(known: KnownCode, proposals: dict[str, Proposal]) -> tuple[Proposal, ...]:
    """Leave out modules that a rule for something in them loads."""
    loaded = {known.module_of(symbol) for symbol in proposals if known.module_of(symbol) != symbol}
    named = {name for module in loaded for name in with_packages(module)}
    return tuple(rule for symbol, rule in sorted(proposals.items()) if symbol not in named)
