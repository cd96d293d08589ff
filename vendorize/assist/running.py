"""Ask for proposals, judge them, and write the one that is accepted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING

from vendorize.assist.answers import BadAnswerError
from vendorize.assist.client import Client
from vendorize.assist.gates import NOT_OURS, Trial, judge
from vendorize.assist.keeping import kept_without
from vendorize.assist.observed import calls_of, observed_calls, spelled
from vendorize.assist.prompt import Prompt, prompt_for
from vendorize.assist.resolving import used_functions
from vendorize.assist.surface import Surface, surface_of
from vendorize.assist.using import users_of
from vendorize.assist.writing import accepted, difference_from, refuse_links, write_accepted
from vendorize.ending import temporary_folder
from vendorize.extras import needed
from vendorize.model.rewrite import Gate
from vendorize.planning import measure
from vendorize.sandbox import refuse_weak
from vendorize.starting import root_of, settings_of
from vendorize.steps import decide, layout_of
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.events import Silent
from vendorize_analysis.model.options import combine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from vendorize.assist.endpoint import Endpoint
    from vendorize.assist.observed import Records
    from vendorize.model.extracted import PlannedAnalysis
    from vendorize.model.report import Report
    from vendorize.model.request import Request
    from vendorize.sandbox import Mode
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.events import Listener
    from vendorize_analysis.model.options import AnalysisOptions


@dataclass(frozen=True, slots=True)
class RewriteOptions:
    """How proposals are asked for and judged."""

    endpoint: Endpoint
    attempts: int = 3
    sandbox: Mode = "auto"
    dry_run: bool = False
    seconds: float = 60.0
    """For made-up calls of one proposal."""
    fuzz: float = 20.0
    observe: bool = False
    """Run the tests first, tell the model some of the calls that they make, and repeat these on each proposal."""
    first_party: bool = False
    """Send first-party code that uses the function, too."""
    unreached: bool = False
    """Accept proposals where branches of the function have a way that no call went; these are said."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one function."""

    symbol: str
    accepted: bool
    prompt: Prompt
    gates: tuple[tuple[Gate, ...], ...] = ()
    """Of each proposal."""
    difference: str = ""
    """Of the accepted one, from the original."""
    files: tuple[str, ...] = ()
    """Written, seen from the project."""
    tokens: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Work:
    request: Request
    options: RewriteOptions
    before: Report
    client: Client
    confirm: Callable[[str], bool]
    progress: Listener
    records: Records = ()
    """Calls that the tests make."""


def rewrite(
    request: Request,
    wanted: str,
    options: RewriteOptions,
    confirm: Callable[[str], bool],
    progress: Listener | None = None,
) -> tuple[Outcome, ...]:
    """Return what became of each function that is asked for, by symbol or distribution.

    `confirm` is shown the difference before anything is written. Raises `UserError` for what cannot be rewritten, an
    endpoint that does not work, and a budget that is used up; nothing is written then but what was accepted before.
    """
    progress = progress or Silent()
    refuse_weak(options.sandbox)
    _require(options)
    found, asked = planned_without(request)
    places = used_functions(found.analysis, wanted)
    work = _Work(
        *(request, options, measure(found.analysis, found.plan), Client(options.endpoint), confirm, progress),
        records=_observed(found.analysis, request, options, progress),
    )
    outcomes = list(_outcomes(work, found.analysis, places, asked))
    if not outcomes:
        raise UserError(
            f"no function of {wanted} can be rewritten", hint="`vendorize rewrite --suggest` says which can"
        )
    return tuple(outcomes)


def _observed(analysis: Analysis, request: Request, options: RewriteOptions, progress: Listener) -> Records:
    if not options.observe:
        return ()
    return observed_calls(analysis, request, settings_of(request), options.sandbox, progress)


def _outcomes(
    work: _Work, analysis: Analysis, places: tuple[tuple[str, str], ...], asked: AnalysisOptions
) -> Iterator[Outcome]:
    with temporary_folder("vendorize-rewrite-") as folder:
        for number, place in enumerate(places):
            home = folder / str(number)
            home.mkdir()
            try:
                kept = kept_without(work.request, analysis, place, home / "kept")
                surface = surface_of(analysis, place, home, asked, kept)
            except UserError as error:
                if len(places) == 1:
                    raise
                work.progress.warned(error.message)
                continue
            own = users_of(analysis, place) if work.options.first_party else ()
            yield _outcome(work, surface, home, own)


def _require(options: RewriteOptions) -> None:
    """Stop with advice where a question could not be asked."""
    if options.dry_run:
        return
    with needed("`vendorize rewrite`", "llm"):
        import_module("hypothesis")
        import_module("openai")
    if not options.endpoint.model:
        raise UserError("no model is named", hint='say --model NAME, or model = "..." in [tool.vendorize.assist]')


def planned_without(request: Request) -> tuple[PlannedAnalysis, AnalysisOptions]:
    """Return the analysis of a project as if it had no rewrites, and the options that it was made with."""
    settings = settings_of(request)
    found = decide(request, settings, Silent(), layout=layout_of(request, settings))
    if found.analysis.environment.replaced:
        raise UserError(
            "the project has rewrites in use; a new one is compared with the original code",
            hint="move rewrites/ elsewhere, rewrite, and put both together; then run `vendorize verify`",
        )
    return found, combine(settings.analysis, request.options)


def _outcome(work: _Work, surface: Surface, home: Path, own: tuple[str, ...]) -> Outcome:
    refuse_links(root_of(work.request.start), surface)
    failed: list[str] = []
    said: list[tuple[Gate, ...]] = []
    records = calls_of(surface, work.records)
    observed = spelled(surface, records, _new(home / "observed"), work.options.sandbox)
    prompt = prompt_for(surface, observed=observed, failed=(), first_party=own)
    if work.options.dry_run:
        return Outcome(surface.symbol, accepted=False, prompt=prompt, why="dry run: nothing was sent")
    for attempt in range(work.options.attempts):
        prompt = prompt_for(surface, observed=observed, failed=failed, first_party=own)
        work.progress.stage_started(f"rewrite: ask for {surface.symbol} ({attempt + 1})")
        try:
            source = work.client.ask(prompt)
        except BadAnswerError as error:
            failed.append(str(error))
            said.append((Gate("answer", passed=False, evidence=str(error)),))
            continue
        gates = judge(_trial(work, surface, _new(home / f"proposal-{attempt}"), records), source)
        said.append(gates)
        if all(one.passed or not one.compared for one in gates):
            return _accepted(work, surface, source, replace(_base(surface, prompt, said), tokens=work.client.used))
        last = next(one for one in gates if one.compared and not one.passed)
        failed.append(f"{last.name}: {last.evidence}"[:1000])
        if last.evidence.startswith(NOT_OURS):
            break
    return replace(_base(surface, prompt, said), tokens=work.client.used, why=failed[-1] if failed else "")


def _trial(work: _Work, surface: Surface, place: Path, records: Records) -> Trial:
    options = work.options
    told = (options.sandbox, options.seconds, options.fuzz, records, options.unreached)
    return Trial(work.request, surface, work.before, place, work.progress, *told)


def _new(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _base(surface: Surface, prompt: Prompt, said: list[tuple[Gate, ...]]) -> Outcome:
    return Outcome(surface.symbol, accepted=False, prompt=prompt, gates=tuple(said))


def _accepted(work: _Work, surface: Surface, source: str, outcome: Outcome) -> Outcome:
    outcome = replace(outcome, difference=difference_from(surface, source))
    if not work.confirm(outcome.difference):
        return replace(outcome, why="it was not confirmed (--yes takes it without asking)")
    made = accepted(surface, source, work.options.endpoint.model, outcome.prompt.digest, outcome.gates[-1])
    return replace(outcome, accepted=True, files=write_accepted(root_of(work.request.start), made))
