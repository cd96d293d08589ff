"""The smoke start: the imports of the program, made in a child on the result alone, before anybody calls it done.

Tried are the modules of entry points, and every import in first-party code that is not guarded by a `try`. What fails
on the original in the same way is the program's own affair. It is no proof (`vendorize verify` is), but a result that
cannot start is never handed out as finished.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from vendorize.layouts import layout_named
from vendorize.verify.child import PROBES, Place, run_child
from vendorize.verify.isolation import own_folders
from vendorize.verify.leaks import REMOVED_REPORT, read_removed
from vendorize.verify.ownmetadata import copy_info
from vendorize_analysis.model.names import absolute, package_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from vendorize.model.plan import ModulePlan, Plan
    from vendorize_analysis.model.environment import Environment
    from vendorize_analysis.model.project import Project
    from vendorize_analysis.model.summary import Part

_PROBE: Final = "vendorize_smoke.py"
_PLACES: Final = 5
TIMEOUT: Final = 60.0
"""Seconds that all imports together may take."""
_KEPT_VARIABLES: Final = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT", "SystemRoot", "WINDIR", "COMSPEC")

Import = tuple[str, tuple[str, ...]]
"""A module by its original name, and the names that are taken from it."""


@dataclass(frozen=True, slots=True)
class SmokeFailure:
    """An import that works on the original and not on the result."""

    module: str
    names: tuple[str, ...]
    """Names that the program takes from it."""
    error: str
    """Name of the exception's type."""
    message: str
    where: tuple[str, ...]
    """The last places of the traceback, `file:line`."""


@dataclass(frozen=True, slots=True)
class SmokeOutcome:
    """What the smoke start found."""

    tried: int
    failures: tuple[SmokeFailure, ...]
    in_time: bool
    """False where the imports did not end in time, so that nothing can be said."""


@dataclass(frozen=True, slots=True)
class SmokeRequest:
    """A result on disk and its original."""

    project: Project
    environment: Environment
    plan: Plan
    result: Path
    scratch: Path
    """An existing empty folder."""
    launcher: tuple[str, ...] = ()
    """Words that start a command offline."""
    timeout: float = TIMEOUT

    @property
    def served(self) -> Path:
        """The folder whose modules are imported: the result itself."""
        return self.result

    @property
    def running(self) -> Path:
        """The same."""
        return self.result

    @property
    def source_roots(self) -> tuple[str, ...]:
        """Folders that first-party names are imported from, as POSIX paths inside the project."""
        return self.project.inner_roots


def smoke(request: SmokeRequest) -> SmokeOutcome:
    """Try the imports of the program on a result, and those that fail on the original too."""
    plan = request.plan
    wanted = program_imports(plan, request.project, _importable_tops(request))
    moved = {found.name for one in plan.distributions if one.verdict == "extract" for found in one.modules}
    layout = layout_named(plan.layout)
    private = f"{namespace}." if (namespace := layout.namespace(plan)) else ""
    names = {module: private + module if module in moved and private else module for module, _ in wanted}
    alone = layout.carries_externals or not any(one.verdict == "external" for one in plan.distributions)
    answers = _try(
        request,
        "result",
        [(names[module], taken) for module, taken in wanted],
        path=[request.result / root for root in layout.import_roots(request)],
        installed=(*_own_metadata(request), *(() if alone else request.environment.interpreter.search_path)),
        flags=("-I", "-S") if alone else ("-I",),
    )
    if answers is None:
        return SmokeOutcome(len(wanted), (), in_time=False)
    asked = dict(read_removed(_removed_report(request, "result"), request.plan.project_name))
    back = {private_name: module for module, private_name in names.items()}
    failed = {(back[one["module"]], tuple(one["names"])): one for one in answers}
    before = _original(request, list(failed)) if failed else []
    own = {(one["module"], tuple(one["names"]), one["error"]) for one in before or ()}
    failures = tuple(
        _failure(imported, one, request) for imported, one in failed.items() if (*imported, one["error"]) not in own
    )
    caught = tuple(_caught(symbol, places, request) for symbol, places in asked.items())
    known = "\n".join(one.message for one in failures)
    return SmokeOutcome(len(wanted), (*failures, *(one for one in caught if one.module not in known)), in_time=True)


def _own_metadata(request: SmokeRequest) -> list[Path]:
    """Return a folder with the project's own metadata where the result has to be installed to have them."""
    info = request.plan.project_info
    if info is None or not layout_named(request.plan.layout).is_project:
        return []
    folder = request.scratch / "metadata"
    copy_info(info, request.plan.project_name, folder)
    return [folder]


def program_imports(plan: Plan, project: Project, tops: frozenset[str]) -> list[Import]:
    """Return what first-party code imports outside `try`, entry points first; `tops` are names of the result's code."""
    found: dict[str, dict[str, None]] = {}
    for entry in project.entry_points:
        found.setdefault(entry.module, {}).update(
            dict.fromkeys([entry.attribute.partition(".")[0]] * bool(entry.attribute))
        )
    for module in plan.first_party:
        for target, name in imported_by(module):
            if target.partition(".")[0] in tops:
                found.setdefault(target, {}).update({name: None} if name else {})
    return [(module, tuple(names)) for module, names in found.items()]


def imported_by(module: ModulePlan) -> Iterator[tuple[str, str]]:
    """Yield the absolute module and the name of every import of a module that no `try` guards."""
    package = package_of(module.name, is_package=module.is_package)
    parts = module.summary.parts if module.summary is not None else ()
    for part in parts:
        if part.dead or part.kind != "import" or _is_guarded(parts, part):
            continue
        for item in part.imports:
            target = absolute(package, item.level, item.module)
            if target:
                yield target, "" if item.name in {"", ".", "*"} else item.name.partition(".")[0]


def _is_guarded(parts: Sequence[Part], part: Part) -> bool:
    parent = part.parent
    while parent >= 0:
        if parts[parent].kind == "block":
            return True
        parent = parts[parent].parent
    return False


def _importable_tops(request: SmokeRequest) -> frozenset[str]:
    """Return the top-level names of the distributions whose code the result has, or relies on in `site`."""
    carries = layout_named(request.plan.layout).carries_externals
    verdicts = {"extract", "external"} if carries else {"extract"}
    keys = {one.key for one in request.plan.distributions if one.verdict in verdicts}
    return frozenset(top for one in request.environment.distributions if one.key in keys for top in one.top_level)


def _starting(plan: Plan) -> str:
    """Return the name of the support module that has `.pth` files read; empty where none has to."""
    layout = layout_named(plan.layout)
    return layout.support(plan) if layout.lies_on_path and plan.starts() else ""


def _original(request: SmokeRequest, imports: Sequence[Import]) -> list[dict[str, Any]] | None:
    roots = request.project.source_roots or (request.project.root,)
    installed = request.environment.interpreter.search_path
    return _try(request, "original", imports, path=roots, installed=installed, flags=("-I",))


def _try(  # noqa: PLR0913 - what a variant is
    request: SmokeRequest,
    variant: str,
    imports: Sequence[Import],
    *,
    path: Iterable[Path],
    installed: Iterable[Path],
    flags: tuple[str, ...],
) -> list[dict[str, Any]] | None:
    """Return the failures of one variant; None where it did not end in time."""
    folder = request.scratch / variant
    work = folder / "work"
    work.mkdir(parents=True)
    script, asked = folder / _PROBE, folder / "asked.json"
    script.write_text(resources.files(PROBES).joinpath(_PROBE).read_text(encoding="utf-8"), encoding="utf-8")
    support = _starting(request.plan) if variant == "result" else ""
    file = layout_named(request.plan.layout).file_of(request.result) if variant == "result" else None
    told = {"path": [*map(str, path)], "installed": [*map(str, installed)], "file": str(file or ""), "support": support}
    asked.write_text(json.dumps({**told, "imports": imports}), encoding="utf-8")
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    variables = {**kept, **own_folders(folder / "own"), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
    variables[REMOVED_REPORT] = str(_removed_report(request, variant))
    place = Place(work, variables, folder, request.timeout, request.launcher)
    python = str(request.environment.interpreter.executable)
    finished = run_child([python, "-B", *flags, str(script), str(asked)], place)
    if finished.timed_out:
        return None
    try:
        answer: list[dict[str, Any]] = json.loads(finished.stdout.splitlines()[-1])
    except (ValueError, IndexError):
        # Something ended the process behind Python's back.
        said = finished.stderr.strip().splitlines()[-1:] or [f"the process ended with code {finished.exit_code}"]
        return [
            {"module": module, "names": names, "error": "exit", "message": said[0], "where": []}
            for module, names in imports
        ]
    return answer


def _removed_report(request: SmokeRequest, variant: str) -> Path:
    return request.scratch / variant / "removed.jsonl"


def _failure(imported: Import, answer: dict[str, Any], request: SmokeRequest) -> SmokeFailure:
    where = tuple(_shown(place, request) for place in answer["where"])
    return SmokeFailure(*imported, answer["error"], _shown(answer["message"], request), where)


def _caught(symbol: str, places: tuple[str, ...], request: SmokeRequest) -> SmokeFailure:
    """Return what is wrong where a removed name was asked for, though the program has caught the error."""
    message = f"{symbol} was removed, and the program asks for it when it starts (it catches the error)"
    return SmokeFailure(symbol, (), "Removed", message, tuple(_shown(place, request) for place in places[:_PLACES]))


def _shown(text: str, request: SmokeRequest) -> str:
    """Return a text without the temporary folder that the result was tried in."""
    return text.replace(f"{request.result}{os.sep}", "")
