"""Releases are matched as the schema evaluates ranges; what cannot be compared is affected."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.audit.records_of import encoded, record
from vendorize.audit.matching import ReleaseMatch, match_release
from vendorize.audit.records import read_record


def ecosystem(*events: dict[str, str], kind: str = "ECOSYSTEM") -> list[dict[str, Any]]:
    return [{"type": kind, "events": list(events)}]


def found(version: str, **more: Any) -> ReleaseMatch | None:  # noqa: ANN401 - fields
    return match_release(read_record(encoded(record(**more)), "x"), "dep", version)


BOTH = ecosystem({"introduced": "0"}, {"fixed": "1.26.17"}, {"introduced": "2.0.0"}, {"fixed": "2.0.6"})
LAST = ecosystem({"introduced": "1.0"}, {"last_affected": "1.5"})


@pytest.mark.parametrize(
    ("ranges", "version", "fixed"),
    [
        (BOTH, "1.26.16", "1.26.17"),
        (BOTH, "1.26.17", None),
        (BOTH, "1.26.17rc1", "1.26.17"),
        (BOTH, "1.26.9", "1.26.17"),
        (BOTH, "2.0.0", "2.0.6"),
        (BOTH, "2.0.5.post1", "2.0.6"),
        (BOTH, "2.0.6", None),
        (LAST, "0.9", None),
        (LAST, "1.5", ""),
        (LAST, "1.5+local.1", ""),
        (LAST, "1.5.1", None),
        (ecosystem({"introduced": "0"}), "99!1.0", ""),
        (ecosystem({"introduced": "0"}, {"fixed": "2.0"}, kind="SEMVER"), "1.0", "2.0"),
        (ecosystem({"fixed": "2.0"}, {"introduced": "1.0"}), "1.5", "2.0"),
        (ecosystem({"introduced": "0"}, {"limit": "2.0"}), "1.5", ""),
        (ecosystem({"introduced": "0"}, {"limit": "2.0"}), "2.5", None),
    ],
)
def test_ranges(ranges: list[dict[str, Any]], version: str, fixed: str | None) -> None:
    match = found(version, ranges=ranges)
    assert (match.fixed if match else None) == fixed
    assert not (match and match.doubt)


def test_listed_versions_are_compared_as_versions() -> None:
    listed = {"ranges": [], "versions": ["1.0", "1.1.0", "2004d"]}
    assert found("1.1", **listed) is not None
    assert found("1.0+ours", **listed) is not None
    assert found("2004d", **listed) is not None
    assert found("1.2", **listed) is None


def test_commits_alone_and_what_is_no_version_are_in_doubt_and_so_affected() -> None:
    git = ecosystem({"introduced": "0"}, {"fixed": "9cdf43"}, kind="GIT")
    assert found("1.0", ranges=git) == ReleaseMatch("", "the record names only commits")
    assert found("1.0", ranges=git, versions=["0.9"]) is None
    assert found("1.0", ranges=[]) == ReleaseMatch("", "the record names no version")
    for version, fixed in (("weird", "2.0"), ("1.0", "weird-2")):
        match = found(version, ranges=ecosystem({"introduced": "0"}, {"fixed": fixed}))
        assert match is not None
        assert "cannot be compared" in match.doubt


def test_other_distributions_are_not_affected_and_names_are_normalised() -> None:
    one = read_record(encoded(record(name="De_P.x")), "x")
    assert match_release(one, "de-p-x", "1.0") is not None
    assert match_release(one, "dep", "1.0") is None
