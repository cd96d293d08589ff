"""Compare one result after the other with one original, and tell early what has to be repaired."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.model.verdict import Verdict
from vendorize.verify.compare import compare, ids_of, read
from vendorize.verify.environment import prepare, read_original_imports
from vendorize.verify.file_audit import missing_data
from vendorize.verify.flakiness import classify
from vendorize.verify.joining import join_packages
from vendorize.verify.leaks import REMOVED_REPORT, read_leaks, warn_unguarded
from vendorize.verify.masks import masks_of
from vendorize.verify.measure import measurements
from vendorize.verify.placing import place_result
from vendorize.verify.repair import DraftVerdict
from vendorize.verify.startup_cost import measure_startup
from vendorize.verify.tree import copy_project
from vendorize.verify.variant_runner import VariantRunner
from vendorize.verify.variants import common_variables, result_variant
from vendorize.verify.walls import isolation_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vendorize.model.verdict import Difference, Leak, RunRecord
    from vendorize.verify.environment import ResultEnvironment
    from vendorize.verify.flakiness import Pair
    from vendorize.verify.masks import Masks
    from vendorize.verify.request import VerifyRequest
    from vendorize.verify.startup_cost import Startup
    from vendorize.verify.variants import Variant
    from vendorize_analysis.model.events import Listener


@dataclass(frozen=True, slots=True)
class Round:
    """One result, laid out and ready to run."""

    request: VerifyRequest
    after: VariantRunner
    environment: ResultEnvironment
    masks: tuple[Masks, Masks]
    """Those of the original and of the result."""

    @property
    def variant(self) -> Variant:
        """Return the result as a variant of the program."""
        return self.after.variant

    @property
    def places(self) -> dict[str, Path]:
        """Return the folders that the result's code is in."""
        return {"packages": self.environment.packages, "tree": self.variant.tree}

    def leaks(self) -> tuple[Leak, ...]:
        """Return what the runs until now have reached that only the tests need."""
        guarded, removed = self.environment.guarded, self.environment.removed
        return read_leaks(guarded, removed, self.places.values(), self.request.plan.project_name)


@dataclass(slots=True)
class Rounds:
    """Compares one result after the other with one original, which runs once for all of them."""

    scratch: Path
    before: VariantRunner
    audit: Path
    """File that says which data files the original opened."""
    progress: Listener
    number: int = 0
    failed: tuple[str, ...] = ()
    """Ids of the tests that differed in the last round."""

    def open(self, request: VerifyRequest) -> Round:
        """Lay out the result for the tests to run on."""
        self.begin("result")
        variant, environment = _result(self.scratch, request, self.number)
        writable = (Path(variant.variables["PYTHONPYCACHEPREFIX"]), *environment.written)
        after = VariantRunner(request, variant, self.before.walls, is_result=True, writable=writable)
        masks = (masks_of(self.before.variant.own, request.masks), masks_of(variant.own, request.masks))
        self.number += 1
        return Round(request, after, environment, masks)

    def drafts(self, one: Round) -> Iterator[DraftVerdict]:
        """Yield what the tests that failed in the last round show, and then what all of them do: each runs once.

        A name that was removed is missing each time; so for what is to be repaired anyway, nothing is tried again to
        tell it from chance, and nothing is measured.
        """
        original, progress = self.before.nth(0, self.progress), self.progress
        if self.failed:
            known = {test: outcome for test, outcome in original.outcomes.items() if test in self.failed}
            record = one.after.run(progress, only=self.failed)
            # How a run of some tests ends says nothing of one of all.
            alike = replace(original, outcomes=known, exit_code=record.exit_code, cut_short=record.cut_short)
            yield self._draft(one, alike, record)
        yield self._draft(one, original, one.after.nth(0, progress))

    def _draft(self, one: Round, before: RunRecord, after: RunRecord) -> DraftVerdict:
        differences = compare(before, after, masks=one.masks)
        records = list(zip(one.masks, (before, after), strict=True))
        found = sorted({raw for each in differences for raw in ids_of(each.test, records)})
        # What no single test shows (a module that cannot be imported) takes all of them.
        as_one = any(not ids_of(each.test, records) for each in differences)
        self.failed = () if as_one else tuple(found)
        return DraftVerdict((*self._missing_data(one), *differences), one.leaks())

    def _missing_data(self, one: Round) -> tuple[Difference, ...]:
        return tuple(missing_data(one.request, self.audit, **one.places))

    def compare(self, one: Round) -> Verdict:
        """Return the verdict on a result: what differs is tried again, and what it costs is measured."""
        request, before, after, progress = one.request, self.before, one.after, self.progress
        self.begin("again")
        runs = [(before.nth(number, progress), after.nth(number, progress)) for number in range(request.runs)]
        classified = classify(runs, one.masks, partial(_rerun, before, after, progress))
        warn_unguarded(one.environment.guarded, progress)
        self.begin("start-up")
        startup = measure_startup(request, before, after, scratch=one.environment.guarded.with_name("startup"))
        _warn_about_origin(startup, before.variant, progress)
        at_start = startup.difference()
        measured = measurements(request, startup)
        return Verdict(
            baseline=_readable(runs[0][0], one.masks[0]),
            result=_readable(runs[0][1], one.masks[1], read_original_imports(one.environment.original_imports)),
            differences=(*([at_start] if at_start else ()), *self._missing_data(one), *classified.differences),
            leaks=one.leaks(),
            absent=request.absent,
            untested=request.untested,
            baseline_bytes=int(measured.bytes.baseline or 0),
            result_bytes=int(measured.bytes.result or 0),
            baseline_startup_ms=startup.baseline.milliseconds,
            result_startup_ms=startup.result.milliseconds,
            flaky=classified.flaky,
            isolation=isolation_of(request, before.walls),
            measurements=measured,
        )

    def begin(self, stage: str) -> None:
        """Tell what begins, and in which round of repair."""
        done = self.number - (stage != "result")
        self.progress.stage_started(f"verify: {stage}" + (f", repair {done}" if done else ""))


def _rerun(
    before: VariantRunner, after: VariantRunner, progress: Listener, only: Sequence[str] | None, perturb: int = 0
) -> Pair:
    """Run both variants once more."""
    return before.run(progress, only=only, perturb=perturb), after.run(progress, only=only, perturb=perturb)


def _readable(record: RunRecord, masks: Masks, original_imports: tuple[str, ...] = ()) -> RunRecord:
    """Return the record with what both variants call the tests."""
    return replace(record, outcomes=read(record, masks), printed=(), foreign_imports=original_imports)


def _result(scratch: Path, request: VerifyRequest, number: int = 0) -> tuple[Variant, ResultEnvironment]:
    # Behind walls, what runs on the result must not leave bytecode for the original.
    pycache = scratch / (f"pycache{number}" if request.is_walled else "pycache")
    pycache.mkdir(exist_ok=True)
    variables = common_variables(request, pycache)
    place = scratch / f"r{number:02}"
    join_packages(request)
    tree = copy_project(request, place / request.project.root.name)
    place_result(request, tree)
    environment = prepare(request, tree=tree, folder=place.with_name(f"{place.name}-made") / "env", variables=variables)
    variant = result_variant(request, python=environment.python, tree=tree, variables=variables)
    watched = {**variant.variables, REMOVED_REPORT: str(environment.removed)}
    return replace(variant, variables=watched), environment


def _warn_about_origin(startup: Startup, before: Variant, progress: Listener) -> None:
    """Say when the original environment insists on another tree than the copy (some editable installs do)."""
    file = startup.baseline.file
    if file not in ("", "?") and not Path(file).resolve().is_relative_to(before.tree):
        progress.warned(f"the original environment imports {startup.module} from {file}, not from the copy under test")
