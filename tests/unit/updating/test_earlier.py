"""What is said where an update would be of something else than was meant."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.unit.lock.test_reading import LOCK
from vendorize.check import LockedResult
from vendorize.model.lock import LockedFile
from vendorize.updating.earlier import check_asked
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

OWN = LockedFile("app.py", "0" * 64, source="app.py", source_sha256="0" * 64)


@pytest.fixture
def place(tmp_path: Path) -> LockedResult:
    lock = replace(LOCK, project=replace(LOCK.project, files=(OWN,), inputs=()))
    (tmp_path / "project").mkdir()
    root, out = tmp_path / "project", tmp_path / "out"
    return LockedResult(lock, out / "vendorize.lock", out, root, root / "pyproject.toml")


def test_a_result_of_another_project_is_not_replaced(place: LockedResult) -> None:
    with pytest.raises(UserError, match="is the result of another project"):
        check_asked(place, ())
    (place.root / "app.py").write_text("changed = True\n", encoding="utf-8")
    check_asked(place, ())


def test_a_folder_in_the_place_of_a_distribution_is_the_project(place: LockedResult) -> None:
    (place.root / "app.py").write_text("", encoding="utf-8")
    (place.root / "src").mkdir()
    with pytest.raises(UserError, match="src is no distribution") as raised:
        check_asked(place, ["src"])
    assert raised.value.hint == "name the project by --project src"
    check_asked(place, ["not-there"])  # what is unknown is told when it is known what is installed
