from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.unit.emit.samples import put
from vendorize.emit import in_place, take_back, write_in_place
from vendorize.emit.inplace.originals import Originals, read_originals
from vendorize.model.bundle import Bundle, BundleFile
from vendorize.storage import is_ours, replaying
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

BEFORE = {"app/__init__.py": "old\n", "app/same.py": "same\n", "pyproject.toml": "old\n"}
AFTER = {
    "app": "folder",
    "app/__init__.py": "new\n",
    "app/_vendor": "folder",
    "app/_vendor/__init__.py": "made\n",
    "app/_vendor/dep": "folder",
    "app/_vendor/dep/data.txt": "made\n",
    "app/same.py": "same\n",
    "pyproject.toml": "new\n",
}


def bundle(root: Path) -> Bundle:
    return Bundle(
        (
            BundleFile("app/__init__.py", b"new\n"),
            BundleFile("app/_vendor/__init__.py", b"made\n"),
            BundleFile("app/_vendor/dep/data.txt", b"made\n"),
            BundleFile("app/same.py", root / "app/same.py"),
            BundleFile("pyproject.toml", b"new\n"),
        )
    )


def write(root: Path, result: Bundle | None = None, *, force: bool = False) -> tuple[str, ...]:
    """Do what the workflow does, with a result that is given."""
    with in_place(root, writes=True, force=force) as place:
        record = place.record or Originals(root, "")
        made = result or bundle(place.sources)
        return write_in_place(made, record, namespace="app._vendor", sources=place.sources)


def undo(root: Path, **options: bool) -> tuple[str, ...]:
    record = read_originals(root, "")
    assert record is not None
    return take_back(record, **options)


def files(folder: Path) -> dict[str, str]:
    """Return everything that is not ours alone."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") if path.is_file() else "folder"
        for path in folder.rglob("*")
        if not any(is_ours(part) for part in path.relative_to(folder).parts)
    }


def everything(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return put(tmp_path / "project", BEFORE)


def test_only_what_differs_is_written(root: Path) -> None:
    written = write(root)
    assert "app/same.py" not in written
    assert files(root) == AFTER


def test_nothing_but_the_record_is_left_beside_the_files(root: Path) -> None:
    write(root)
    assert {path.name for path in root.iterdir() if is_ours(path.name)} == {".vendorize"}


def test_a_second_time_writes_nothing(root: Path) -> None:
    write(root)
    before = everything(root)
    assert write(root) == ()
    assert everything(root) == before


def test_undo_gives_every_byte_back_and_removes_what_python_compiled(root: Path) -> None:
    before = everything(root)
    write(root)
    put(root, {"app/_vendor/__pycache__/x.cpython-311.pyc": "compiled"})
    assert set(undo(root)) == {
        "app/__init__.py",
        "app/_vendor/__init__.py",
        "app/_vendor/dep/data.txt",
        "pyproject.toml",
    }
    assert everything(root) == before
    assert files(root) == {**BEFORE, "app": "folder"}
    assert not (root / ".vendorize").exists()


def test_undo_can_be_tried_first(root: Path) -> None:
    write(root)
    before = everything(root)
    assert "pyproject.toml" in undo(root, dry_run=True)
    assert everything(root) == before


def test_undo_refuses_files_that_were_edited_since_and_names_them(root: Path) -> None:
    write(root)
    put(root, {"app/__init__.py": "edited\n", "app/_vendor/dep/data.txt": "edited\n"})
    before = everything(root)
    with pytest.raises(UserError, match=r"app/__init__\.py, app/_vendor/dep/data\.txt") as raised:
        undo(root)
    assert "--force" in raised.value.hint
    assert everything(root) == before
    undo(root, force=True)
    assert files(root) == {**BEFORE, "app": "folder"}


def test_undo_leaves_what_was_added_since(root: Path) -> None:
    write(root)
    put(root, {"app/_vendor/mine.txt": "mine"})
    undo(root)
    assert files(root)["app/_vendor/mine.txt"] == "mine"


@pytest.mark.parametrize("text", ["", "[]", "[" * 50_000])
def test_a_record_that_cannot_be_read_is_an_error_with_its_place(root: Path, text: str) -> None:
    put(root, {".vendorize/in-place.json": text})
    with pytest.raises(UserError, match=r"in-place\.json: cannot be read"):
        read_originals(root, "")


def test_undo_refuses_where_an_original_is_damaged(root: Path) -> None:
    write(root)
    for path in (root / ".vendorize/objects").iterdir():
        path.write_bytes(b"other")
    before = everything(root)
    with pytest.raises(UserError, match="missing or damaged"):
        undo(root)
    assert everything(root) == before


def test_a_later_result_replaces_an_earlier_one_and_its_leftovers(root: Path) -> None:
    before = everything(root)
    write(root)
    with in_place(root, writes=True) as place:
        assert files(place.sources) == {**BEFORE, "app": "folder"}
        record = place.record
        assert record is not None
        other = Bundle((BundleFile("app/__init__.py", b"newer\n"), BundleFile("app/_vendor/__init__.py", b"made\n")))
        write_in_place(other, record, namespace="app._vendor", sources=place.sources)
    assert files(root) == {
        "app": "folder",
        "app/__init__.py": "newer\n",
        "app/_vendor": "folder",
        "app/_vendor/__init__.py": "made\n",
        "app/same.py": "same\n",
        "pyproject.toml": "old\n",
    }
    undo(root)
    assert everything(root) == before


def test_a_result_that_changes_nothing_leaves_no_record(root: Path) -> None:
    before = everything(root)
    write(root)
    write(root, Bundle(()))
    assert everything(root) == before
    assert not (root / ".vendorize").exists()


# -- edits between two runs -----------------------------------------------------------------------------------------


def test_edits_beside_the_rewritten_lines_are_carried_over_to_the_originals(tmp_path: Path) -> None:
    root = put(tmp_path / "project", {"a.py": "import dep\n\n\ndef f():\n    return 1\n"})
    write(root, Bundle((BundleFile("a.py", b"from v import dep\n\n\ndef f():\n    return 1\n"),)))
    put(root, {"a.py": "# mine\n\nfrom v import dep\n\n\ndef f():\n    return 2\n"})
    with pytest.raises(UserError, match=r"a\.py:1: changed where"), in_place(root, writes=True):
        pass
    put(root, {"a.py": "from v import dep\n\n\ndef f():\n    return 2\n"})
    with in_place(root, writes=True) as place:
        assert files(place.sources) == {"a.py": "import dep\n\n\ndef f():\n    return 2\n"}


def test_an_edit_that_names_the_namespace_is_refused(tmp_path: Path) -> None:
    root = put(tmp_path / "project", {"a.py": "import dep\n\nx = 1\n"})
    write(root, Bundle((BundleFile("a.py", b"from app._vendor import dep\n\nx = 1\n"),)))
    put(root, {"a.py": "from app._vendor import dep\n\nfrom app._vendor import other\n"})
    with pytest.raises(UserError, match=r"a\.py: names app\._vendor"), in_place(root, writes=True):
        pass


def test_a_module_that_was_deleted_stays_deleted(root: Path) -> None:
    write(root)
    (root / "app/__init__.py").unlink()
    with in_place(root, writes=True) as place:
        assert "app/__init__.py" not in files(place.sources)


def test_an_original_that_is_back_counts_as_it_is(root: Path) -> None:
    write(root)
    put(root, BEFORE)
    with in_place(root, writes=True) as place:
        assert files(place.sources) == {**BEFORE, "app": "folder"}


def test_edited_code_of_the_namespace_is_made_anew_only_by_force(root: Path) -> None:
    write(root)
    put(root, {"app/_vendor/__init__.py": "edited\n"})
    with pytest.raises(UserError, match=r"app/_vendor/__init__\.py") as raised:
        write(root)
    assert "--force" in raised.value.hint
    assert files(root)["app/_vendor/__init__.py"] == "edited\n"
    write(root, force=True)
    assert files(root) == AFTER


@pytest.mark.skipif(os.name == "nt", reason="making links needs a privilege there")
def test_links_inside_the_project_stay_links(root: Path) -> None:
    (root / "linked.toml").symlink_to("pyproject.toml")
    write(root, Bundle((BundleFile("linked.toml", b"new\n"), BundleFile("pyproject.toml", b"new\n"))))
    assert (root / "linked.toml").is_symlink()
    with in_place(root, writes=True) as place:
        assert (place.sources / "linked.toml").read_text(encoding="utf-8") == "old\n"
        assert (place.sources / "linked.toml").is_symlink()
    undo(root)
    assert (root / "linked.toml").read_text(encoding="utf-8") == "old\n"


# -- failures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "full")], ids=["interrupt", "error"])
@pytest.mark.parametrize("at", range(1, 9))
def test_a_failure_at_any_replacement_brings_everything_back(
    root: Path, monkeypatch: pytest.MonkeyPatch, *, at: int, error: BaseException, after: bool
) -> None:
    before, real, calls = everything(root), os.replace, []

    def replace_file(source: Path, target: Path) -> None:
        calls.append(target)
        if len(calls) == at and not after:
            raise error
        real(source, target)
        if len(calls) == at:
            raise error

    monkeypatch.setattr(replaying, "replace", replace_file)
    with pytest.raises(KeyboardInterrupt if isinstance(error, KeyboardInterrupt) else UserError):
        write(root)
    assert everything(root) == before
    assert files(root) == {**BEFORE, "app": "folder"}


@pytest.mark.skipif(os.name == "nt", reason="no such bit there")
def test_a_replaced_file_keeps_its_mode(root: Path) -> None:
    (root / "app/__init__.py").chmod(0o755)
    write(root)
    assert (root / "app/__init__.py").stat().st_mode & 0o777 == 0o755
    undo(root)
    assert (root / "app/__init__.py").stat().st_mode & 0o777 == 0o755


@pytest.mark.skipif(os.name == "nt", reason="making links needs a privilege there")
def test_nothing_is_written_through_a_link_out_of_the_project(root: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (root / "app/_vendor").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UserError, match="link out of the project"):
        write(root)
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert (root / "app/__init__.py").read_text(encoding="utf-8") == "old\n"


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"schema": 9}', '{"schema": 1, "files": [{"path": "../x"}]}'])
def test_a_record_that_cannot_be_understood_is_an_error(root: Path, text: str) -> None:
    write(root)
    put(root, {".vendorize/in-place.json": text})
    with pytest.raises(UserError, match=r"in-place\.json"):
        write(root)
