"""What is installed is copied without bytecode."""

from __future__ import annotations

import py_compile
from typing import TYPE_CHECKING

from vendorize.verify.copying import copy_installed

if TYPE_CHECKING:
    from pathlib import Path


def install(folder: Path, text: str = "value = 1\n") -> Path:
    path = folder / "dep.py"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    py_compile.compile(str(path), doraise=True)
    return path


def test_a_copy_is_a_file_of_its_own_without_bytecode(tmp_path: Path) -> None:
    source, target = install(tmp_path / "a"), tmp_path / "b/sub/dep.py"
    compiled = next((tmp_path / "a/__pycache__").iterdir())
    copy_installed([(source, target), (compiled, tmp_path / "b" / compiled.name)])
    assert target.read_bytes() == source.read_bytes()
    assert not target.is_symlink()
    assert [path.name for path in sorted((tmp_path / "b").rglob("*"))] == ["sub", "dep.py"]


def test_what_is_there_stays(tmp_path: Path) -> None:
    source, target = install(tmp_path / "a"), install(tmp_path / "b", "value = 2\n")
    copy_installed([(source, target), (tmp_path / "a/none.py", tmp_path / "b/none.py")])
    assert target.read_text("utf-8") == "value = 2\n"
    assert not (tmp_path / "b/none.py").is_symlink()
