"""Copies of the project for the tests to run in, since tests write into it; which of its files are tests."""

from __future__ import annotations

import fnmatch
import shutil
import stat
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from vendorize.layouts.places import planned_files
from vendorize_analysis.model.names import distribution_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from vendorize.model.plan import ModulePlan
    from vendorize.verify.request import VerifyRequest

_CACHES = frozenset({"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".tox", ".nox", "node_modules"})
_SKIPPED = _CACHES | {".git", ".hg", ".svn"}
_TEST_FILES = ("conftest.py", "test_*.py", "*_test.py", "*_tests.py")


def copy_project(request: VerifyRequest, to: Path) -> Path:
    """Copy the project without environments, caches, version control and results; symbolic links stay links."""
    project = request.project
    if project.kind == "script":
        # The folder of a lone script may be anybody's home: take what belongs to the script.
        _copy_some(project.root, [*(path for path, _ in planned_files(request)), *project.tests], to)
        return to
    results = {one.resolve() for one in (request.result, request.served, request.shipped, request.running)}
    shutil.copytree(project.root, to, symlinks=True, ignore=_ignore(results))
    for leftover in _leftovers(request, to):
        shutil.rmtree(leftover)
    return to


def _leftovers(request: VerifyRequest, tree: Path) -> list[Path]:
    """Return the metadata of builds that stand beside the code, where the project is installed with its own.

    The folders of the code come first on the path here, and behind site-packages in the original environment. The
    project's own folder does so there, too: it is where the tests are started from.
    """
    info, key = request.environment.project_info, distribution_key(request.project.name)
    if info is None or info.suffix != ".dist-info":
        return []
    places = (place for root in request.source_roots if root != "." for place in (tree / root).glob("*.egg-info"))
    return [place for place in places if place.is_dir() and distribution_key(place.stem.partition("-")[0]) == key]


def is_test(relative: str, tests: Iterable[str]) -> bool:
    """Tell whether a file of the project belongs to its tests, by the project's settings or by pytest's names."""
    name = PurePosixPath(relative).name
    if any(fnmatch.fnmatchcase(name, pattern) for pattern in _TEST_FILES):
        return True
    return any(relative == test or relative.startswith(f"{test}/") for test in tests)


def own_modules(request: VerifyRequest, *, of_tests: bool = False) -> Iterator[tuple[ModulePlan, str]]:
    """Yield the first-party modules in the project that are no tests, or those that are, with POSIX paths in it."""
    root = request.project.root
    tests = [test.relative_to(root).as_posix() for test in request.project.tests if test.is_relative_to(root)]
    for module in request.plan.first_party:
        if module.path.is_relative_to(root):
            path = module.path.relative_to(root).as_posix()
            if is_test(path, tests) == of_tests:
                yield module, path


def lay_over(source: Path, target: Path) -> None:
    """Copy a file or a folder over what is there."""
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True, ignore=_ignore(()))
    elif source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)


def _copy_some(root: Path, paths: Iterable[Path], to: Path) -> None:
    to.mkdir(parents=True)
    for path in paths:
        if path.is_relative_to(root) and path != root:
            lay_over(path, to / path.relative_to(root))


def _ignore(results: Iterable[Path]) -> Callable[[str, list[str]], set[str]]:
    """Return a filter for `copytree` that leaves out what no test can need, and what cannot be copied."""
    left_out = frozenset(results)

    def ignored(folder: str, names: list[str]) -> set[str]:
        return {name for name in names if name in _SKIPPED or _is_left_out(Path(folder, name), left_out)}

    return ignored


def _is_left_out(path: Path, results: frozenset[Path]) -> bool:
    mode = path.lstat().st_mode
    if stat.S_ISDIR(mode):
        return (path / "pyvenv.cfg").is_file() or path.resolve() in results
    return not (stat.S_ISREG(mode) or stat.S_ISLNK(mode))
