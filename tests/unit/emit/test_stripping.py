"""Debugging information goes only where the system loads the same without it."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from vendorize.emit.stripping import stripped
from vendorize.model.bundle import BundleFile
from vendorize.model.stripping import strip_asked, strip_option
from vendorize_analysis.errors import UserError
from vendorize_analysis.scanning.segments import segments_of

OBJCOPY = shutil.which("objcopy")
COMPILER = shutil.which("cc")
pytestmark = pytest.mark.skipif(OBJCOPY is None or COMPILER is None, reason="objcopy and a compiler are not there")
SOURCE = "static int table[] = {1, 2, 3};\nint answer(int at) { return table[at] * 14; }\n"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shared library with debugging information."""
    folder = tmp_path_factory.mktemp("library")
    (folder / "answer.c").write_text(SOURCE)
    made = folder / "libanswer.so"
    subprocess.run([str(COMPILER), "-g3", "-shared", "-fPIC", "-o", made, folder / "answer.c"], check=True)
    return made


def bundled(path: Path) -> BundleFile:
    return BundleFile(f"dep/{path.name}", path, "dep", executable=True)


def tool(folder: Path, script: str) -> Path:
    made = folder / "objcopy"
    made.write_text(f"#!/bin/sh\n{script}\n")
    made.chmod(0o755)
    return made


def test_the_library_is_smaller_loads_the_same_and_works(library: Path, tmp_path: Path) -> None:
    file = bundled(library)
    (made,) = stripped([file], Path(OBJCOPY or ""))
    assert isinstance(made.content, bytes)
    assert made == replace(file, content=made.content, made_from=library)
    assert len(made.content) < library.stat().st_size
    assert b".debug_info" not in made.content
    assert b".symtab" in library.read_bytes()
    assert b".symtab" not in made.content
    assert segments_of(made.content) == segments_of(library.read_bytes())
    (tmp_path / library.name).write_bytes(made.content)
    assert ctypes.CDLL(str(tmp_path / library.name)).answer(2) == 42
    assert list(stripped([file], Path(OBJCOPY or ""))) == [made]
    assert not list(stripped([replace(file, content=tmp_path / library.name)], Path(OBJCOPY or "")))


def test_what_would_load_otherwise_stays(library: Path, tmp_path: Path) -> None:
    text = library.read_bytes()
    marks = b"\x01\0\0\0\x02\0\0\0\x03\0\0\0"
    assert text.count(marks) == 1
    (tmp_path / "other").write_bytes(text.replace(marks, b"\x02" + marks[1:])[:-64])
    assert not list(stripped([bundled(library)], tool(tmp_path, f'cp {tmp_path}/other "$3"')))
    (tmp_path / "shorter").write_bytes(text[:-64])
    (made,) = stripped([bundled(library)], tool(tmp_path, f'cp {tmp_path}/shorter "$3"'))
    assert made.content == text[:-64]


@pytest.mark.parametrize("content", [b"", b"\x7fELF", b"\x7fELF\2\1\1" + bytes(40), b"MZ" + bytes(200)])
def test_what_cannot_be_read_stays(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "libodd.so"
    path.write_bytes(content)
    assert not segments_of(content)
    assert not list(stripped([bundled(path)], tool(tmp_path, 'echo x > "$3"')))


def test_a_cut_off_library_is_none(library: Path) -> None:
    assert segments_of(library.read_bytes()[:5000]) is None


def test_a_tool_that_fails_changes_nothing_and_one_that_does_not_start_is_an_error(
    library: Path, tmp_path: Path
) -> None:
    assert not list(stripped([bundled(library)], tool(tmp_path, 'echo x > "$3"; exit 1')))
    with pytest.raises(UserError, match="cannot be used"):
        list(stripped([bundled(library)], tmp_path / "none"))


def test_files_of_the_project_and_data_stay(library: Path) -> None:
    own = replace(bundled(library), distribution="")
    data = replace(bundled(library), relative="dep/library.bin")
    assert not list(stripped([own, data], Path(OBJCOPY or "")))


def test_a_lock_says_what_was_asked_for() -> None:
    assert [strip_asked(strip_option(asked=asked)) for asked in (True, False)] == [True, False]
