from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.unit.emit.samples import put
from vendorize.emit import inplace, write_in_place
from vendorize.model.bundle import Bundle, BundleFile
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

BEFORE = {"app/__init__.py": "old\n", "app/same.py": "same\n", "pyproject.toml": "old\n"}


def bundle(root: Path) -> Bundle:
    return Bundle(
        (
            BundleFile("app/__init__.py", b"new\n"),
            BundleFile("app/_vendor/__init__.py", b"made\n"),
            BundleFile("app/_vendor/dep/data.txt", b"made\n"),
            BundleFile("app/same.py", root / "app/same.py"),
            BundleFile("pyproject.toml", b"new\n"),
        )
    )


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") if path.is_file() else "folder"
        for path in folder.rglob("*")
    }


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return put(tmp_path / "project", BEFORE)


def test_only_what_differs_is_written(root: Path) -> None:
    manifest = write_in_place(bundle(root), root, layout="package")
    assert "app/same.py" not in {entry.relative for entry in manifest.entries}
    assert files(root) == {
        "app": "folder",
        "app/__init__.py": "new\n",
        "app/_vendor": "folder",
        "app/_vendor/__init__.py": "made\n",
        "app/_vendor/dep": "folder",
        "app/_vendor/dep/data.txt": "made\n",
        "app/same.py": "same\n",
        "pyproject.toml": "new\n",
    }


def test_a_second_time_writes_nothing(root: Path) -> None:
    write_in_place(bundle(root), root, layout="package")
    assert write_in_place(bundle(root), root, layout="package").entries == ()


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "full")], ids=["interrupt", "error"])
@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_a_failure_at_any_replacement_brings_everything_back(
    root: Path, monkeypatch: pytest.MonkeyPatch, *, at: int, error: BaseException, after: bool
) -> None:
    before, real, calls = files(root), os.replace, []

    def replace(source: Path, target: Path) -> None:
        calls.append(target)
        if len(calls) == at and not after:
            raise error
        real(source, target)
        if len(calls) == at:
            raise error

    monkeypatch.setattr(inplace.os, "replace", replace)
    with pytest.raises(KeyboardInterrupt if isinstance(error, KeyboardInterrupt) else UserError):
        write_in_place(bundle(root), root, layout="package")
    assert files(root) == before


@pytest.mark.skipif(os.name == "nt", reason="no such bit there")
def test_a_replaced_file_keeps_its_mode(root: Path) -> None:
    (root / "app/__init__.py").chmod(0o755)
    write_in_place(bundle(root), root, layout="package")
    assert (root / "app/__init__.py").stat().st_mode & 0o777 == 0o755


@pytest.mark.skipif(os.name == "nt", reason="making links needs a privilege there")
def test_nothing_is_written_through_a_link_out_of_the_project(root: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (root / "app/_vendor").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UserError, match="link out of the project"):
        write_in_place(bundle(root), root, layout="package")
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert (root / "app/__init__.py").read_text(encoding="utf-8") == "old\n"
