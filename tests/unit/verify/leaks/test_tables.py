"""What only the overlay has is told from the texts that run: of a packed module, that in the archive."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.unit.verify.samples import make_request, write
from vendorize.model.cold import ARCHIVE_NAME
from vendorize.verify.leaks.tables import make_tables

if TYPE_CHECKING:
    from pathlib import Path

LINE = "__import__('_vendorize_support'), exec(vendorize_cold('Key'))\n"
TEXT = "import sys\n\n\ndef kept():\n    pass\n"


def archive(folder: Path, text: str, *, cold: str = "") -> None:
    """Write an archive with the text of one module; with what is `cold` of it before that, it is packed."""
    with zipfile.ZipFile(folder / ARCHIVE_NAME, "w") as made:
        member = zipfile.ZipInfo("lib.py")
        made.writestr(member, cold + text)
        member.comment = f"\nKey 0 0 hash {len(cold) or ''}\n".encode()


def wider(folder: Path, release: str, overlay: str, archived: tuple[str, str]) -> set[str]:
    """Return the names that the overlay alone has in a module; `archived` are its texts in the archives of both."""
    request = make_request(folder, "site")
    served = folder / "overlay"
    write(request.result, {"app/__init__.py": "", "lib.py": release})
    write(served, {"app/__init__.py": "", "lib.py": overlay})
    packed, whole = archived
    archive(request.result, packed, cold="" if whole else "import os\n\n#\n")
    archive(served, whole)
    found = make_tables(replace(request, overlay=served)).wider.get("lib.py")
    return set(found.names) if found is not None else set()


@pytest.mark.parametrize(
    ("overlay", "archived", "names"),
    [
        (TEXT, TEXT, set()),
        (TEXT, TEXT.replace("import sys\n", "\n"), {"sys"}),
        (TEXT + "extra = 1\n", TEXT, {"extra"}),
    ],
)
def test_a_packed_module_has_what_its_text_in_the_archive_has(
    tmp_path: Path, overlay: str, archived: str, names: set[str]
) -> None:
    assert wider(tmp_path, LINE, overlay, (archived, "")) == names


def test_a_module_that_is_not_packed_has_what_its_file_has(tmp_path: Path) -> None:
    assert wider(tmp_path, "import sys\n", TEXT, (TEXT, "")) == {"kept"}


@pytest.mark.parametrize(("more", "names"), [("", set()), ("extra = 1\n", {"extra"})])
def test_a_cold_module_has_what_its_text_has_in_either_archive(tmp_path: Path, more: str, names: set[str]) -> None:
    assert wider(tmp_path, LINE, LINE, (TEXT, TEXT + more)) == names


@pytest.mark.parametrize(("more", "names"), [("", set()), ("extra = 1\n", {"extra"})])
def test_a_module_may_be_cold_in_the_result_alone(tmp_path: Path, more: str, names: set[str]) -> None:
    assert wider(tmp_path, LINE, TEXT + more, (TEXT, "not asked")) == names
