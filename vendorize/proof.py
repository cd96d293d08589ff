"""Prove a result: make it and its overlay, compare it with the original, repair it, and learn."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.emit import diff as compare
from vendorize.emit import read_manifest, write, write_keep_rules
from vendorize.learning import Known, dead_code
from vendorize.learning import learn as learn_rules
from vendorize.model.settings import KeepRule
from vendorize.model.verdict import Difference
from vendorize.planning import plan
from vendorize.steps import analyze_for, build, layout_of, root_of, settings_of, warn_unmatched
from vendorize.verify import VerifyRequest, find_repairs, tests_of, trace
from vendorize.verify import verify as prove
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Silent

if TYPE_CHECKING:
    from vendorize.model.bundle import Bundle
    from vendorize.model.request import Request
    from vendorize.model.settings import Settings
    from vendorize.model.trace import Learned, Proposal
    from vendorize.model.verdict import Verdict
    from vendorize_analysis.model.events import Listener


def verify(request: Request, *, result: Path | None = None, tell: Listener | None = None) -> Verdict:
    """Give the comparison of a result (made now, if none is given) with its original; repaired, if that is asked for.

    A round of repair adds keep rules for what the last one missed, makes the result anew, and compares again.
    """
    tell = tell or Silent()
    settings = settings_of(request)
    if result is not None:
        manifest = read_manifest(result)
        if manifest is None:
            raise UserError(f"{result} was not written by vendorize", hint="name the folder given to `extract --out`")
        request = replace(request, layout="site" if manifest.layout == "site" else "package")
    verdict = _verify_once(request, settings, result, tell)
    repair = request.verify.repair
    rules: tuple[KeepRule, ...] = ()
    for _ in range(repair.rounds if repair is not None else 0):
        found = find_repairs(verdict, known=rules)
        if verdict.same or not found:
            break
        rules = (*rules, *found)
        verdict = _verify_once(request, replace(settings, keep=(*settings.keep, *rules)), None, tell)
    if repair is not None and repair.write and rules:
        write_keep_rules(request.config or root_of(request.start) / "pyproject.toml", rules)
    return replace(verdict, repairs=rules)


def _verify_once(request: Request, settings: Settings, result: Path | None, tell: Listener) -> Verdict:
    layout = layout_of(request, settings)
    analysis = analyze_for(request, settings, tell, layout=layout)
    warn_unmatched(analysis, settings, tell)
    decided = plan(analysis, layout=layout, namespace=settings.namespace)
    with tempfile.TemporaryDirectory(prefix="vendorize-", ignore_cleanup_errors=True) as name:
        bundle = build(analysis, decided, tell, out=result)
        stale = () if result is None else _stale(bundle, result)
        if result is None:
            result = Path(name) / "result"
            write(bundle, result, layout=layout)
        overlay = Path(name) / "overlay"
        wider = analyze_for(request, settings, tell, layout=layout, with_tests=True)
        needed = plan(wider, layout=layout, namespace=settings.namespace)
        needed = replace(needed, first_party=decided.first_party)
        write(build(wider, needed, tell, out=overlay), overlay, layout=layout)
        proving = VerifyRequest(
            project=analysis.project,
            environment=analysis.environment,
            plan=decided,
            result=result,
            overlay=overlay,
            boundary=tuple(sorted({name for names in analysis.liveness.used.values() for name in names})),
            **tests_of(request.verify, settings.verify),
        )
        verdict = prove(proving, tell)
        learned = _learn(request, settings, Known(analysis, decided), proving, tell) if request.verify.learn else None
        return replace(verdict, differences=(*stale, *verdict.differences), learned=learned)


def _learn(request: Request, settings: Settings, known: Known, proving: VerifyRequest, tell: Listener) -> Learned:
    """Give the keep rules that a traced run of the tests asks for."""

    def again(rules: tuple[Proposal, ...]) -> Known:
        keep = (*settings.keep, *(KeepRule(rule.symbol, rule.reason) for rule in rules))
        analysis = analyze_for(request, replace(settings, keep=keep), Silent(), layout=proving.plan.layout)
        return Known(analysis, plan(analysis, layout=proving.plan.layout, namespace=settings.namespace))

    entries = trace(proving, dead_code(known.plan, known.analysis.environment), tell)
    return learn_rules(known, entries, again)


def record_file(request: Request) -> Path | None:
    """Give where the record of `verify` goes: to the file asked for, else to that of the configuration, if any."""
    configured = settings_of(request).verify.record
    return request.verify.record or (root_of(request.start) / configured if configured else None)


def _stale(bundle: Bundle, result: Path) -> tuple[Difference, ...]:
    """Give the files of a result that are not what extraction gives now: then the tests speak of other code."""
    found = compare(bundle, result)
    kinds = {
        "missing": found.added,
        "changed": found.changed,
        "added": tuple(path for path in found.removed if path.endswith(".py")),
    }
    message = "not what extraction gives now: extract again, or give verify the options that extract had"
    return tuple(
        Difference(f"file {path}", "as extracted", kind, message) for kind, paths in kinds.items() for path in paths
    )
