"""What is installed is copied with the bytecode that fits it."""

from __future__ import annotations

import os
import py_compile
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from vendorize.verify.copying import copy_installed


def test_a_copy_is_imported_without_being_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = tmp_path / "a/dep.py", tmp_path / "b/dep.py"
    source.parent.mkdir()
    source.write_text("value = 1\n", encoding="utf-8")
    os.utime(source, ns=(1_600_000_000_123_456_789,) * 2)
    py_compile.compile(str(source), doraise=True)
    copy_installed([(source, target)])
    loader = SourceFileLoader("dep", str(target))
    monkeypatch.setattr(loader, "source_to_code", None)
    code = loader.get_code("dep")
    assert code is not None
    assert code.co_filename == str(target)


def test_what_is_there_stays_and_gets_no_foreign_bytecode(tmp_path: Path) -> None:
    source, target = tmp_path / "a/dep.py", tmp_path / "b/dep.py"
    for path, text in ((source, "value = 1\n"), (target, "value = 2\n")):
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
    py_compile.compile(str(source), doraise=True)
    copy_installed([(source, target), (tmp_path / "a/none.py", tmp_path / "b/none.py")])
    assert target.read_text("utf-8") == "value = 2\n"
    assert not os.path.lexists(cache_from_source(str(target)))
    assert [entry.name for entry in target.parent.iterdir()] == ["dep.py"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_bytecode_beside_links_stays_out_of_the_original(tmp_path: Path) -> None:
    source, target = tmp_path / "a/dep.py", tmp_path / "b/dep.py"
    source.parent.mkdir()
    source.write_text("value = 1\n", encoding="utf-8")
    stale = Path(py_compile.compile(str(source), doraise=True) or "")
    before = stale.read_bytes()
    source.write_text("value = 'new'\n", encoding="utf-8")
    copy_installed([(source, target)], link=True)
    assert target.is_symlink()
    assert not target.parent.is_symlink()
    code = SourceFileLoader("dep", str(target)).get_code("dep")
    assert code is not None
    assert "new" in code.co_consts
    assert stale.read_bytes() == before
