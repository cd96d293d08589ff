"""Build the result's environment from nothing: interpreter, test tools and result, but no vendored distribution."""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from vendorize.verify.child import Place, run_child
from vendorize.verify.copying import copy_installed
from vendorize.verify.frameworks import copy_probe
from vendorize.verify.isolation import reading
from vendorize.verify.joining import joining_files
from vendorize.verify.leaks import place_guard
from vendorize.verify.ownmetadata import installed_info
from vendorize.verify.scripts import copy_programs, write_scripts
from vendorize.verify.sought import sought_modules
from vendorize.verify.tools import copy_tools
from vendorize.verify.tree import own_modules
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.names import distribution_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from vendorize.verify.request import VerifyRequest
    from vendorize_analysis.model.environment import Distribution

_PROGRAMS: Final = frozenset({"bin", "Scripts", "/"})
"""Folders of programs; those are copied with another first line."""
_ASK = "import json, sysconfig; print(json.dumps(sysconfig.get_path('purelib')))"
_REQUIREMENT = re.compile(r"requires-dist:\s*([A-Za-z0-9][A-Za-z0-9._-]*)", re.IGNORECASE)
_OWN_INFO = ("METADATA", "PKG-INFO", "entry_points.txt", "top_level.txt", "WHEEL")
_LICENCES = "licenses/"
_RECORD = "RECORD"
_STEP_TIMEOUT = 300.0
_ORIGINAL_IMPORTS = "vendorize_original_imports_probe"
_ALIAS = "vendorize_alias_finder"
_ONE_FILE = "vendorize_one_file"


@dataclass(frozen=True, slots=True)
class ResultEnvironment:
    """An environment in which only the result stands for the vendored distributions."""

    python: Path
    packages: Path
    """Its site-packages."""
    original_imports: Path
    """Folder of the reports about modules from the original environment."""

    @property
    def guarded(self) -> Path:
        """Return the folder of the leak guard."""
        return self.original_imports.with_name("leaks")

    @property
    def removed(self) -> Path:
        """Return the file in which the result's own support says which removed names were asked for."""
        return self.original_imports.with_name("removed") / "removed.jsonl"

    @property
    def written(self) -> tuple[Path, ...]:
        """Return the folders of all reports."""
        return self.original_imports, self.guarded, self.removed.parent


def prepare(request: VerifyRequest, *, tree: Path, folder: Path, variables: Mapping[str, str]) -> ResultEnvironment:
    """Build the environment in `folder`, for tests that run in `tree`.

    Files are copied, never linked: a test that writes into a package must not reach the original environment.
    """
    steps = folder.with_name(f"{folder.name}-steps")
    steps.mkdir(parents=True)
    place = Place(steps, reading(variables), steps, _STEP_TIMEOUT)
    environment = _make_venv(request, folder, place)
    packages = environment.packages
    if request.layout.in_site_packages:
        shutil.copytree(request.running, packages, symlinks=True, dirs_exist_ok=True)
    absent = request.absent_keys
    gone = {one.key: frozenset(file.relative for file in one.dropped) for one in request.plan.distributions}
    for distribution in request.environment.distributions:
        if distribution.key not in absent:
            without = gone.get(distribution.key, frozenset()) | joining_files(request, distribution)
            copy_distribution(distribution, packages, without=without)
            copy_programs(distribution, python=environment.python, original=request.environment.interpreter.executable)
            copy_outside(distribution, folder)
    copy_tools(request, packages, place)
    copy_own_info(request, packages)
    _add_startup(request, environment, tree)
    write_scripts(packages, python=environment.python, folder=environment.python.parent)
    return environment


def copy_distribution(distribution: Distribution, packages: Path, *, without: Collection[str] = ()) -> None:
    """Copy all files of a distribution but some; what the result put there already stays."""
    copy_installed(
        (distribution.location / relative, packages / relative)
        for relative in distribution.files
        if not (relative in without or ".." in PurePosixPath(relative).parts or PurePosixPath(relative).is_absolute())
    )


def copy_outside(distribution: Distribution, prefix: Path) -> None:
    """Copy what a distribution has below the prefix of an installation (`share/name/table`), but for programs."""
    copy_installed(
        (file.path, prefix / file.relative)
        for file in distribution.outside
        if not file.launches and ".." not in (parts := PurePosixPath(file.relative).parts) and parts[0] not in _PROGRAMS
    )


def read_original_imports(folder: Path) -> tuple[str, ...]:
    """Return the modules that any process loaded from the original copy of a vendored distribution."""
    found: set[str] = set()
    for report in folder.glob("*.json"):
        found.update(json.loads(report.read_text(encoding="utf-8")))
    return tuple(sorted(found))


def without_requirements(metadata: str, absent: Iterable[str]) -> str:
    """Drop the `Requires-Dist` fields of the named distributions from core metadata, continuation lines included."""
    gone = frozenset(absent)
    header, blank, body = metadata.replace("\r\n", "\n").partition("\n\n")
    kept: list[str] = []
    dropping = False
    for line in header.split("\n"):
        if not (dropping and line[:1] in (" ", "\t")):
            match = _REQUIREMENT.match(line)
            dropping = match is not None and distribution_key(match[1]) in gone
        if not dropping:
            kept.append(line)
    return "\n".join(kept) + blank + body


def _make_venv(request: VerifyRequest, folder: Path, place: Place) -> ResultEnvironment:
    original = str(request.environment.interpreter.executable)
    made = run_child([original, "-m", "venv", "--without-pip", str(folder)], place)
    if made.exit_code:
        raise UserError(
            f"{original} cannot create a virtual environment: {made.stderr.strip() or made.stdout.strip()}",
            hint="install the venv module of this interpreter, or give another one with --python",
        )
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    asked = run_child([str(python), "-I", "-c", _ASK], place)
    if asked.exit_code:
        raise UserError(
            f"the new environment's interpreter does not start: {asked.stderr.strip()}",
            hint="name another interpreter with --python",
        )
    packages = Path(json.loads(asked.stdout))
    packages.mkdir(parents=True, exist_ok=True)
    original_imports = folder.with_name(f"{folder.name}-original-imports")
    made_here = ResultEnvironment(python, packages, original_imports)
    for reports in (original_imports, made_here.removed.parent):
        reports.mkdir()
    return made_here


def copy_own_info(request: VerifyRequest, packages: Path) -> None:
    """Write the project's own metadata, as installing would; a result for site-packages must bring its own."""
    info = request.plan.project_info or request.environment.project_info
    if info is None or request.layout.in_site_packages:
        return
    name, files = installed_info(info, request.plan.project_name)
    target = packages / (name if name.endswith(".dist-info") else f"{PurePosixPath(name).stem}.dist-info")
    if target.exists():
        return
    target.mkdir()
    for relative in (one for one in files if one in _OWN_INFO or one.startswith(_LICENCES)):
        copy = target / ("METADATA" if relative == "PKG-INFO" else relative)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if copy.name == "METADATA":
            text = files[relative].read_text(encoding="utf-8", errors="replace")
            copy.write_text(without_requirements(text, request.absent_keys), encoding="utf-8")
        else:
            shutil.copyfile(files[relative], copy)
    if _RECORD in files:
        # Without one `importlib.metadata.files()` is None. The code stands in the tree, as if it were editable.
        there = sorted(one.relative_to(packages).as_posix() for one in target.rglob("*") if one.is_file())
        rows = [f"{one},,\n" for one in (*there, f"{target.name}/{_RECORD}")]
        (target / _RECORD).write_text("".join(rows), encoding="utf-8")


def _add_startup(request: VerifyRequest, environment: ResultEnvironment, tree: Path) -> None:
    """Add what every process of the environment does first: probe, alias finder, the project's source roots."""
    lines = [f"import {_ORIGINAL_IMPORTS}"]
    packages = environment.packages
    copy_probe(_ORIGINAL_IMPORTS, packages)
    _write_settings(
        packages, _ORIGINAL_IMPORTS, {"files": _original_files(request), "report": str(environment.original_imports)}
    )
    if not request.layout.in_site_packages:
        lines = [*(str(tree / root) for root in request.source_roots), *lines]
    if request.layout.namespace(request.plan):
        lines.append(f"import {_ALIAS}")
        copy_probe(_ALIAS, packages)
        _write_settings(packages, _ALIAS, _alias_settings(request, tree))
    guard = place_guard(request, packages=packages, tree=tree, folder=environment.guarded)
    lines += [guard] if guard else []
    if file := request.layout.file_of(request.running):
        lines.append(f"import {_ONE_FILE}")
        copy_probe(_ONE_FILE, packages)
        roots = [str(tree / root) for root in request.source_roots]
        apart = (*own_modules(request, of_tests=True), *sought_modules(request))
        own = [module.relative for module, _ in apart]
        told = {"file": str(packages / file.name), "roots": roots, "tests": own}
        _write_settings(packages, _ONE_FILE, told)
    # Python reads these files as UTF-8 since 3.13, before that in the locale's encoding first.
    (packages / "vendorize_startup.pth").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _original_files(request: VerifyRequest) -> list[str]:
    absent = request.absent_keys
    return sorted(
        os.path.normcase(os.path.realpath(module.path))
        for distribution in request.environment.distributions
        if distribution.key in absent
        for module in distribution.modules
    )


def _alias_settings(request: VerifyRequest, tree: Path) -> dict[str, object]:
    namespace = request.plan.namespace
    # What the tests run on as installed has not moved for them.
    moved = set(request.plan.moved()).difference(
        *(one.top_level for one in request.environment.distributions if one.key in request.beside)
    )
    for root in request.source_roots:
        place = request.served.joinpath(root, *namespace.split("."))
        if place.is_dir():
            moved |= {path.name.partition(".")[0] for path in place.iterdir()}
    released = [module.name for module, _ in own_modules(request)]
    names = sorted(name for name in moved if name.isidentifier() and name not in ("__init__", "__pycache__"))
    metadata = [str(tree.joinpath(root, *namespace.split("."))) for root in request.source_roots]
    return {"namespace": namespace, "moved": names, "released": sorted(released), "metadata": metadata}


def _write_settings(packages: Path, probe: str, settings: Mapping[str, object]) -> None:
    (packages / f"{probe}.json").write_text(json.dumps(settings), encoding="utf-8")
