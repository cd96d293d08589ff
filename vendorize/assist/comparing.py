"""Call the extracted original and a proposal in two sandboxed processes, with arguments that hypothesis makes up."""

from __future__ import annotations

import json
import os
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vendorize.assist.surface import constants_of
from vendorize.emit import write
from vendorize.extras import needed
from vendorize.model.request import Request
from vendorize.model.rewrite import Gate
from vendorize.rewrites import spliced
from vendorize.rewrites.splicing import parsed
from vendorize.sandbox import SandboxLimits, View, choose
from vendorize.sandbox.trying import clean_environment
from vendorize.starting import settings_of
from vendorize.steps import make
from vendorize.verify.differential.boundary import CallHost
from vendorize.verify.differential.replaying import WORKER_PROBES
from vendorize.verify.differential.workers import Worker
from vendorize.verify.frameworks import copy_probe
from vendorize_analysis.model.events import Silent
from vendorize_analysis.model.options import Replaced

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.assist.surface import Surface
    from vendorize.model.verdict import Difference
    from vendorize.sandbox import Mode, Sandbox
    from vendorize.verify.differential.single import Compared, MissingWay

_CALL_SECONDS = 2.0
_ANSWER_SECONDS = 20.0
_SIDES = ("original", "proposed")
_LEAST = 25
"""Calls that must have been compared for the comparison to say anything."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where both variants are called."""

    surface: Surface
    folder: Path
    """An empty folder of our own."""
    mode: Mode = "auto"
    seconds: float = 30.0
    unreached: bool = False
    """Branches with a way that no call went are said, and stop nothing."""
    proposal: Replaced | None = None
    """The module with the proposal in it, where it is written already."""


def replaced_for(surface: Surface, source: str, folder: Path) -> Replaced:
    """Return the module with a proposal in it, written to a folder; raises `DoesNotSplice`."""
    path = folder / surface.relative
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(spliced(surface.text.encode("utf-8"), surface.name, source))
    return Replaced(surface.distribution, surface.relative, folder)


def compare(
    bench: Bench, source: str, records: tuple[dict[str, object], ...] = ()
) -> tuple[list[Gate], tuple[Difference, ...]]:
    """Return what calls of both show: those that were observed, and then made-up ones.

    Nothing of the proposal has run before, and it runs nowhere else here.
    """
    with needed("`vendorize rewrite`", "llm"):
        from vendorize.verify.differential.single import (  # noqa: PLC0415 - hypothesis is an extra
            compare_function,
            compare_records,
        )
    surface, folder = bench.surface, bench.folder
    other = bench.proposal or replaced_for(surface, source, folder / "proposal")
    with ExitStack() as stack:
        first, box = worker_of(stack, bench, "original", (), records)
        workers = first, worker_of(stack, bench, "proposed", (other,), records)[0]
        repeated, found = compare_records(records, workers)
        gates = [_observed(repeated, len(records), found, box)]
        if found:
            return gates, found
        place = surface.module, surface.name
        constants = tuple(dict.fromkeys((*surface.constants, *constants_of([parsed(source)]))))
        said = compare_function(place, workers, constants, bench.seconds, len(records))
    gates.append(_made_up(said, box))
    return [*gates, *_reached(bench, said)], said.differences


def _observed(repeated: int, recorded: int, found: tuple[Difference, ...], box: Sandbox) -> Gate:
    shown = "; ".join(map(spell_difference, found)) or f"{repeated} of {recorded} observed calls repeated, all the same"
    return Gate("observed", not found, f"{shown} (sandbox: {box.description})", compared=bool(repeated))


def _made_up(said: Compared, box: Sandbox) -> Gate:
    held = f"(sandbox: {box.description})"
    if said.differences:
        return Gate("hypothesis", passed=False, evidence=f"{'; '.join(map(spell_difference, said.differences))} {held}")
    if said.why or said.calls < _LEAST:
        why = f"{said.calls} calls compared: {said.why or 'too few calls could be made'} {held}"
        return Gate("hypothesis", passed=False, evidence=why, compared=False)
    return Gate("hypothesis", passed=True, evidence=f"{said.calls} calls end the same {held}")


def _reached(bench: Bench, said: Compared) -> list[Gate]:
    """Tell whether the calls went both ways at each branch: what no call reached was not compared."""
    if said.differences or said.why or said.calls < _LEAST:
        return []
    own = [_spelled(bench, name, ways) for name, ways in zip(_SIDES, said.missing, strict=True)]
    shown = [one for side in own for one in side]
    behind = sum(not one.own for one in said.missing[0])
    more = f"; behind it {behind} directions of branches were not gone" if behind else ""
    if shown:
        evidence = f"no call went there: {'; '.join(shown[:6])}{more}"
        return [Gate("branches", passed=False, evidence=evidence, compared=not bench.unreached)]
    return [Gate("branches", passed=True, evidence=f"calls went both ways at each branch of both{more}")]


def _spelled(bench: Bench, side: str, ways: tuple[MissingWay, ...]) -> list[str]:
    path = bench.folder / side / "code" / bench.surface.relative
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    texts = {one.line: lines[one.line - 1].strip()[:80] if one.line <= len(lines) else "" for one in ways if one.own}
    return [f"{side}: `{texts[one.line]}` was never {one.way}" for one in ways if one.own]


def worker_of(
    stack: ExitStack, bench: Bench, name: str, replaced: tuple[Replaced, ...], records: tuple[dict[str, object], ...]
) -> tuple[Worker, Sandbox]:
    """Return a process that calls the extracted function, which ends with `stack`, and what holds it."""
    host, box = _host(bench, name, replaced)
    settings, script = _settings(bench.folder / name, records), bench.folder / "probes" / "vendorize_worker.py"
    return stack.enter_context(Worker(host, script, settings, _ANSWER_SECONDS)), box


def spell_difference(one: Difference) -> str:
    """Return a difference on one line; endings that read the same are told apart by where they differ."""
    where = f" ({one.message})" if one.baseline == one.result else ""
    return f"{one.test}: {one.baseline} became {one.result}{where}"


def _host(bench: Bench, name: str, replaced: tuple[Replaced, ...]) -> tuple[CallHost, Sandbox]:
    """Extract a program that uses nothing but the function, and return the process in which it is called."""
    surface, home = bench.surface, bench.folder / name
    home.mkdir()
    request = Request(start=surface.probe, options=replace(surface.options, replaced=replaced))
    made = make(request, settings_of(request), Silent(), layout="site")
    code = home / "code"
    write(made.bundle, code, layout="site")
    probes = bench.folder / "probes"
    for probe in WORKER_PROBES:
        copy_probe(probe, probes)
    scratch = home / "scratch"
    scratch.mkdir()
    python = made.analysis.environment.interpreter.executable
    sandbox = choose(
        bench.mode, View((code, probes, home / "asked"), scratch), SandboxLimits(), python, home / "sandbox"
    )
    variables = {**clean_environment(scratch), "PYTHONPATH": os.fspath(code)}
    interpreter = (str(python), "-S", *sandbox.hook)
    folders = ((str(scratch), "<scratch>"), (str(code), "<code>"))
    return CallHost(interpreter, variables, scratch, "", folders, sandbox.launcher), sandbox


def _settings(home: Path, records: tuple[dict[str, object], ...]) -> Path:
    asked = home / "asked"
    asked.mkdir(exist_ok=True)
    (asked / "records.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records), "ascii")
    said = {
        "records": str(asked / "records.jsonl"),
        "refuse": False,
        "namespace": "",
        "replacements": [[str(home / "scratch"), "<scratch>"], [str(home / "code"), "<code>"]],
        "seconds": _CALL_SECONDS,
        "watched": [str(home / "code")],
    }
    (asked / "settings.json").write_text(json.dumps(said), encoding="utf-8")
    return asked / "settings.json"
