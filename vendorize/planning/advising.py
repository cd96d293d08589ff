"""From a report to what is worth doing, the largest gain first.

What would go with a distribution are those that it dominates in the graph of who requires whom (Lengauer and Tarjan,
"A fast algorithm for finding dominators in a flowgraph", 1979): every way from the project to them leads through it.
Graphs of distributions are small, so that each is simply left out once.
"""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from vendorize.model.advice import KINDS, Advice, Gain
from vendorize_analysis.model.names import distribution_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from vendorize.model.advice import KnownAdvisory
    from vendorize.model.report import DistributionReport, Report

FEW_FUNCTIONS = 20
FEW_LINES = 400
"""So much code a person can read and own."""
MANAGERS = {"uv.lock": "uv remove", "poetry.lock": "poetry remove", "pdm.lock": "pdm remove"}
"""Lock file in the project's folder, and the command of its tool that takes a dependency out."""


class _Graphs(NamedTuple):
    """Who leads to whom: keys of distributions, the project as an empty key."""

    reports: Mapping[str, DistributionReport]
    required: Mapping[str, frozenset[str]]
    """By requirements, and by imports of what nobody requires."""
    imported: Mapping[str, frozenset[str]]
    """By imports of live code."""


def advise(report: Report, known: Iterable[KnownAdvisory] | None = None) -> tuple[Advice, ...]:
    """Return what is worth doing about the dependencies, by gain; advice that gains nothing comes last.

    `known` are advisories about what is installed: each is put where its distribution would go.
    """
    graphs = _graphs(report)
    found = [one for key, each in graphs.reports.items() for one in _about(report, graphs, key, each)]
    if known is not None:
        known = tuple(known)
        found = [replace(one, gain=_with_advisories(one.gain, known)) for one in found]
    return tuple(sorted(found, key=lambda one: (-one.gain.bytes, KINDS.index(one.kind), one.distribution)))


def _graphs(report: Report) -> _Graphs:
    reports: dict[str, DistributionReport] = {distribution_key(each.name): each for each in report.distributions}
    required: dict[str, set[str]] = {key: set() for key in ("", *reports)}
    imported = {key: frozenset(each.usage.imports) & reports.keys() for key, each in reports.items()}
    for key, each in reports.items():
        if each.direct:
            required[""].add(key)
        for name in (*each.required_by, *([] if each.usage.undeclared is None else [each.usage.undeclared])):
            required.setdefault(distribution_key(name), set()).add(key)
    first = frozenset(key for key, each in reports.items() if each.usage.places)
    return _Graphs(reports, {key: frozenset(needs) for key, needs in required.items()}, {**imported, "": first})


def dominated(edges: Mapping[str, frozenset[str]], key: str) -> frozenset[str]:
    """Return what only ways through `key` reach, itself included, from the empty key; nothing if none reaches it."""
    everything = _reached(edges, without=None)
    return everything - _reached(edges, without=key)


def _reached(edges: Mapping[str, frozenset[str]], *, without: str | None) -> frozenset[str]:
    seen, waiting = {""}, [""]
    while waiting:
        new = {key for key in edges.get(waiting.pop(), ()) if key != without} - seen
        seen |= new
        waiting += new
    return frozenset(seen)


def _about(report: Report, graphs: _Graphs, key: str, each: DistributionReport) -> Iterator[Advice]:
    """Yield the advice about one distribution: at most that its requirement is missing, and one more."""
    if each.usage.undeclared is not None:
        yield _declare(each)
    if each.direct and each.verdict == "unused" and not each.usage.places:
        yield _remove(report, each, _gain(graphs, dominated(graphs.required, key), key))
    elif each.usage.guarded and each.verdict != "unused":
        yield _absent(each, _gain(graphs, dominated(graphs.imported, key), key, kept=True))
    elif each.direct and (each.verdict == "extract" or len(each.usage.places) == 1):
        yield _reduce(each, _gain(graphs, dominated(graphs.required, key), key))


def _gain(graphs: _Graphs, keys: Iterable[str], first: str, *, kept: bool = False) -> Gain:
    """Sum up what goes: as installed, or with `kept` what a result has of it."""
    going = sorted(set(keys) - {first})
    reports = [graphs.reports[key] for key in (first, *going)]
    return Gain(
        distributions=tuple(each.name for each in reports),
        functions=sum(each.functions.kept if kept else each.functions.total for each in reports),
        bytes=sum(_left(each) if kept else each.usage.installed for each in reports),
    )


def _with_advisories(gain: Gain, known: tuple[KnownAdvisory, ...]) -> Gain:
    return replace(gain, advisories=tuple(sorted(one for one in known if one.distribution in gain.distributions)))


def _left(each: DistributionReport) -> int:
    return each.usage.installed if each.verdict == "external" else each.bytes.kept


def _declare(each: DistributionReport) -> Advice:
    who = each.usage.undeclared or "the project"
    what = "declare it as a requirement" if not each.usage.undeclared else f"declare it, or tell {who}"
    return Advice(
        "declare",
        each.name,
        f"imported by {who} and required by nobody: {what}, or name it in tool.vendorize.absent",
        _look(each),
        places=each.usage.places,
    )


def _remove(report: Report, each: DistributionReport, gain: Gain) -> Advice:
    tool = next((command for file, command in MANAGERS.items() if (report.root / file).is_file()), "")
    return Advice(
        "remove",
        each.name,
        "declared, never imported by what runs: take it out of the requirements, unless it is there for its commands "
        "or as a plug-in",
        f"{tool} {shlex.quote(each.name)}" if tool else _look(each),
        gain,
    )


def _look(each: DistributionReport) -> str:
    return f"vendorize analyze --only {shlex.quote(each.name)} -v"


def _absent(each: DistributionReport, gain: Gain) -> Advice:
    who = "optional for the code that imports it (every import stands in a try)"
    return Advice(
        "absent",
        each.name,
        f"{who}: if you do not need that feature, name it in tool.vendorize.absent",
        _look(each),
        gain,
        each.usage.places,
    )


def _reduce(each: DistributionReport, gain: Gain) -> Advice:
    few = each.functions.kept <= FEW_FUNCTIONS and each.lines.kept <= FEW_LINES
    used = f"{_count(each.functions.kept, 'function')}, {_count(each.lines.kept, 'line')}"
    symbols, places = each.used_symbols, each.usage.places
    if each.verdict == "external":
        text = f"used in one place ({places[0]}), and stays whole: ask whether that is worth it"
        return Advice("narrow", each.name, text, _look(each), gain, places)
    if few and not each.usage.imports and each.used_symbols:
        into = _module_of(places[0]) if places else "MODULE"
        return Advice(
            "inline",
            each.name,
            f"{used}, standard library only: vendor or inline it",
            f"vendorize inline {shlex.quote(symbols[0])} --into {shlex.quote(into)}",
            gain,
            places,
        )
    if len(places) == 1:
        text = f"used in one place ({places[0]}), {used} of it: ask whether that is worth it, or extract it"
        return Advice("narrow", each.name, text, _look(each), gain, places)
    share = f"{each.functions.kept:,} of {_count(each.functions.total, 'function')} are used: extract it"
    return Advice("extract", each.name, share, "vendorize extract --out build/site --layout site", gain, places)


def _module_of(place: str) -> str:
    """Return the module that a first-party file is, as far as its path tells."""
    path = place.rpartition(":")[0].removeprefix("src/").removesuffix(".py").removesuffix("/__init__")
    return path.replace("/", ".")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
