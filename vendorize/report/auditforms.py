"""The answer of `audit` for programs and pull requests: JSON, Markdown, and findings at lines for GitHub and SARIF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from vendorize.model.findings import REACHABLE, Checked, Finding
from vendorize.report.audit import ORIGINS, certainty, summary, verdict
from vendorize.report.explain import step_objects
from vendorize.report.findings import command, notice
from vendorize.report.lines import printable
from vendorize.report.markdown import escape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize.model.audit import AffectedSymbol, Audit, AuditedAdvisory
    from vendorize.model.report import Step

SCHEMA = 1


def audit_object(found: Audit) -> dict[str, Any]:
    """Return the answer for JSON."""
    return {
        "schema": SCHEMA,
        "project": {"name": found.project, "version": found.version},
        "advisories": [_object(one) for one in found.advisories],
        "notes": list(found.notes),
        "records": found.records,
        "distributions": found.distributions,
    }


def markdown(found: Audit) -> str:
    """Return a table of the advisories, and the way to each that is reachable."""
    rows = [
        f"| {escape(one.id)} | {escape(one.distribution)} {escape(one.version)} | {_verdict(one)} | "
        f"{escape(one.fixed)} | {escape(one.reason)} |"
        for one in found.advisories
    ]
    table = [
        "| advisory | distribution | in the result | fixed in | why |",
        "| --- | --- | --- | --- | --- |",
        *rows,
        "",
    ]
    lines = [f"# Advisories about {escape(found.project)}", "", *(table if rows else []), escape(summary(found)) + "."]
    for one in found.advisories:
        if (way := one.way) is not None:
            lines += ["", f"## {escape(one.id)}", "", escape(one.summary), "", *_steps(way)]
    lines += [f"\n{escape(note)}" for note in found.notes]
    return "\n".join(lines) + "\n"


def github(found: Audit, *, config: Path, base: Path) -> str:
    """Return workflow commands, which GitHub shows at the lines of a pull request."""
    checked = as_findings(found, config)
    return "\n".join(
        [*(command(one, base) for one in checked.findings), *(notice(one) for one in checked.notes), summary(found)]
    )


def as_findings(found: Audit, config: Path) -> Checked:
    """Return what is reachable as findings, each at the last line of the project's own code on the way to it.

    Without such a line they are at the beginning of the configuration.
    """
    findings = []
    for one in found.findings:
        file, line = _own_line(one.way, config.parent) or (config, 1)
        findings.append(Finding(file, line, REACHABLE, f"{one.id} {one.key}", _message(one)))
    return Checked(tuple(sorted(findings)), files=0, distributions=found.distributions, notes=found.notes)


def _message(one: AuditedAdvisory) -> str:
    what = f": {one.summary}" if one.summary else ""
    fixed = f"; fixed in {one.fixed}" if one.fixed else ""
    return printable(f"{one.distribution} {one.version} has {one.id}{what}: {one.reason}{fixed}")


def _own_line(way: AffectedSymbol | None, root: Path) -> tuple[Path, int] | None:
    own = [
        (Path(step.path), step.line)
        for step in (way.steps if way else ())
        if step.path and Path(step.path).is_relative_to(root) and "site-packages" not in Path(step.path).parts
    ]
    return own[-1] if own else None


def _object(one: AuditedAdvisory) -> dict[str, Any]:
    return {
        "id": one.id,
        "aliases": list(one.aliases),
        "summary": one.summary,
        "severity": one.severity,
        "distribution": one.distribution,
        "version": one.version,
        "fixed": one.fixed,
        "exposure": one.exposure,
        "component": one.component,
        "certain": one.certain,
        "finding": one.found,
        "accepted": one.accepted,
        "reason": one.reason,
        "origin": one.origin,
        "derived_from": one.derived_from,
        "last_affected": one.last_affected,
        "symbols": [_symbol(symbol) for symbol in one.symbols],
    }


def _symbol(symbol: AffectedSymbol) -> dict[str, Any]:
    return {
        "name": symbol.name,
        "state": symbol.state,
        "cold": symbol.cold,
        "certain": symbol.certain,
        "likely": symbol.likely,
        "path": symbol.path,
        "line": symbol.line,
        "reason": symbol.reason,
        "steps": step_objects(symbol.steps),
        "calls": None if symbol.calls is None else step_objects(symbol.calls),
    }


def _verdict(one: AuditedAdvisory) -> str:
    word, named = verdict(one), ORIGINS[one.origin]
    shown = f"**{word}**" if one.exposure == "reachable" else word
    return shown + (f" ({escape(named)})" if named and one.component else "")


def _steps(way: AffectedSymbol) -> Iterable[str]:
    yield f"The way to `{way.name}` ({certainty(way)}):"
    yield ""
    for number, step in enumerate(way.steps, 1):
        yield f"{number}. {escape(step.symbol)}{_where(step)}{'' if step.certain else ' (may be)'}"


def _where(step: Step) -> str:
    return f", {escape(Path(step.path).name)}:{step.line}" if step.path else ""
