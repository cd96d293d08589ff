"""Copies of a distribution inside of another one: in the lock, in bills of materials, and to advisories about it."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from tests.end_to_end.command import PROGRAM, install, write
from tests.unit.audit.records_of import record
from vendorize.auditing import AuditRequest, audit_result
from vendorize.describing import SPDX, describe_result
from vendorize.model.request import Request
from vendorize.workflow import extract
from vendorize_analysis.model.events import Silent
from vendorize_analysis.model.options import AnalysisOptions

if TYPE_CHECKING:
    from pathlib import Path

INNER = """\
def used(number):
    return number


def unused(number):
    return never(number)


def never(number):
    return 0
"""
FILES = {
    "dep/__init__.py": "from dep._vendor.inner.core import used\n",
    "dep/_vendor/__init__.py": "",
    "dep/_vendor/inner/__init__.py": "",
    "dep/_vendor/inner/core.py": INNER,
    "dep/_vendor/other.py": "x = 1\n",
}
LISTED = {"dep/_vendor/vendor.txt": "# what\nInner==1.5\n    other==3.0 ; python_version > '3'\nnot a line\n"}
METADATA = {
    "dep/_vendor/inner-1.5.dist-info/METADATA": "Metadata-Version: 2.1\nName: inner\nVersion: 1.5\n\nVersion: 9\n",
    "dep/_vendor/other-3.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: other\nVersion: 3.0\n",
}


def request_of(folder: Path, files: dict[str, str]) -> Request:
    install(folder / "site", "dep", files)
    write(folder / "project", PROGRAM)
    return Request(folder / "project", AnalysisOptions(search_path=(folder / "site",), use_cache=False))


def audited(folder: Path, request: Request, *records: dict[str, Any]) -> list[tuple[str, str, str, bool]]:
    write(folder / "osv", {f"{number}.json": json.dumps(one) for number, one in enumerate(records)})
    found = audit_result(request, AuditRequest(folder / "osv"), Silent())
    return [(one.distribution, one.version, one.exposure, one.component) for one in found.advisories]


@pytest.mark.parametrize("listed", [LISTED, METADATA])
def test_a_copy_is_judged_by_its_own_release_names_and_code(tmp_path: Path, listed: dict[str, str]) -> None:
    request = request_of(tmp_path, {**FILES, **listed})
    name = "Inner" if listed is LISTED else "inner"
    copy = f"{name} (a copy in dep)"

    def about(number: str, *symbols: str, fixed: str = "2.0", of: str = "inner") -> dict[str, Any]:
        ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "1.2"}, {"fixed": fixed}]}]
        return record(number, of, ranges=ranges, ecosystem_specific={"symbols": list(symbols)})

    found = audited(
        tmp_path,
        request,
        about("A-1", "inner.core:used"),
        about("A-2", "inner.core:never"),
        about("A-3", "never"),
        about("A-4"),
        about("A-5", fixed="1.4"),
        about("A-6", of="other", fixed="4.0"),
        about("A-7", "inner.core:nowhere"),
    )
    assert found == [
        (copy, "1.5", "reachable", True),
        (copy, "1.5", "reachable", True),
        (copy, "1.5", "reachable", True),
        (copy, "1.5", "absent", True),
        (copy, "1.5", "absent", True),
        ("other (a copy in dep)", "3.0", "absent", False),
    ]


def test_code_that_no_listed_name_fits_may_be_of_each_copy(tmp_path: Path) -> None:
    files = {**FILES, "dep/_vendor/vendor.txt": "different-name==1.5\n"}
    answer = audited(tmp_path, request_of(tmp_path, files), record("A-1", "different-name"))
    assert answer == [("different-name (a copy in dep)", "1.5", "reachable", True)]


def test_the_lock_and_both_bills_of_materials_list_the_copies_that_the_result_has(tmp_path: Path) -> None:
    request = request_of(tmp_path, {**FILES, **LISTED})
    extract(request, out=tmp_path / "out", in_place=False, smoke=False)
    (dep,) = tomllib.loads((tmp_path / "out/vendorize.lock").read_text(encoding="utf-8"))["distribution"]
    assert dep["copies"] == [{"name": "Inner", "version": "1.5", "folder": "dep/_vendor"}]
    parts = json.loads(describe_result(request, tmp_path / "out", "1.6", Silent()))["components"]
    assert [one["name"] for one in parts if one.get("purl") == "pkg:pypi/inner@1.5"] == ["Inner"]
    packages = json.loads(describe_result(request, tmp_path / "out", SPDX, Silent()))["packages"]
    assert [one["name"] for one in packages if one.get("comment") == "A copy in dep."] == ["Inner"]


def test_lists_that_cannot_be_understood_list_nothing(tmp_path: Path) -> None:
    odd = {
        "dep/_vendor/vendor.txt": "==\n-r x\na==\x1b[31m\n" + "x" * 2_000,
        "dep/_vendor/a.dist-info/METADATA": "Name: ../a\n",
    }
    request = request_of(tmp_path, {**FILES, **odd})
    extract(request, out=tmp_path / "out", in_place=False, smoke=False)
    assert "copies" not in (tmp_path / "out/vendorize.lock").read_text(encoding="utf-8")
