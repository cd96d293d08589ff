"""What is in files that nothing reaches."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.policy.samples import distribution
from vendorize_analysis import unread
from vendorize_analysis.model.analysis import Figures
from vendorize_analysis.model.environment import ModuleFile
from vendorize_analysis.scanning import open_cache

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from vendorize_analysis.model.environment import Distribution
    from vendorize_analysis.scanning import Cache
    from vendorize_analysis.scanning.contents import FoundByContent

RUNS = "import subprocess\n\n\ndef run():\n    return subprocess.run([])\n"
SECONDS = 1_000_000_000


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    found = open_cache(tmp_path / "cache")
    yield found
    found.close()


@pytest.fixture
def dep(tmp_path: Path) -> Distribution:
    (tmp_path / "a.py").write_text(RUNS, encoding="utf-8")
    (tmp_path / "b.py").write_text("x = 1\n", encoding="utf-8")
    files = [ModuleFile(name, f"{name}.py", tmp_path, "source") for name in ("a", "b", "gone")]
    return replace(distribution("dep"), modules=tuple(files))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of files that are read from now on, an hour later: nothing has just changed."""
    names: list[str] = []
    now, find = time.time_ns, unread.found_in

    def noting(paths: Iterable[Path], *given: Any, **named: Any) -> Iterator[FoundByContent]:  # noqa: ANN401
        asked = list(paths)
        names.extend(path.stem for path in asked)
        return find(asked, *given, **named)

    monkeypatch.setattr(unread, "found_in", noting)
    monkeypatch.setattr(time, "time_ns", lambda: now() + 3600 * SECONDS)
    return names


def looked(cache: Cache, dep: Distribution, *names: str) -> dict[str, Figures]:
    files = unread.UnreadFiles(cache, (3, 11))
    modules = [module for module in dep.modules if module.name in names]
    able = files.capabilities(dep, modules)
    assert able == {name: {"subprocess"} if name == "a" and able[name] else frozenset() for name in names}
    return files.figures(dep, modules)


def test_files_that_have_not_changed_are_not_read_again(cache: Cache, dep: Distribution, read: list[str]) -> None:
    first = looked(cache, dep, "a", "gone")
    assert first == {"a": Figures(1, 5, len(RUNS)), "gone": Figures(0, 0, 0)}
    assert looked(cache, dep, "a", "gone") == first
    assert read == ["a", "gone"]
    assert looked(cache, dep, "a", "b")["b"] == Figures(0, 1, 6)
    looked(cache, dep, "a", "b", "gone")
    assert read == ["a", "gone", "b"]


def test_a_file_that_has_changed_is_read_again(
    cache: Cache, dep: Distribution, read: list[str], tmp_path: Path
) -> None:
    looked(cache, dep, "a", "b")
    (tmp_path / "b.py").write_text("y = 2\n" * 2, encoding="utf-8")
    assert looked(cache, dep, "a", "b")["b"] == Figures(0, 2, 12)
    assert read == ["a", "b", "a", "b"]


def test_a_file_that_has_just_changed_may_change_again(
    cache: Cache, dep: Distribution, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    later = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: later() - 3600 * SECONDS)
    looked(cache, dep, "a")
    looked(cache, dep, "a")
    assert read == ["a", "a"]
