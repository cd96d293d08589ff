from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.emit.samples import put
from vendorize.storage import FileChange, apply, check_settled, recover, transaction
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

BEFORE = {"a": "old", "b": "old", "deep/gone": "old"}
AFTER = {"a": "new", "b": "old", "made/c": "new"}
CHANGES = [FileChange("a", b"new"), FileChange("made/c", b"new"), FileChange("deep/gone", None)]


class Killed(BaseException):
    """Stands in for the end of the process: nothing of ours runs after it."""


def everything(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in found}


def stop(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """End a run right after its journal counts, and after its first file."""

    def killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(transaction, "replay", killed)
        patched.setattr(transaction, "_go_back", lambda *_: None)
        with pytest.raises(Killed):
            apply(root, CHANGES, emptied=["deep"])
    (root / ".vendorize-run/new/0").replace(root / "a")


def test_all_changes_are_made_and_nothing_else_is_left(tmp_path: Path) -> None:
    root = put(tmp_path, BEFORE)
    apply(root, CHANGES, emptied=["deep"])
    assert everything(root) == AFTER
    assert sorted(path.name for path in root.iterdir()) == ["a", "b", "made"]


def test_the_next_run_finishes_what_a_killed_one_has_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = put(tmp_path, BEFORE)
    stop(root, monkeypatch)
    with pytest.raises(UserError, match="stopped half way"):
        check_settled(root)
    assert recover(root)
    assert everything(root) == AFTER
    check_settled(root)
    assert not recover(root)


def test_what_was_edited_in_the_meantime_is_named_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = put(tmp_path, BEFORE)
    stop(root, monkeypatch)
    put(root, {"made/c": "edited", "deep/gone": "edited"})
    before = everything(root)
    with pytest.raises(UserError, match=r"made/c, deep/gone"):
        recover(root)
    assert everything(root) == before
    assert recover(root, force=True)
    assert everything(root) == AFTER


def test_who_edited_a_file_that_was_done_has_edited_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = put(tmp_path, BEFORE)
    stop(root, monkeypatch)
    put(root, {"a": "edited"})
    assert recover(root)
    assert everything(root) == {**AFTER, "a": "edited"}


def test_a_file_that_was_put_back_turns_the_change_round(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = put(tmp_path, BEFORE)
    stop(root, monkeypatch)
    (root / "made").mkdir()
    (root / ".vendorize-run/new/1").replace(root / "made/c")
    put(root, BEFORE)
    assert recover(root)
    assert everything(root) == BEFORE
    assert not (root / "made").exists()


def test_who_edits_a_file_while_the_change_begins_stops_it_and_keeps_the_edit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, real = put(tmp_path, {**BEFORE, "z": "old"}), transaction.replay

    def edited(*arguments: object, **options: object) -> None:
        # In place, as some editors save: a second name of the file sees it too.
        (root / "z").write_text("edited", encoding="utf-8")
        real(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(transaction, "replay", edited)
    with pytest.raises(UserError, match="z"):
        apply(root, [*CHANGES, FileChange("z", b"new")])
    assert everything(root) == {**BEFORE, "z": "edited"}


def test_without_a_journal_nothing_has_happened(tmp_path: Path) -> None:
    root = put(tmp_path, {**BEFORE, ".vendorize-run/new/0": "new", ".vendorize-run/journal.json.part": "{"})
    check_settled(root)
    assert not recover(root)
    assert everything(root) == BEFORE


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"schema": 1, "sum": "", "journal": "{}"}', "[" * 50_000])
def test_a_damaged_journal_is_an_error_that_says_where_the_copies_are(tmp_path: Path, text: str) -> None:
    root = put(tmp_path, {**BEFORE, ".vendorize-run/journal.json": text})
    with pytest.raises(UserError, match="damaged") as raised:
        recover(root)
    assert "old" in raised.value.hint


def test_new_contents_that_were_damaged_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = put(tmp_path, BEFORE)
    stop(root, monkeypatch)
    put(root, {".vendorize-run/new/1": "half"})
    with pytest.raises(UserError, match="missing or damaged"):
        recover(root)
    assert "made/c" not in everything(root)


def test_a_folder_in_the_place_of_a_file_is_refused_before_anything_changes(tmp_path: Path) -> None:
    root = put(tmp_path, {"a/x": "mine", "b": "old"})
    with pytest.raises(UserError, match="is no file"):
        apply(root, [FileChange("b", b"new"), FileChange("a", b"new")])
    assert everything(root) == {"a/x": "mine", "b": "old"}
