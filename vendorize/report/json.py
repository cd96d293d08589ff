"""The JSON contract of `analyze`, and how every answer is written as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from vendorize.report.figures import effort_object

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vendorize.model.advice import Usage
    from vendorize.model.mechanism import Mechanism
    from vendorize.model.report import (
        Before,
        CapabilityChange,
        Cost,
        Counts,
        DistributionReport,
        Report,
        ReportedHazard,
        Totals,
    )

SCHEMA = 1


def dump(answer: Mapping[str, Any]) -> str:
    """Return JSON in plain ASCII: the same bytes on every machine, readable by people and by `diff`."""
    return json.dumps(answer, indent=2, allow_nan=False) + "\n"


def report_object(report: Report) -> dict[str, Any]:
    """Return the answer of `analyze` with the fields of its contract, in that order."""
    return {
        "schema": SCHEMA,
        "project": {
            "name": report.project,
            "root": report.root.as_posix(),
            "python": report.python,
            "taken_as": report.taken_as,
        },
        "distributions": [distribution_object(each) for each in report.distributions],
        "totals": totals_object(report.totals, report.capabilities),
        "capabilities": list(report.own_capabilities),
        "roots": sorted(report.roots),
        "hazards": hazard_objects(report.hazards),
        "vendored": list(report.vendored),
        **group_costs(report.hazard_costs),
        **mechanisms_object(report.mechanisms),
        "missing": sorted(report.missing),
        "absent": [
            {"name": each.name, "path": each.path, "line": each.line, "caught": each.caught} for each in report.absent
        ],
        **effort_object(report.files_read, report.lines_read, report.files_cached, asdict(report.seconds)),
    }


def totals_object(totals: Totals, changes: Iterable[CapabilityChange]) -> dict[str, Any]:
    """Return the sums over the closure, and what its code can do."""
    return {
        "distributions": before_object(totals.distributions),
        "modules": sums_object(totals.modules),
        "functions": sums_object(totals.functions),
        "lines": sums_object(totals.lines),
        "bytes": sums_object(totals.bytes),
        "capabilities": change_objects(changes),
    }


def distribution_object(report: DistributionReport) -> dict[str, Any]:
    """Return one entry of `distributions`."""
    kept = {} if report.kept is None else {"kept": sorted(report.kept)}
    symbols = report.symbol_capabilities
    cold = {"cold": report.cold} if report.cold else {}
    able = {} if symbols is None else {"symbol_capabilities": {name: list(found) for name, found in symbols}}
    return {
        "name": report.name,
        "version": report.version,
        "direct": report.direct,
        "required_by": sorted(report.required_by),
        "verdict": report.verdict,
        "why": report.why,
        "licenses": list(report.licenses),
        "native": report.native,
        "dropped": [{"kind": kind, "bytes": size} for kind, size in report.dropped],
        "modules": counts_object(report.modules),
        "functions": counts_object(report.functions),
        "lines": counts_object(report.lines),
        "bytes": counts_object(report.bytes),
        "used_symbols": sorted(report.used_symbols),
        "capabilities": list(report.capabilities),
        "capabilities_before": list(report.capabilities_before),
        "hazards": hazard_objects(report.hazards),
        **usage_object(report.usage),
        **group_costs(report.hazard_costs),
        **kept,
        **able,
        **cold,
    }


def usage_object(usage: Usage) -> dict[str, Any]:
    """Return who imports a distribution and what it imports, fields of its entry."""
    return {
        "installed_bytes": usage.installed,
        "used_at": list(usage.places),
        "imports": list(usage.imports),
        "guarded": usage.guarded,
        "undeclared": usage.undeclared is not None,
    }


def change_objects(changes: Iterable[CapabilityChange]) -> dict[str, Any]:
    """Return for each capability how many distributions and modules have it, before and after."""
    return {
        each.capability: {
            "distributions": before_object(each.distributions),
            "modules": before_object(each.modules),
        }
        for each in changes
    }


def hazard_objects(hazards: Iterable[ReportedHazard]) -> list[dict[str, Any]]:
    """Return hazards sorted by place."""
    return [
        {
            "code": each.code,
            "path": each.path,
            "line": each.line,
            "message": each.message,
            **({} if each.cost is None else {"cost": cost_object(each.cost)}),
        }
        for each in sorted(hazards)
    ]


def group_costs(costs: Iterable[tuple[str, Cost]] | None) -> dict[str, Any]:
    """Return what the hazards of each code cost together, if somebody asked."""
    return {} if costs is None else {"hazard_costs": {code: cost_object(cost) for code, cost in sorted(costs)}}


def cost_object(cost: Cost) -> dict[str, int]:
    """Return what is kept because of something alone."""
    return {"parts": cost.parts, "functions": cost.functions, "bytes": cost.bytes}


def counts_object(counts: Counts) -> dict[str, int]:
    """Return a figure of one distribution."""
    return {"total": counts.total, "kept": counts.kept}


def before_object(figure: Before) -> dict[str, int]:
    """Return a figure of a whole closure."""
    return {"total": figure.total, "after": figure.after}


def sums_object(figure: Before) -> dict[str, int]:
    """Return a sum over distributions under both names: `kept` as each of them has it, `after` as the totals do."""
    return {"total": figure.total, "kept": figure.after, "after": figure.after}


def mechanisms_object(found: tuple[Mechanism, ...] | None) -> dict[str, Any]:
    """Return what kinds of edges keep, if that was asked for."""
    return {} if found is None else {"mechanisms": [asdict(each) for each in found]}
