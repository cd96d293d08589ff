from __future__ import annotations

from tests.unit.audit.records_of import encoded, record
from vendorize.audit import about_releases
from vendorize.audit.records import read_record


def test_a_release_has_the_advisories_that_are_about_it_each_once() -> None:
    records = (
        record("PYSEC-1", "dep", aliases=["CVE-1"], summary="bad"),
        record("CVE-1", "dep"),
        record("PYSEC-2", "dep", withdrawn="2024-01-01T00:00:00Z"),
        record("PYSEC-3", "other-one"),
    )
    held = [read_record(encoded(one), one["id"]) for one in records]
    found = about_releases(held, [("Dep", "1.0"), ("Other_One", "1.5"), ("free", "1.0")])
    assert found == (("Dep", "1.0", "PYSEC-1", "2.0", "bad"), ("Other_One", "1.5", "PYSEC-3", "2.0", ""))
    assert about_releases(held, [("Dep", "2.0")]) == ()
