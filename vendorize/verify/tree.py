"""Copies of the project for the tests to run in: tests write into it, and one copy has the result's code."""

from __future__ import annotations

import fnmatch
import os
import shutil
import stat
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from vendorize.layouts.places import first_party_tops, inside_project, planned_files

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
    return to


def place_result(request: VerifyRequest, tree: Path) -> None:
    """Replace the first-party code of a copy by the result's: what the result does not ship is not there either."""
    tests = tuple(inside_project(request, test) for test in request.project.tests)
    for folder, top in first_party_tops(request):
        place = tree.joinpath(folder, top)
        if place.is_dir() and (place / "__init__.py").is_file():
            _empty(place, tree, tests)
        elif place.is_file():
            place.unlink()
    for source, place_in_tree in request.layout.first_party_copies(request):
        _lay_over(source, tree / place_in_tree)


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


def _empty(folder: Path, tree: Path, tests: tuple[str, ...]) -> None:
    """Remove every file of a package that is no test."""
    for parent, _, names in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            if not is_test(path.relative_to(tree).as_posix(), tests):
                path.unlink()


def _lay_over(source: Path, target: Path) -> None:
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
            _lay_over(path, to / path.relative_to(root))


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
