"""Which paths a result may have."""

from __future__ import annotations

from pathlib import Path

import pytest

from vendorize.emit.paths import alike_names, check_files
from vendorize.model.bundle import BundleFile
from vendorize_analysis.errors import UserError

COMPOSED, APART = "ma\xf1ana.txt", "man\u0303ana.txt"


@pytest.mark.parametrize(("one", "other"), [("Read.me", "read.me"), (COMPOSED, APART)])
def test_files_that_are_copied_from_side_by_side_stay_so_and_are_named(tmp_path: Path, one: str, other: str) -> None:
    files = [BundleFile(f"data/{name}", tmp_path / name) for name in (one, other)]
    assert check_files(files) == (f"data/{one}", f"data/{other}")
    said = alike_names(check_files(files))
    assert f"{f'data/{one}'!a} and {f'data/{other}'!a} are one file where case does not matter" in said


def test_nothing_is_said_of_other_files(tmp_path: Path) -> None:
    assert alike_names(check_files([BundleFile("a.txt", tmp_path / "a.txt"), BundleFile("b.py", b"")])) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [(b"", b""), (Path("a/x.txt"), b""), (Path("a/x.txt"), Path("b/X.txt")), (Path("a/x.txt"), Path("a/x.txt"))],
    ids=["made", "one made", "of two folders", "one file"],
)
def test_files_that_meet_only_in_the_result_are_refused(one: bytes | Path, other: bytes | Path) -> None:
    with pytest.raises(UserError, match=r"both 'x\.txt' and 'X\.txt', which are one file"):
        check_files([BundleFile("x.txt", one), BundleFile("X.txt", other)])


def test_a_file_of_ours_is_refused_beside_one_of_the_same_name(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="which are one file"):
        check_files([BundleFile(".Mark", tmp_path / ".Mark")], ".mark")
