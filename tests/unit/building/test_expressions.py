"""The licence expression of a wheel with code of others in it."""

from __future__ import annotations

from dataclasses import replace
from email.parser import BytesParser

import pytest

from tests.unit.lock.test_reading import LOCK
from vendorize.build.core_metadata import edited
from vendorize.build.expressions import joined_expression
from vendorize.model.lock import LockedDistribution, LockedLicence, LockedProject

WRITTEN = next(one for one in LOCK.distributions if one.files)


def holding(name: str, *licences: str, heads: tuple[str, ...] = (), written: bool = True) -> LockedDistribution:
    files = tuple(LockedLicence(f"{name}/{index}.py", one) for index, one in enumerate(heads))
    return replace(WRITTEN, name=name, licenses=licences, file_licenses=files, files=WRITTEN.files if written else ())


@pytest.mark.parametrize(
    ("own", "vendored", "expected"),
    [
        ("MIT", [], "MIT"),
        ("MIT", [holding("a", "mit")], "MIT"),
        ("MIT", [holding("a", "Apache-2.0"), holding("b", "apache-2.0")], "MIT AND Apache-2.0"),
        ("MIT OR 0BSD", [holding("a", "ISC or Zlib")], "(MIT OR 0BSD) AND (ISC OR Zlib)"),
        ("MIT", [holding("a", "BSD-3-Clause", heads=("PSF-2.0",))], "MIT AND BSD-3-Clause AND PSF-2.0"),
        ("MIT", [holding("a", written=False)], "MIT"),
    ],
)
def test_all_licences_of_what_is_in_a_wheel_hold(own: str, vendored: list[LockedDistribution], expected: str) -> None:
    assert joined_expression(own, vendored) == (expected, ())


def test_what_nobody_knows_leaves_the_expression_and_is_named() -> None:
    vendored = [holding("b", "Some licence"), holding("a", "MIT", "Zlib"), holding("c", "ISC"), holding("d")]
    assert joined_expression("MIT", vendored) == ("MIT", ("a", "b", "d"))


@pytest.mark.parametrize(
    ("stated", "others", "expected"),
    [
        (">=3.8", [">=3.9", ""], ">=3.8,>=3.9"),
        (">=3.11", [">=3.8", "!=3.0.*,>=3.6,<4"], ">=3.11"),
        ("", [">=3.9"], ">=3.9"),
        (">=3.8", ["no specifier"], ">=3.8"),
    ],
)
def test_a_wheel_asks_for_the_pythons_of_its_vendored_code(stated: str, others: list[str], expected: str) -> None:
    line = f"Requires-Python: {stated}\n" if stated else ""
    content = f"Metadata-Version: 2.4\nName: app\nVersion: 1\n{line}".encode()
    made = edited(content, LockedProject("app", (), (), ()), (), "", others)
    assert BytesParser().parsebytes(made)["Requires-Python"] == expected
