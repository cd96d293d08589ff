"""Records that are written so that a release seems not to be affected: in doubt it is, or the record is refused."""

from __future__ import annotations

import json
import lzma
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.audit.records_of import encoded, record
from vendorize.audit.grouping import without_aliases
from vendorize.audit.matching import match_release
from vendorize.audit.records import read_advisories, read_record
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path


def is_found(**more: Any) -> bool:  # noqa: ANN401 - fields
    return match_release(read_record(encoded(record(**more)), "x"), "dep", "1.0") is not None


def ranged(*events: dict[str, str]) -> list[dict[str, Any]]:
    return [{"type": "ECOSYSTEM", "events": list(events)}]


@pytest.mark.parametrize(
    "more",
    [
        {"ranges": ranged({"introduced": "soon"}, {"fixed": "2.0"}), "versions": ["0.1"]},
        {"ranges": ranged({"introduced": ""}, {"fixed": "2.0"})},
        {"ranges": ranged({"introducd": "0"})},
        {"ranges": ranged({"introduced": "0"}, {"fixed": "*"})},
        {"package": {"ecosystem": " pypi ", "name": "dep"}},
        {"package": {"ecosystem": "PyPI", "name": " Dep "}},
        {"package": {"purl": "pkg:pypi/dep", "ecosystem": "", "name": "dep"}},
    ],
)
def test_in_doubt_a_release_is_affected(more: dict[str, Any]) -> None:
    assert is_found(**more)


@pytest.mark.parametrize("withdrawn", ["no", "2024", "never: 2024-01-01T00:00:00Z", True])
def test_a_record_is_silent_only_by_the_time_it_was_taken_back(withdrawn: object) -> None:
    with pytest.raises(UserError, match="withdrawn"):
        read_record(encoded(record(withdrawn=withdrawn)), "x")


def test_one_that_was_taken_back_takes_none_of_its_aliases_with_it() -> None:
    gone = record("GHSA-1", withdrawn="2024-01-01T00:00:00Z", aliases=["PYSEC-2024-1"])
    (left,) = without_aliases([read_record(encoded(one), "x") for one in (gone, record())])
    assert left.id == "PYSEC-2024-1"


def test_a_record_with_two_weaknesses_as_aliases_does_not_make_them_one() -> None:
    named = record("PYSEC-1", aliases=["CVE-2024-1"], ecosystem_specific={"symbols": ["dep.core:never"]})
    unnamed = record("GHSA-2", aliases=["CVE-2024-2"])
    joining = record("OSV-3", aliases=["CVE-2024-1", "CVE-2024-2"])
    found = without_aliases([read_record(encoded(one), "x") for one in (named, unnamed, joining)])
    assert [(one.id, [each.symbols for each in one.affected]) for one in found] == [
        ("GHSA-2", [()]),
        ("OSV-3", [()]),
        ("PYSEC-1", [("dep.core:never",)]),
    ]


@pytest.mark.parametrize("key", ["affected", "withdrawn"])
def test_a_field_that_is_there_twice_is_refused(key: str) -> None:
    text = json.dumps(record(withdrawn=None))
    with pytest.raises(UserError, match="twice"):
        read_record(f'{text[:-1]}, "{key}": []}}'.encode(), "x")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_record_in_another_encoding_is_read(encoding: str) -> None:
    assert read_record(json.dumps(record()).encode(encoding), "x").id == "PYSEC-2024-1"


def test_a_record_is_known_by_its_suffix_however_that_is_spelled(tmp_path: Path) -> None:
    (tmp_path / "A.JSON").write_bytes(encoded(record()))
    assert [one.id for one in read_advisories(tmp_path)] == ["PYSEC-2024-1"]


def test_a_damaged_archive_is_an_error_that_names_it(tmp_path: Path) -> None:
    place = tmp_path / "all.zip"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.json", encoded(record()) * 50)
    content = bytearray(place.read_bytes())
    content[60:80] = b"\xff" * 20
    place.write_bytes(content)
    with pytest.raises(UserError, match="cannot be read"):
        read_advisories(place)
    assert lzma.is_check_supported(lzma.CHECK_NONE)
