"""The whole tool on one screen: analyse, decide, transform, write, verify."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.config import load
from vendorize.emit import Surroundings, lay_out, originals, read_manifest, write, write_in_place
from vendorize.emit import diff as compare
from vendorize.model.report import Before, ExtractedDistribution, Extraction, Graph
from vendorize.model.settings import Settings
from vendorize.model.verdict import Difference
from vendorize.planning import explain, measure, plan
from vendorize.transform import moved_names, support_source, transform
from vendorize.verify import DEFAULT_COMMAND, VerifyRequest
from vendorize.verify import verify as prove
from vendorize_analysis.discovery import find_start
from vendorize_analysis.errors import UserError
from vendorize_analysis.graphing import draw_graph
from vendorize_analysis.model.events import Silent
from vendorize_analysis.model.options import AnalysisOptions, Keep
from vendorize_analysis.pipeline import analyze as understand

if TYPE_CHECKING:
    from vendorize.model.bundle import Bundle
    from vendorize.model.plan import Layout, Plan
    from vendorize.model.report import Explanation, Report
    from vendorize.model.request import Request
    from vendorize.model.verdict import Verdict
    from vendorize_analysis.graphing import GraphScope
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.events import Listener


def analyze(request: Request, tell: Listener | None = None) -> Report:
    """Give what the project uses of its dependencies; writes nothing but the cache."""
    tell = tell or Silent()
    settings = _settings(request)
    analysis = _analyze(request, settings, tell)
    decided = plan(analysis, layout=_layout(request, settings), namespace=settings.namespace)
    _warn_unmatched(analysis, settings, tell)
    return measure(analysis, decided, kept_symbols=request.kept_symbols)


def why(request: Request, symbol: str, *, every: bool = False, tell: Listener | None = None) -> Explanation:
    """Give why a symbol is kept, or why it is not."""
    return explain(_analyze(request, _settings(request), tell or Silent()), symbol, every=every)


def graph(request: Request, *, scope: GraphScope = "first-party", tell: Listener | None = None) -> Graph:
    """Give who calls whom in the project, or in its dependencies too."""
    analysis = _analyze(request, _settings(request), tell or Silent())
    drawn = draw_graph(analysis, scope)
    return Graph(
        project=analysis.project.name,
        python=analysis.environment.interpreter.version_text,
        scope=scope,
        nodes=drawn.nodes,
        edges=drawn.edges,
        open_calls=drawn.open_calls,
        paths={name: module.relative for name, module in analysis.modules.items()},
    )


def extract(  # noqa: PLR0913 (each is an option of the command)
    request: Request,
    *,
    out: Path | None = None,
    in_place: bool = False,
    dry_run: bool = False,
    diff: bool = False,
    force: bool = False,
    tell: Listener | None = None,
) -> Extraction:
    """Write the result, or say what would be written."""
    tell = _Remembering(tell or Silent())
    settings = _settings(request)
    layout: Layout = "package" if in_place else _layout(request, settings)
    analysis = _analyze(request, settings, tell)
    _warn_unmatched(analysis, settings, tell)
    for requirement in analysis.environment.missing:
        tell.warned(f"{requirement} is required but not installed: the result does not have it")
    decided = plan(analysis, layout=layout, namespace=settings.namespace)
    target = analysis.project.root if in_place else out
    bundle = build(analysis, decided, tell, out=None if in_place else out)
    shown = ""
    if diff:
        shown = compare(bundle, originals(decided, bundle)).text
    elif not dry_run and target is not None:
        if in_place:
            write_in_place(bundle, target)
        else:
            write(bundle, target, layout=layout, force=force)
    report = measure(analysis, decided)
    return Extraction(
        out=target or analysis.project.root,
        layout=layout,
        distributions=_extracted(report),
        totals=report.totals,
        files=tuple(file.relative for file in bundle.files),
        warnings=tuple(tell.warnings),
        dry_run=dry_run or diff,
        in_place=in_place,
        diff=shown,
    )


def verify(
    request: Request, *, result: Path | None = None, command: tuple[str, ...] = (), tell: Listener | None = None
) -> Verdict:
    """Give the comparison of a result (made now, if none is given) with its original."""
    tell = tell or Silent()
    settings = _settings(request)
    layout = _layout(request, settings)
    if result is not None:
        manifest = read_manifest(result)
        if manifest is None:
            raise UserError(f"{result} was not written by vendorize", hint="name the folder given to `extract --out`")
        layout = "site" if manifest.layout == "site" else "package"
    analysis = _analyze(request, settings, tell)
    decided = plan(analysis, layout=layout, namespace=settings.namespace)
    with tempfile.TemporaryDirectory(prefix="vendorize-", ignore_cleanup_errors=True) as name:
        bundle = build(analysis, decided, tell, out=result)
        stale = () if result is None else _stale(bundle, result)
        if result is None:
            result = Path(name) / "result"
            write(bundle, result, layout=layout)
        overlay = Path(name) / "overlay"
        wider = _analyze(request, settings, tell, with_tests=True)
        needed = plan(wider, layout=layout, namespace=settings.namespace)
        needed = replace(needed, first_party=decided.first_party)
        write(build(wider, needed, tell, out=overlay), overlay, layout=layout)
        verdict = prove(
            VerifyRequest(
                project=analysis.project,
                environment=analysis.environment,
                plan=decided,
                result=result,
                overlay=overlay,
                command=command or settings.verify.command or DEFAULT_COMMAND,
            ),
            tell,
        )
        return replace(verdict, differences=(*stale, *verdict.differences))


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


def build(analysis: Analysis, decided: Plan, tell: Listener, *, out: Path | None) -> Bundle:
    """Give the complete result of a plan, in memory."""
    namespace = decided.namespace if decided.layout == "package" else ""
    support = support_source(decided.project_name, namespace, moved_names(decided))
    around = Surroundings(project=analysis.project, support=support, out=out)
    return lay_out(decided, transform(decided, tell), tell, around=around)


def _settings(request: Request) -> Settings:
    return load(_root(request.start), request.config)


def _root(start: Path) -> Path:
    found = find_start(start)
    return found if found.is_dir() else found.parent


def _layout(request: Request, settings: Settings) -> Layout:
    return request.layout or settings.layout


def _analyze(request: Request, settings: Settings, tell: Listener, *, with_tests: bool = False) -> Analysis:
    options = AnalysisOptions(
        python=request.python,
        search_path=request.search_path,
        roots=(*settings.roots, *request.roots),
        external=frozenset(settings.external),
        absent=frozenset(settings.absent),
        keep=tuple(Keep(rule.symbol, rule.reason) for rule in settings.keep),
        granularity=settings.granularity,
        granularities=settings.distributions,
        requires_python=settings.python,
        platforms=frozenset(settings.platforms),
        with_tests=with_tests,
        cache_dir=request.cache_dir,
        use_cache=request.use_cache,
    )
    return understand(request.start, options, tell)


def _warn_unmatched(analysis: Analysis, settings: Settings, tell: Listener) -> None:
    """Name what the configuration speaks of and nothing here answers to, or does not yet."""
    for key in _without_effect(settings):
        tell.warned(f"tool.vendorize.{key} is understood, but this version does nothing with it")
    for pattern in analysis.liveness.unmatched:
        tell.warned(f"the keep rule {pattern!r} matches nothing")
    named = {*settings.external, *(name for name, _ in settings.distributions)}
    for name in sorted(named - {found.key for found in analysis.environment.distributions}):
        tell.warned(f"the configuration names {name!r}, which is not installed")


def _without_effect(settings: Settings) -> list[str]:
    """Give the keys that are set and belong to what is not built yet: nobody shall rely on them in silence."""
    plain = Settings()
    keys = {"prune-first-party": "prune_first_party", "policy": "policy", "assist": "assist"}
    return [key for key, field in keys.items() if getattr(settings, field) != getattr(plain, field)]


def _extracted(report: Report) -> tuple[ExtractedDistribution, ...]:
    return tuple(
        ExtractedDistribution(
            name=found.name,
            version=found.version,
            verdict=found.verdict,
            why=found.why,
            modules=Before(found.modules.total, found.modules.kept),
            functions=Before(found.functions.total, found.functions.kept),
            bytes=Before(found.bytes.total, found.bytes.kept),
        )
        for found in report.distributions
    )


class _Remembering:
    """Passes everything on, and remembers the warnings for the answer."""

    def __init__(self, inner: Listener) -> None:
        self._inner = inner
        self.warnings: list[str] = []

    def stage_started(self, name: str) -> None:
        """Pass it on."""
        self._inner.stage_started(name)

    def progressed(self, done: int, total: int, what: str) -> None:
        """Pass it on."""
        self._inner.progressed(done, total, what)

    def warned(self, message: str) -> None:
        """Remember it, and pass it on."""
        self.warnings.append(message)
        self._inner.warned(message)
