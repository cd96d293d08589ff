"""A result that is given to verify is exactly what extraction gives now, file by file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vendorize.model.bundle import Bundle, BundleFile
from vendorize.proof import _stale

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"app/__init__.py": b"import lib\n", "lib/__init__.py": b"x = 1\n", "lib/data.txt": b"data"}
ADDED = (
    "lib/__init__.so",
    "lib/other.py",
    "lib/other.pyc",
    "lib/__pycache__/__init__.cpython-311.pyc",
    "evil.pth",
    "lib/more.txt",
    "more-1.0.dist-info/entry_points.txt",
    "more-1.0.dist-info/METADATA",
)


@pytest.fixture
def bundle() -> Bundle:
    return Bundle(tuple(BundleFile(name, content) for name, content in FILES.items()))


@pytest.fixture
def result(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / "out" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "out" / name).write_bytes(content)
    (tmp_path / "out" / ".vendorize.json").write_text("{}", encoding="utf-8")
    return tmp_path / "out"


def test_a_result_as_it_was_made_has_no_findings(bundle: Bundle, result: Path) -> None:
    assert _stale(bundle, result) == ()


@pytest.mark.parametrize("name", ADDED)
def test_a_file_that_extraction_does_not_give_is_found(bundle: Bundle, result: Path, name: str) -> None:
    (result / name).parent.mkdir(exist_ok=True)
    (result / name).write_bytes(b"")
    assert [(one.test, one.result) for one in _stale(bundle, result)] == [(f"file {name}", "added")]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kind", ["missing", "changed", "a link"])
def test_a_file_that_is_not_as_it_was_is_found(bundle: Bundle, result: Path, name: str, kind: str) -> None:
    path = result / name
    if kind == "changed":
        path.write_bytes(b"other")
    else:
        moved = path.rename(result.parent / "moved")
        if kind == "a link":
            path.symlink_to(moved)
    assert [(one.test, one.result) for one in _stale(bundle, result)] == [(f"file {name}", kind)]


def test_a_folder_that_is_a_link_is_found(bundle: Bundle, result: Path) -> None:
    (result / "lib").rename(result.parent / "lib")
    (result / "lib").symlink_to(result.parent / "lib")
    assert "file lib" in {one.test for one in _stale(bundle, result)}
