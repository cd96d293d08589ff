from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import tidycache

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    return tmp_path / "caches"


def test_an_answer_is_found_out_once() -> None:
    asked = []
    for _ in range(2):
        assert tidycache.Cache("app").ask("six times seven", lambda: asked.append(1) or 42) == 42
    assert asked == [1]


def test_answers_lie_where_the_system_wants_them(home: Path) -> None:
    tidycache.Cache("app").ask("name", lambda: {"first": "Ada"})
    assert [path.suffix for path in (home / "app").iterdir()] == [".json"]


def test_a_file_that_cannot_be_read_is_made_anew(home: Path) -> None:
    tidycache.Cache("app").ask("name", lambda: "Ada")
    (path,) = (home / "app").iterdir()
    path.write_text("{", encoding="utf-8")
    assert tidycache.Cache("app").ask("name", lambda: "Grace") == "Grace"
