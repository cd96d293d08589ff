"""Run the project's tests on it as it is and as it would be, both in its own environment, and compare them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.ending import ended_by_signals, temporary_folder
from vendorize.model.inlined import TestRuns
from vendorize.planning import plan
from vendorize.verify import VerifyRequest, require_proof, tests_of
from vendorize.verify.child import Place, run_child
from vendorize.verify.flakiness import classify
from vendorize.verify.frameworks import instrument
from vendorize.verify.masks import masks_of
from vendorize.verify.tree import copy_project
from vendorize.verify.variant_runner import VariantRunner
from vendorize.verify.variants import baseline_variant, common_variables, require_module
from vendorize.verify.walls import walls_for_tests

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vendorize.model.request import Request
    from vendorize.model.settings import Settings
    from vendorize.model.verdict import RunRecord
    from vendorize.verify.walls import Walls
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.events import Listener

_ASK = (
    "import importlib.util as u, sys; s = u.find_spec(sys.argv[1]); "
    "print(s.origin or list(s.submodule_search_locations)[0])"
)
_SECONDS = 60.0


def run_tests(
    analysis: Analysis,
    request: Request,
    settings: Settings,
    changed: Mapping[str, tuple[bytes | None, bytes]],
    progress: Listener,
) -> TestRuns:
    """Return what the configured tests say of a project before and after changes to some of its files.

    Raises `UserError` where the tests prove nothing, as `verify` does.
    """
    progress.stage_started("verify: original")
    with ended_by_signals(), temporary_folder("vendorize-") as folder:
        before = VerifyRequest(
            project=analysis.project,
            environment=analysis.environment,
            plan=plan(analysis, layout="site", namespace=settings.namespace),
            result=folder / "none",
            **tests_of(request.verify, settings.verify),
        )
        after = _changed(before, folder / "changed" / analysis.project.root.name, changed)
        walls = walls_for_tests(before, folder / "offline")
        runners = (_runner(before, folder, "one", walls), _runner(after, folder, "two", walls))
        _warn_about_origin(runners[1], analysis, folder / "origin", progress)
        return _compare(runners, progress)


def _compare(runners: tuple[VariantRunner, VariantRunner], progress: Listener) -> TestRuns:
    first, second = runners
    original = first.nth(0, progress)
    require_proof(original, first.request)
    progress.stage_started("verify: changed")
    pairs = [(original, second.run(progress))]
    pairs += [(first.nth(number, progress), second.run(progress)) for number in range(1, first.request.runs)]
    masks = (masks_of(first.variant.own, first.request.masks), masks_of(second.variant.own, first.request.masks))
    found = classify(pairs, masks, partial(_rerun, first, second, progress))
    counts = [Counter(outcome.outcome for outcome in record.outcomes.values()) for record in pairs[0]]
    return TestRuns(
        passed=(counts[0]["passed"], counts[1]["passed"]),
        failed=tuple(count["failed"] + count["error"] for count in counts),  # type: ignore[arg-type]
        differences=found.differences,
    )


def _rerun(
    first: VariantRunner,
    second: VariantRunner,
    progress: Listener,
    only: Sequence[str] | None,
    perturb: int = 0,
) -> tuple[RunRecord, RunRecord]:
    return first.run(progress, only=only, perturb=perturb), second.run(progress, only=only, perturb=perturb)


def _runner(request: VerifyRequest, folder: Path, name: str, walls: Walls) -> VariantRunner:
    """Return a copy of a project in its own environment, ready to run."""
    variables = common_variables(request, folder / "pycache")
    tree = copy_project(request, folder / name / request.project.root.name)
    variant = baseline_variant(request, tree=tree, scratch=folder / f"ask-{name}", variables=variables)
    framework = instrument(request.command).framework
    if framework == "pytest":
        require_module(variant, framework, folder / f"ask-{name}")
    (folder / "pycache").mkdir(exist_ok=True)
    return VariantRunner(request, variant, walls, is_result=False, writable=(folder / "pycache",))


def _changed(request: VerifyRequest, root: Path, changed: Mapping[str, tuple[bytes | None, bytes]]) -> VerifyRequest:
    """Return the request for a copy of the project with the changes."""
    old = request.project.root
    copy_project(request, root)
    for path, (_, content) in changed.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)

    def there(path: Path) -> Path:
        return root / path.relative_to(old) if path.is_relative_to(old) else path

    planned = request.plan
    return replace(
        request,
        project=replace(
            request.project,
            root=root,
            source_roots=tuple(map(there, request.project.source_roots)),
            tests=tuple(map(there, request.project.tests)),
        ),
        plan=replace(
            planned,
            project_root=root,
            first_party=tuple(replace(one, path=there(one.path)) for one in planned.first_party),
            first_party_data=tuple(replace(one, path=there(one.path)) for one in planned.first_party_data),
        ),
        command=tuple(word.replace(str(old), str(root)) for word in request.command),
    )


def _warn_about_origin(runner: VariantRunner, analysis: Analysis, scratch: Path, progress: Listener) -> None:
    """Say when the environment insists on another tree than the changed copy (some editable installs do)."""
    scratch.mkdir()
    place = Place(runner.variant.tree, runner.variant.variables, scratch, _SECONDS)
    for top in analysis.project.top_level[:1]:
        done = run_child([str(runner.variant.python), "-c", _ASK, top], place)
        origin = done.stdout.strip().splitlines()[-1:] if done.exit_code == 0 else []
        if origin and not Path(origin[0]).resolve().is_relative_to(runner.variant.tree.resolve()):
            progress.warned(f"the environment imports {top} from {origin[0]}, not from the changed copy under test")
