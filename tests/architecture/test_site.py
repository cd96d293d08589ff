"""The navigation of the site leads to every page of `docs/`, and to pages beside it that are there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


def pages(entries: list[Any]) -> Iterator[str]:
    """Yield the pages of a navigation, those of its sections included."""
    for entry in entries:
        for target in entry.values():
            if isinstance(target, str):
                yield target
            else:
                yield from pages(target)


def listed() -> list[str]:
    return list(pages(yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]))


def test_every_page_is_in_the_navigation_once() -> None:
    there = sorted(path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md"))
    assert sorted(page for page in listed() if page != "index.md" and not page.startswith("repository/")) == there


def test_pages_from_beside_the_folder_are_there() -> None:
    beside = [page.removeprefix("repository/") for page in listed() if page.startswith("repository/")]
    assert beside
    assert [name for name in beside if not (ROOT / name).is_file()] == []
