from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path

import pytest

from tests.unit.emit.samples import put
from vendorize.emit import MARKER, read_manifest, write
from vendorize.model.bundle import Bundle, BundleFile
from vendorize_analysis.errors import UserError

ONE = Bundle((BundleFile("a/x.py", b"x = 1\n", "dep", "a.x"), BundleFile("b.txt", b"b")))
TWO = Bundle((BundleFile("a/x.py", b"x = 2\n"),))


def files(folder: Path) -> dict[str, bytes]:
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {relative: path.read_bytes() for relative, path in found.items()}


def test_all_files_and_a_record_of_them_are_written(tmp_path: Path) -> None:
    out = tmp_path / "new" / "out"
    manifest = write(ONE, out, layout="site")
    assert files(out).keys() == {"a/x.py", "b.txt", MARKER}
    assert [entry.relative for entry in manifest.entries] == ["a/x.py", "b.txt"]
    assert read_manifest(out) == manifest
    assert list(out.parent.iterdir()) == [out]


def test_the_record_is_stable_and_names_no_place(tmp_path: Path) -> None:
    write(ONE, tmp_path / "one", layout="site")
    write(Bundle(ONE.files[::-1]), tmp_path / "two", layout="site")
    text = (tmp_path / "one" / MARKER).read_text(encoding="utf-8")
    assert text == (tmp_path / "two" / MARKER).read_text(encoding="utf-8")
    assert str(tmp_path) not in text
    assert json.loads(text)["files"][0]["path"] == "a/x.py"


def test_a_result_replaces_an_earlier_one_entirely(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(ONE, out, layout="site")
    put(out, {"a/__pycache__/x.cpython-311.pyc": "compiled"})
    write(TWO, out, layout="site")
    assert files(out).keys() == {"a/x.py", MARKER}
    assert list(tmp_path.iterdir()) == [out]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write(ONE, tmp_path / "out", layout="site")
    assert (tmp_path / "out/b.txt").is_file()


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_of_somebody_else_is_never_replaced(tmp_path: Path, *, force: bool) -> None:
    put(tmp_path / "out", {"mine.txt": "m"})
    with pytest.raises(UserError, match="did not write it"):
        write(ONE, tmp_path / "out", layout="site", force=force)
    assert files(tmp_path) == {"out/mine.txt": b"m"}


@pytest.mark.parametrize(
    "text", ['{"schema": 1, "layout": "site", "files": [{"path": "../x", "size": 1}]}', "[" * 50_000 + "]" * 50_000]
)
def test_a_broken_record_is_none(tmp_path: Path, text: str) -> None:
    put(tmp_path / "out", {MARKER: text})
    assert read_manifest(tmp_path / "out") is None
    with pytest.raises(UserError, match="did not write it"):
        write(ONE, tmp_path / "out", layout="site")


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    put(tmp_path, {"out": "file"})
    with pytest.raises(UserError, match="no folder"):
        write(ONE, tmp_path / "out", layout="site")


def test_added_and_changed_files_are_named_and_kept_unless_forced(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(ONE, out, layout="site")
    put(out, {"b.txt": "mine", "new.txt": "n"})
    with pytest.raises(UserError, match=r"b\.txt, new\.txt") as raised:
        write(TWO, out, layout="site")
    assert "--force" in raised.value.hint
    assert (out / "new.txt").is_file()
    write(TWO, out, layout="site", force=True)
    assert files(out).keys() == {"a/x.py", MARKER}


def test_a_deleted_file_is_no_loss(tmp_path: Path) -> None:
    write(ONE, tmp_path / "out", layout="site")
    (tmp_path / "out/b.txt").unlink()
    write(TWO, tmp_path / "out", layout="site")


@pytest.mark.skipif(os.name == "nt", reason="no such bit there")
def test_scripts_stay_executable(tmp_path: Path) -> None:
    write(Bundle((BundleFile("run.sh", b"#!/bin/sh\n", executable=True),)), tmp_path / "out", layout="site")
    assert (tmp_path / "out/run.sh").stat().st_mode & 0o100


def test_files_are_copied_from_where_they_are(tmp_path: Path) -> None:
    put(tmp_path, {"source.bin": "content"})
    write(Bundle((BundleFile("x.bin", tmp_path / "source.bin"),)), tmp_path / "out", layout="site")
    assert (tmp_path / "out/x.bin").read_bytes() == b"content"


@pytest.mark.parametrize(
    "paths",
    [("a.py", "A.py"), ("Dir/a", "dir/b"), ("x", "x/y"), ("caf\u00e9", "cafe\u0301"), ("a.py", "a.py"), (MARKER,)],
)
def test_paths_that_some_file_system_cannot_hold_together_are_refused(tmp_path: Path, paths: tuple[str, ...]) -> None:
    with pytest.raises(UserError, match="the result would have"):
        write(Bundle(tuple(BundleFile(path, b"") for path in paths)), tmp_path / "out", layout="site")
    assert list(tmp_path.iterdir()) == []


class Failing:
    """Let the n-th call of a method of Path fail, before or after it did its work."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, method: str, *, error: BaseException) -> None:
        self.calls, self.at, self.after, self.error = 0, -1, False, error
        real = getattr(Path, method)

        def call(path: Path, *arguments: object, **options: object) -> object:
            self.calls += 1
            if self.calls == self.at and not self.after:
                raise self.error
            result = real(path, *arguments, **options)
            if self.calls == self.at:
                raise self.error
            return result

        monkeypatch.setattr(Path, method, call)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize("method", ["mkdir", "write_bytes", "rename"])
@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(errno.EIO, "broken")], ids=["interrupt", "error"])
def test_a_failure_at_any_step_leaves_what_was_there_or_all_that_is_new(  # noqa: PLR0913 - the cases are a product
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str, *, at: int, after: bool, error: BaseException
) -> None:
    out = tmp_path / "out"
    write(ONE, out, layout="site")
    before = files(tmp_path)
    write(TWO, tmp_path / "reference" / "out", layout="site")
    done = files(tmp_path / "reference")
    failing = Failing(monkeypatch, method, error=error)
    failing.at, failing.after = at, after
    expected = KeyboardInterrupt if isinstance(error, KeyboardInterrupt) else UserError
    calls = {"mkdir": 4, "write_bytes": 2, "rename": 3}
    removing = method == "rename" and at == 3
    if at > calls[method] or (removing and isinstance(error, OSError)):
        write(TWO, out, layout="site")
    else:
        with pytest.raises(expected):
            write(TWO, out, layout="site")
    monkeypatch.undo()
    # Only an interrupt after the second rename finds the new result in its place.
    complete = at > calls[method] or removing or (method == "rename" and at == 2 and after)
    if removing:
        assert files(out) == files(tmp_path / "reference" / "out")
        write(TWO, out, layout="site")
    left = {path: content for path, content in files(tmp_path).items() if not path.startswith("reference/")}
    assert left == (done if complete else before)


def test_folders_that_were_made_go_again_after_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing = Failing(monkeypatch, "write_bytes", error=OSError(errno.ENOSPC, "full"))
    failing.at = 1
    with pytest.raises(UserError, match="No space left") as raised:
        write(ONE, tmp_path / "a" / "b" / "out", layout="site")
    assert "nothing was changed" in raised.value.hint
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_while_the_old_result_is_removed_leaves_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    write(ONE, out, layout="site")
    real, calls = shutil.rmtree, []

    def interrupted(path: Path, **options: object) -> None:
        calls.append(path)
        if len(calls) == 1:
            raise KeyboardInterrupt
        real(path, **options)

    monkeypatch.setattr(shutil, "rmtree", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(TWO, out, layout="site")
    assert (out / "a/x.py").read_bytes() == b"x = 2\n"
    assert list(tmp_path.iterdir()) == [out]


def test_what_a_killed_run_left_aside_comes_back(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(ONE, out, layout="site")
    put(out, {"b.txt": "mine"})
    out.rename(tmp_path / ".out.vendorize-old")
    with pytest.raises(UserError, match=r"b\.txt"):
        write(TWO, out, layout="site")
    assert (out / "b.txt").read_bytes() == b"mine"


def test_an_unreadable_source_is_an_error_that_changes_nothing(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="gone"):
        write(Bundle((BundleFile("x", tmp_path / "gone"),)), tmp_path / "out", layout="site")
    assert list(tmp_path.iterdir()) == []
