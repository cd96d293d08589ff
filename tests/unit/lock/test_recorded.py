from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.lock.installed import distribution, install
from vendorize.lock import changed_files, contents_digest, recorded_hashes
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"dep/__init__.py": "x = 1\n", "dep/data.txt": "data"}
RECORD = "dep-1.0.dist-info/RECORD"


def digest(site: Path) -> str:
    found = distribution(site, "dep")
    return contents_digest(found, recorded_hashes(found))


def test_a_file_that_was_edited_or_removed_is_named(tmp_path: Path) -> None:
    found = install(tmp_path, "dep", FILES)
    assert changed_files(found, FILES) == ()
    (tmp_path / "dep/__init__.py").write_text("x = 2\n", encoding="utf-8")
    (tmp_path / "dep/data.txt").unlink()
    assert changed_files(found, FILES) == ("dep/__init__.py", "dep/data.txt")
    assert changed_files(found, ["dep/data.txt", "unknown.py"]) == ("dep/data.txt",)


@pytest.mark.parametrize("hash_", ["sha256=", "md5=AAAA", ""])
def test_a_weak_hash_or_none_cannot_tell(tmp_path: Path, hash_: str) -> None:
    found = install(tmp_path, "dep", FILES)
    (tmp_path / RECORD).write_text(f"dep/__init__.py,{hash_},\n", encoding="utf-8")
    assert changed_files(found, FILES) == ()


def test_a_hash_that_is_none_fits_nothing(tmp_path: Path) -> None:
    found = install(tmp_path, "dep", FILES)
    (tmp_path / RECORD).write_text("dep/__init__.py,sha256=!,\n", encoding="utf-8")
    assert changed_files(found, FILES) == ("dep/__init__.py",)


def test_other_algorithms_are_known(tmp_path: Path) -> None:
    found = install(tmp_path, "dep", FILES)
    (tmp_path / RECORD).write_text(f"dep/__init__.py,sha512={'A' * 86},\n", encoding="utf-8")
    assert changed_files(found, FILES) == ("dep/__init__.py",)


def test_what_installers_add_changes_no_digest(tmp_path: Path) -> None:
    install(tmp_path / "pip", "dep", FILES)
    install(tmp_path / "uv", "dep", FILES, INSTALLER="uv\n", REQUESTED="", direct_url__json="{}", uv_cache__json="{}")
    with (tmp_path / "pip" / RECORD).open("a", encoding="utf-8") as record:
        record.write("dep/__pycache__/__init__.cpython-311.pyc,,\n../../../bin/dep,sha256=AAAA,3\n")
    assert digest(tmp_path / "pip") == digest(tmp_path / "uv") != ""


def test_where_record_has_no_hashes_the_contents_count(tmp_path: Path) -> None:
    install(tmp_path, "dep", FILES)
    (tmp_path / RECORD).write_text("dep/__init__.py,,\n", encoding="utf-8")
    before = digest(tmp_path)
    (tmp_path / "dep/__init__.py").write_text("x = 2\n", encoding="utf-8")
    assert digest(tmp_path) != before


def test_without_record_nothing_is_known(tmp_path: Path) -> None:
    install(tmp_path, "dep", FILES)
    (tmp_path / RECORD).unlink()
    assert digest(tmp_path) == ""


def test_a_record_that_is_no_table_is_refused_with_its_line(tmp_path: Path) -> None:
    install(tmp_path, "dep", FILES)
    (tmp_path / RECORD).write_text('a,,\n"' + "x" * 200_000 + "\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"RECORD:\d"):
        digest(tmp_path)
