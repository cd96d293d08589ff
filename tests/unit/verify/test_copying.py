"""What is installed is copied or linked, and nothing that is made beside it reaches the original."""

from __future__ import annotations

import py_compile
import sys
from importlib.machinery import SourceFileLoader
from typing import TYPE_CHECKING

import pytest

from vendorize.verify.copying import copy_installed

if TYPE_CHECKING:
    from pathlib import Path


def install(folder: Path, text: str = "value = 1\n") -> Path:
    path = folder / "dep.py"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    py_compile.compile(str(path), doraise=True)
    return path


def test_a_copy_has_the_time_of_the_original_and_no_bytecode(tmp_path: Path) -> None:
    source, target = install(tmp_path / "a"), tmp_path / "b/sub/dep.py"
    compiled = next((tmp_path / "a/__pycache__").iterdir())
    copy_installed([(source, target), (compiled, tmp_path / "b" / compiled.name)])
    assert target.stat().st_mtime_ns == source.stat().st_mtime_ns
    assert not target.is_symlink()
    assert [path.name for path in sorted((tmp_path / "b").rglob("*"))] == ["sub", "dep.py"]


def test_what_is_there_stays(tmp_path: Path) -> None:
    source, target = install(tmp_path / "a"), install(tmp_path / "b", "value = 2\n")
    copy_installed([(source, target), (tmp_path / "a/none.py", tmp_path / "b/none.py")])
    assert target.read_text("utf-8") == "value = 2\n"
    assert not (tmp_path / "b/none.py").is_symlink()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_bytecode_beside_links_stays_out_of_the_original(tmp_path: Path) -> None:
    source, target = install(tmp_path / "a"), tmp_path / "b/dep.py"
    before = {path: path.read_bytes() for path in (tmp_path / "a/__pycache__").iterdir()}
    source.write_text("value = 'new'\n", encoding="utf-8")
    copy_installed([(source, target)], link=True)
    assert target.is_symlink()
    assert not target.parent.is_symlink()
    code = SourceFileLoader("dep", str(target)).get_code("dep")
    assert code is not None
    assert "new" in code.co_consts
    assert {path: path.read_bytes() for path in (tmp_path / "a/__pycache__").iterdir()} == before
