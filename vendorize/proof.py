"""Prove a result: make it and its overlay, compare it with the original, repair it, and learn."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.cautions import warn_listings, warn_unmatched
from vendorize.emit import read_manifest, write, write_keep_rules
from vendorize.ending import ended_by_signals, temporary_folder
from vendorize.given import compare_given
from vendorize.layouts import layout_named
from vendorize.learning import dead_code, learn_data
from vendorize.learning import learn as learn_rules
from vendorize.lock import read_lock
from vendorize.model.asked import form_asked
from vendorize.model.bytecode import level_of
from vendorize.model.extracted import Extracted, as_asked
from vendorize.patching import extracted_in
from vendorize.planning.outline import outline
from vendorize.rewrites import as_installed
from vendorize.sandbox import refuse_weak
from vendorize.starting import refuse_result, root_of, settings_of
from vendorize.steps import build, decide, layout_of, sealed, with_origins
from vendorize.transform.unread import with_unread
from vendorize.verify import (
    Opened,
    VerifyRequest,
    find_repairs,
    gone_data,
    require_command,
    require_runner,
    tests_of,
    trace,
)
from vendorize.verify import verify as prove
from vendorize.verify.deadline import bounded
from vendorize_analysis.environment import choose_interpreter
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Silent
from vendorize_analysis.model.options import KeepRule, combine

if TYPE_CHECKING:
    from vendorize.model.bundle import Bundle
    from vendorize.model.extracted import PlannedAnalysis
    from vendorize.model.plan import Plan
    from vendorize.model.request import Request
    from vendorize.model.settings import Settings
    from vendorize.model.trace import Learned, Proposal
    from vendorize.model.verdict import Difference, Verdict
    from vendorize.verify import Shortcomings
    from vendorize_analysis.model.events import Listener


def verify(request: Request, *, result: Path | None = None, progress: Listener | None = None) -> Verdict:
    """Compare a result (made now, if none is given) with its original, and repair it if that is asked for.

    A round of repair adds keep rules for what the last one missed, makes the result anew, and compares again.
    """
    progress = bounded(progress or Silent(), request.verify.within)
    refuse_result(request.start)
    settings = settings_of(request)
    refuse_weak(request.verify.sandbox or settings.verify.sandbox)
    if result is not None:
        request = _as_given(request, settings, result)
    with ended_by_signals(), temporary_folder("vendorize-") as folder:
        _require_runner(request, settings, folder / "asked")
        results = _Results(request, settings, folder, progress)
        verdict = prove(results.make(result), progress, results.repaired if request.verify.repair else None)
        progress.stage_started("verdict")
        verdict = replace(verdict, differences=(*results.stale, *verdict.differences), repairs=results.rules)
        if request.verify.learn:
            verdict = replace(verdict, learned=results.learn(verdict))
        if request.outlined:
            known = results.made[-1][0]
            verdict = replace(verdict, modules=outline(known.analysis, known.plan))
    repair = request.verify.repair
    if repair is not None and repair.write and results.rules:
        write_keep_rules(request.config or root_of(request.start) / "pyproject.toml", results.rules)
    return verdict


def _require_runner(request: Request, settings: Settings, scratch: Path) -> None:
    root, options = root_of(request.start), request.options
    given = [Path(one) for one in os.environ.get("PYTHONPATH", "").split(os.pathsep) if one]
    folders = (*options.search_path, *given, root, *(one for one in root.iterdir() if one.is_dir()))
    tests, python = tests_of(request.verify, settings.verify), choose_interpreter(root, options.python)
    require_command(tests["command"], python, root, dict(tests["variables"]))
    require_runner(tests["command"], python, folders, scratch)


def _as_given(request: Request, settings: Settings, result: Path) -> Request:
    """Return a request for what a written result is; raises `UserError` for a folder that is none."""
    manifest, lock = read_manifest(result), read_lock(result)
    if manifest is None:
        raise UserError(f"{result} was not written by vendorize", hint="name the folder given to `extract --out`")
    level, form = level_of(entry.relative for entry in manifest.entries), layout_named(manifest.layout)
    return replace(
        request,
        layout=form.name,
        external_beside=form.has_beside(result),
        bytecode=level if level != settings.bytecode else None,
        **form_asked(() if lock is None else lock.options),
    )


@dataclass(slots=True)
class _Results:
    """Makes the results that are compared, one after the other, each with its overlay."""

    request: Request
    settings: Settings
    folder: Path
    progress: Listener
    rules: tuple[KeepRule, ...] = ()
    """Those that repair has added."""
    stale: tuple[Difference, ...] = ()
    made: list[tuple[PlannedAnalysis, VerifyRequest]] = field(default_factory=list)

    def make(self, result: Path | None = None) -> VerifyRequest:
        """Make a result to compare: a new one, or what there is; then it is looked at too."""
        request, settings, progress = self.request, self._settings(self.rules), self.progress
        layout = layout_of(request, settings)
        base = decide(request, settings, progress, layout=layout)
        analysis, decided = base.analysis, base.plan
        warn_unmatched(analysis, settings, progress)
        bundle = build(analysis, decided, progress, out=result)
        made = as_asked(Extracted(analysis, decided, bundle, settings, request.options), request)
        self.stale = () if result is None else _compared(result, made)
        folder = self.folder / str(len(self.made))
        folder.mkdir()
        if result is None:
            result = folder / "result"
            write(with_origins(made).bundle, result, layout=layout)
        overlay = folder / "overlay"
        needed = self._write_overlay(overlay, base, made.bundle)
        proving = VerifyRequest(
            project=analysis.project,
            environment=analysis.environment,
            plan=as_installed(decided, analysis.environment),
            **_opened(layout, folder, result, overlay),
            by_values=combine(settings.analysis, request.options).precision == "values",
            boundary=tuple(sorted({name for names in analysis.liveness.used.values() for name in names})),
            beside=_beside(decided, needed, progress),
            **tests_of(request.verify, settings.verify),
        )
        self.made.append((base, proving))
        return proving

    def _write_overlay(self, overlay: Path, base: PlannedAnalysis, bundle: Bundle) -> Plan:
        """Write what the tests run on, and return its plan: the result (`bundle`), with the tests as further roots.

        Patches, which fit the result, are carried over to it.
        """
        settings, layout = self._settings(self.rules), base.plan.layout
        wider = decide(self.request, settings, self.progress, layout=layout, beside=base.analysis)
        warn_listings(wider, self.progress)
        own = {module.name for module in base.analysis.project.modules}
        first_party = tuple(module for module in wider.plan.first_party if module.name in own)
        hoisted = {one.module: one.into for file in bundle.parts() for one in file.hoisted if one.into}
        unread = with_unread(base.plan).unread  # what tests and their tools read goes all the same
        # The guard looks at what files hold: no module is packed.
        distributions = tuple(replace(one, level=frozenset()) for one in wider.plan.distributions)
        needed = replace(wider.plan, first_party=first_party, distributions=distributions)
        needed = replace(needed, bytecode=None, hoisted=hoisted, unread=unread)
        patching = extracted_in(base.plan, bundle)
        write(build(wider.analysis, needed, self.progress, out=overlay, patching=patching), overlay, layout=layout)
        return needed

    def repaired(self, found: Shortcomings) -> VerifyRequest | None:
        """Return the result with keep rules for what a comparison found missing; None where there is nothing to add."""
        repair = self.request.verify.repair
        if repair is None or len(self.made) > repair.rounds:
            return None
        rules = find_repairs(found, known=self.rules)
        if not rules:
            return None
        self.rules = (*self.rules, *rules)
        self.progress.stage_started(f"repair {len(self.made)}")
        return self.make()

    def learn(self, verdict: Verdict) -> Learned:
        """Return the rules that a traced run of the tests and the files that they opened ask for."""
        known, proving = self.made[-1]
        entries = trace(proving, dead_code(known.plan, known.analysis.environment), self.progress)
        self.progress.stage_started("learn: keep rules")
        learned, rules = learn_rules(known, entries, self._with), self.settings.data
        return replace(learned, data=learn_data(gone_data(verdict.differences), rules), data_kept=rules.keep)

    def _with(self, proposals: tuple[Proposal, ...]) -> PlannedAnalysis:
        """Analyse again, with rules that are only proposed."""
        settings = self._settings((*self.rules, *(KeepRule(rule.symbol, rule.reason) for rule in proposals)))
        return decide(self.request, settings, Silent(), layout=self.made[-1][1].plan.layout)

    def _settings(self, rules: tuple[KeepRule, ...]) -> Settings:
        options = self.settings.analysis
        return replace(self.settings, analysis=replace(options, keep=(*options.keep, *rules)))


def _opened(layout: str, folder: Path, result: Path, overlay: Path) -> Opened:
    """Return the folders of both results, whose files can be read one by one, beside those that were written."""
    form = layout_named(layout)
    readable = [form.opened(one, folder / f"opened-{number}") for number, one in enumerate((result, overlay))]
    return Opened(result=readable[0], overlay=readable[1], written=(result.resolve(), overlay.resolve()))


def _compared(result: Path, made: Extracted) -> tuple[Difference, ...]:
    """Return what a given result has that extraction does not give now, and what it lacks."""
    python = made.analysis.environment.interpreter.executable
    return compare_given(sealed(made).bundle, result, layout=made.plan.layout, python=python)


def record_file(request: Request) -> Path | None:
    """Find where the record of `verify` goes: to the file asked for, else to that of the configuration, if any."""
    configured = settings_of(request).verify.record
    return request.verify.record or (root_of(request.start) / configured if configured else None)


def _beside(decided: Plan, needed: Plan, progress: Listener) -> frozenset[str]:
    """Return the keys of the distributions that are external in the overlay's plan alone, and say why they are."""
    external = {one.key: one.why for one in needed.distributions if one.verdict == "external"}
    found = [one for one in decided.distributions if one.verdict != "external" and one.key in external]
    for one in found:
        if one.verdict == "extract":
            why = external[one.key].removeprefix("it stays as installed: ")
            progress.warned(
                f"{one.name}: the tests run on it as installed ({why}); what the result has of it is not tested"
            )
    return frozenset(one.key for one in found)
