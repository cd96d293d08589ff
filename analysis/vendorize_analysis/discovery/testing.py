"""Tell where a project's tests are, from pytest's settings and from common layouts.

Source: docs.pytest.org, "Configuration" (which file is read first) and "Good Integration Practices".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.discovery.places import entries, subfolders
from vendorize_analysis.discovery.setup_cfg import read_ini
from vendorize_analysis.discovery.toml import Table, read_toml
from vendorize_analysis.model.names import TEST_FOLDERS
from vendorize_analysis.reading import asked_about

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from vendorize_analysis.discovery.places import ImportPlace

DOCTESTS = "--doctest-modules"
"""The option of pytest by which each module is one of tests, and loaded by its path."""


def find_tests(root: Path, pyproject: Table, places: Iterable[ImportPlace]) -> tuple[Path, ...]:
    """Return the folders and files that hold tests, none of them inside another, sorted."""
    places = tuple(places)
    found = [entry for entry in entries(root) if is_test_file(entry) or _is_test_folder(entry)]
    for configured in _configured(root, pyproject):
        if any(place.path.is_relative_to(configured) for place in places):
            # The tests stand beside the code: only files and folders named as tests are taken there.
            found.extend(_inside(configured))
        else:
            found.append(configured)
    for place in places:
        found.extend(_inside(place.path))
    return tuple(sorted(path for path in set(found) if not any(other in path.parents for other in found)))


def tests_of_file(file: Path) -> tuple[Path, ...]:
    """Return the tests of a lone script: files that carry its name, beside it or in a folder of tests there.

    Its folder may be anybody's home: other tests in it are not taken to be those of the script.
    """
    names = (f"test_{file.stem}.py", f"{file.stem}_test.py")
    folders = [file.parent, *(path for path in sorted(map(file.parent.joinpath, TEST_FOLDERS)) if path.is_dir())]
    asked = [folder / name for folder in folders for name in names]
    asked_about(*asked)
    return tuple(path for path in asked if path.is_file())


def _configured(root: Path, pyproject: Table) -> Iterator[Path]:
    """Yield the paths of `testpaths` that are there and lie inside the project."""
    for pattern in _testpaths(root, pyproject):
        relative = pattern.strip("/")
        matches = [root] if relative in {"", "."} else sorted(root.glob(relative)) if ".." not in relative else []
        yield from (path for path in matches if path.resolve().is_relative_to(root))


def _testpaths(root: Path, pyproject: Table) -> tuple[str, ...]:
    """Return `testpaths` of the first file that configures pytest."""
    return _of_pytest(root, pyproject, "testpaths")


def test_file_patterns(root: Path) -> tuple[str, ...]:
    """Return the patterns of file names that pytest is told to take for tests (`python_files`)."""
    place = root / "pyproject.toml"
    pyproject = read_toml(place) if place.is_file() else Table({}, "", place)
    return _of_pytest(root, pyproject, "python_files")


def collects_doctests(root: Path) -> bool:
    """Tell whether pytest is told to take every module for tests: those in its docstrings."""
    place = root / "pyproject.toml"
    pyproject = read_toml(place) if place.is_file() else Table({}, "", place)
    return DOCTESTS in _of_pytest(root, pyproject, "addopts")


def _of_pytest(root: Path, pyproject: Table, key: str) -> tuple[str, ...]:
    """Return the words of a setting, from the first file that configures pytest."""
    for name in ("pytest.toml", ".pytest.toml"):
        if (root / name).is_file():
            return _split(read_toml(root / name).table("pytest"), key)
    for name in ("pytest.ini", ".pytest.ini"):
        if (root / name).is_file():
            return _ini(root / name, "pytest", key) or ()
    tool = pyproject.table("tool", "pytest")
    if "ini_options" in tool or key in tool:
        return _split(tool.table("ini_options"), key) or _split(tool, key)
    for name, section in (("tox.ini", "pytest"), ("setup.cfg", "tool:pytest")):
        found = _ini(root / name, section, key)
        if found is not None:
            return found
    return ()


def _split(table: Table, key: str) -> tuple[str, ...]:
    return tuple(word for text in table.one_or_more(key) for word in text.split())


def _ini(file: Path, section: str, key: str) -> tuple[str, ...] | None:
    """Return the words of a setting in a section; None without that section."""
    sections = read_ini(file)
    return tuple(sections[section].get(key, "").split()) if section in sections else None


def _inside(path: Path) -> Iterator[Path]:
    """Yield what is named as tests in a folder and below it."""
    if not path.is_dir():
        return
    yield from (entry for entry in entries(path, ".py") if is_test_file(entry))
    for inner in subfolders(path):
        if inner.name in TEST_FOLDERS:
            yield inner
        else:
            yield from _inside(inner)


def _is_test_folder(path: Path) -> bool:
    return path.name in TEST_FOLDERS and path.is_dir()


def is_test_file(path: Path) -> bool:
    """Tell whether pytest or unittest would take a file for tests by its name."""
    name = path.name
    named = name == "conftest.py" or (name.endswith(".py") and (name.startswith("test_") or name.endswith("_test.py")))
    return named and path.is_file()
