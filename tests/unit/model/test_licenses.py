from __future__ import annotations

import pytest

from vendorize.model.licenses import is_allowed, is_copyleft

ALLOWED = ("MIT", "BSD-3-Clause", "apache-2.0", "GPL-2.0-only WITH Classpath-exception-2.0", "Zope Public License")


@pytest.mark.parametrize(
    ("license_", "allowed"),
    [
        ("MIT", True),
        ("mit", True),
        ("Apache-2.0", True),
        ("MIT OR GPL-3.0-only", True),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("MIT AND (GPL-3.0-only OR BSD-3-Clause)", True),
        ("(MIT AND GPL-3.0-only) OR ISC", False),
        ("GPL-2.0-only", False),
        ("GPL-2.0-only WITH Classpath-exception-2.0", True),
        ("Zope Public License", True),
        ("MIT License", False),
        ("", False),
    ],
)
def test_an_expression_is_allowed_by_its_parts(license_: str, *, allowed: bool) -> None:
    assert is_allowed(license_, ALLOWED) is allowed


@pytest.mark.parametrize(
    ("license_", "copyleft"),
    [
        ("GPL-3.0-or-later", True),
        ("AGPL-3.0-only", True),
        ("LGPL-2.1-only", True),
        ("MIT AND LGPL-2.1-only", True),
        ("MIT OR GPL-3.0-only", False),
        ("MPL-2.0", False),
        ("GNU General Public License v3 (GPLv3)", True),
        ("BSD", False),
    ],
)
def test_copyleft_is_what_no_choice_avoids(license_: str, *, copyleft: bool) -> None:
    assert is_copyleft(license_) is copyleft
