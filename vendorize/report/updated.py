"""The answer of `update` as JSON and as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vendorize.report.explain import step_objects
from vendorize.report.json import before_object
from vendorize.report.markdown import escape
from vendorize.report.update import MOST, ORDER, WORDS, counts, facts, summary, symbol_text, title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.model.update import DistributionChange, SymbolChange, Update

SCHEMA = 1
ARROW = "→"


def update_object(update: Update) -> dict[str, Any]:
    """Return the answer for JSON."""
    return {
        "schema": SCHEMA,
        "result": update.result.as_posix(),
        "in_place": update.in_place,
        "layout": update.layout,
        "written": not update.dry_run,
        "distributions": [_distribution(each) for each in update.distributions],
        "unchanged": update.unchanged,
        "bytes": before_object(update.bytes),
        "files": [{"path": path, "fate": fate} for fate, path in update.files],
        "patches": [{"path": one.name, "fate": one.fate} for one in update.patches],
        "reconfigured": update.is_reconfigured,
        "inputs": list(update.inputs),
        "warnings": list(update.warnings),
    }


def _distribution(change: DistributionChange) -> dict[str, Any]:
    return {
        "name": change.name,
        "version": _pair(*change.versions),
        "verdict": _pair(*change.verdicts),
        "licenses": _pair(*map(list, change.licenses)),
        "bytes": before_object(change.bytes),
        "files": before_object(change.files),
        "new_code": change.is_new_code,
        "symbols": [_symbol(one) for one in change.symbols],
        "capabilities": {
            "gained": [
                {"name": name, "steps": step_objects(way.steps) if way is not None else []}
                for name, way in change.capabilities_gained
            ],
            "lost": list(change.capabilities_lost),
        },
        "hazards": {
            "new": [
                {"code": one.code, "path": one.path, "line": one.line, "message": one.message} for one in change.hazards
            ],
            "gone": change.hazards_gone,
        },
    }


def _symbol(one: SymbolChange) -> dict[str, Any]:
    return {
        "symbol": one.symbol,
        "fate": one.fate,
        "signature": _pair(one.before, one.after),
        "used_as": one.used_as,
        "places": list(one.places),
        "gone": one.is_gone,
    }


def _pair(before: object, after: object) -> dict[str, object]:
    return {"before": before, "after": after}


def markdown(update: Update) -> str:
    """Return the answer for pull requests."""
    lines = ["# What the update changes", "", escape(summary(update, ARROW)), ""]
    for change in update.distributions:
        lines += [f"## {escape(title(change, ARROW))}", "", *_items(change), ""]
    if update.patches:
        lines += ["## Patches", "", *(f"- {code(one.name)}: {one.fate}" for one in update.patches), ""]
    if update.inputs:
        lines += ["## The project's own modules that changed", "", *(f"- {code(path)}" for path in update.inputs), ""]
    return "\n".join(lines)


def code(text: str) -> str:
    """Return a text as Markdown's code."""
    return f"`{text.replace('`', chr(39))}`" if text.isprintable() else escape(text)


def _items(change: DistributionChange) -> Iterator[str]:
    yield from (f"- {escape(fact)}" for fact in facts(change, ARROW))
    for name, way in change.capabilities_gained:
        path = f" {ARROW} ".join(code(step.symbol) for step in way.steps) if way is not None else ""
        yield f"- **can now: {name}**{f': {path}' if path else ''}"
    for name in change.capabilities_lost:
        yield f"- no longer: {name}"
    for hazard in change.hazards[:MOST]:
        yield f"- new hazard {hazard.code}: {code(f'{hazard.path}:{hazard.line}')} {escape(hazard.message)}"
    if len(change.hazards) > MOST:
        yield f"- and {len(change.hazards) - MOST} more new hazards"
    used = [one for one in change.symbols if one.used_as]
    for fate in ORDER:
        found = [one for one in used if one.fate == fate]
        for one in found[:MOST]:
            places = f" ({', '.join(map(code, one.places))})" if one.places else ""
            yield f"- {WORDS.get(fate, fate)}: {code(symbol_text(one, ARROW))}{places}"
        if len(found) > MOST:
            yield f"- and {len(found) - MOST} more {WORDS.get(fate, fate)}"
    inner = [one for one in change.symbols if not one.used_as]
    if inner:
        yield f"- below what this project uses: {counts(inner)}"
