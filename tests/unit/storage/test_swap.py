"""What a run that was killed left beside a place: each state has one way out, and no choice is left to anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.emit.samples import put
from vendorize.storage import MARKER, is_ours, settle, sibling

if TYPE_CHECKING:
    from pathlib import Path

OLD, NEW = {MARKER: "{}", "x": "old"}, {MARKER: "{}", "x": "new"}


def everything(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in found}


def lay(folder: Path, **states: dict[str, str]) -> Path:
    """Lay out the place (`out`) and what stands beside it, by role."""
    place = folder / "out"
    for role, files in states.items():
        put(place if role == "out" else sibling(place, role), files)  # type: ignore[arg-type]
    return place


@pytest.mark.parametrize(
    ("states", "left"),
    [
        ({}, {}),
        ({"out": OLD}, OLD),
        ({"out": OLD, "new": {"x": "half"}}, OLD),
        ({"old": OLD, "new": NEW}, OLD),
        ({"old": OLD}, OLD),
        ({"out": NEW, "old": OLD}, NEW),
        ({"out": NEW, "gone": {"x": "half"}}, NEW),
        ({"gone": {"x": "half"}}, {}),
        ({"old": OLD, "gone": {"x": "half"}}, OLD),
        ({"out": NEW, "old": OLD, "gone": {"x": "half"}, "new": {"x": "half"}}, NEW),
    ],
)
def test_every_state_is_settled(tmp_path: Path, states: dict[str, dict[str, str]], left: dict[str, str]) -> None:
    place = lay(tmp_path, **states)
    for _ in range(2):
        settle(place)
        assert everything(tmp_path) == {f"out/{name}": text for name, text in left.items()}
        assert [path.name for path in tmp_path.iterdir()] == (["out"] if left else [])


def test_an_empty_folder_in_the_place_gives_way_to_the_old_one(tmp_path: Path) -> None:
    place = lay(tmp_path, old=OLD)
    place.mkdir()
    settle(place)
    assert everything(tmp_path) == {f"out/{name}": text for name, text in OLD.items()}


def test_the_last_copy_is_never_removed_for_a_folder_of_somebody_else(tmp_path: Path) -> None:
    place = lay(tmp_path, old=OLD, out={"thesis": "mine"})
    settle(place)
    assert everything(tmp_path) == {"out/thesis": "mine", **{f".out.vendorize-old/{name}": OLD[name] for name in OLD}}


def test_what_only_looks_like_ours_stays(tmp_path: Path) -> None:
    put(tmp_path, {".out.vendorize-older/x": "mine", ".other.vendorize-new/x": "theirs", ".out.vendorize-new": "file"})
    before = everything(tmp_path)
    settle(tmp_path / "out")
    assert everything(tmp_path) == before


def test_long_names_have_short_siblings(tmp_path: Path) -> None:
    name = "x" * 250
    assert len(sibling(tmp_path / name, "lock").name) < 60
    assert sibling(tmp_path / name, "lock") != sibling(tmp_path / f"{name[1:]}y", "lock")


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        (".vendorize", True),
        (".vendorize.json", True),
        (".vendorize-run", True),
        (".vendorize-app.py", True),
        (".out.vendorize-old", True),
        ("vendorize", False),
        ("x.vendorize-old", False),
        (".vendorizer", False),
    ],
)
def test_our_names_are_known(name: str, *, ours: bool) -> None:
    assert is_ours(name) is ours
