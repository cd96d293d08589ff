from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from vendorize_analysis.scanning.cache import open_cache
from vendorize_analysis.scanning.shared_cache import SharedCache

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    folder = tmp_path / "shared"
    cache = open_cache(folder)
    for number in range(600):
        cache.put(f"{number}", b"%d" % number)
    cache.close()
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_the_own_cache_lacks_comes_from_the_shared_one(tmp_path: Path, shared: Path) -> None:
    cache = open_cache(tmp_path / "own", fallback=shared)
    cache.put("7", b"own")
    assert cache.get("8") == b"8"
    assert cache.get_many(map(str, range(590, 700))) == {str(n): b"%d" % n for n in range(590, 600)}
    assert cache.get("7") == b"own"
    cache.close()


def test_what_was_taken_stays_in_the_own_cache(tmp_path: Path, shared: Path) -> None:
    cache = open_cache(tmp_path / "own", fallback=shared)
    assert cache.get("8") == b"8"
    cache.close()
    alone = open_cache(tmp_path / "own")
    assert (alone.get("8"), alone.get("9")) == (b"8", None)
    alone.close()


def test_nothing_is_written_to_the_shared_folder(tmp_path: Path, shared: Path) -> None:
    before = content(shared)
    cache = open_cache(tmp_path / "own", fallback=shared)
    cache.get("8")
    cache.put("new", b"1")
    assert content(shared) == before
    cache.close()
    assert content(shared) == before


@pytest.mark.skipif(os.name == "nt", reason="modes of folders")
def test_a_folder_that_cannot_be_written_is_enough(tmp_path: Path, shared: Path) -> None:
    for path in (*shared.iterdir(), shared):
        path.chmod(0o555 if path.is_dir() else 0o444)
    cache = open_cache(tmp_path / "own", fallback=shared)
    assert cache.get("8") == b"8"
    cache.close()
    shared.chmod(0o755)


@pytest.mark.parametrize("broken", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 9000])
def test_a_broken_shared_cache_is_left_alone(tmp_path: Path, shared: Path, broken: bytes) -> None:
    (path,) = shared.glob("*.sqlite")
    path.write_bytes(broken)
    cache = open_cache(tmp_path / "own", fallback=shared)
    cache.put("a", b"1")
    assert (cache.get("8"), cache.get("a")) == (None, b"1")
    cache.close()
    assert content(shared) == {path.name: broken}


def test_a_changed_value_counts_as_absent(tmp_path: Path, shared: Path) -> None:
    (path,) = shared.glob("*.sqlite")
    data = path.read_bytes()
    path.write_bytes(data.replace(b"599", b"598"))
    cache = open_cache(tmp_path / "own", fallback=shared)
    assert cache.get("599") is None
    assert cache.get("42") == b"42"
    cache.close()


def test_without_a_shared_cache_the_own_one_is_all(tmp_path: Path) -> None:
    cache = open_cache(tmp_path / "own", fallback=tmp_path / "gone")
    assert not isinstance(cache, SharedCache)
    cache.close()
    assert not (tmp_path / "gone").exists()
