from __future__ import annotations

import pytest

from vendorize.model.licenses import covers, is_allowed, is_copyleft, said_in

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


def test_a_policy_may_name_a_licence_as_metadata_does() -> None:
    assert is_allowed("MIT", ["MIT License"])
    assert not is_allowed("ISC", ["MIT License"])


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


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("# SPDX-License-Identifier: mit\nimport os\n", ("MIT",)),
        ("#!/bin/sh\n# SPDX-License-Identifier: GPL-2.0-or-later OR MIT */\n", ("GPL-2.0-or-later OR MIT",)),
        ('"""A module.\n\nSPDX-License-Identifier: Apache-2.0"""\n', ("Apache-2.0",)),
        ("# SPDX-License-Identifier: own\x1b[2Jwords\n", ("own[2Jwords",)),
        ("import os\n# SPDX-License-Identifier: MIT\n", ()),
        ("# Licensed under the Apache License,\n# Version 2.0 (the ...)\n", ("Apache-2.0",)),
        ("# under the terms of the GNU Lesser\n# General Public License as\n", ("GNU Lesser General Public License",)),
        ("# Licensed to PSF under a Contributor Agreement.\n", ("PSF-2.0",)),
        ("# This is important: importing it is free.\n", ()),
    ],
)
def test_what_the_head_of_a_module_says(head: str, said: tuple[str, ...]) -> None:
    assert said_in(head) == said


@pytest.mark.parametrize(
    ("stated", "licence", "covered"),
    [
        (("MIT",), "MIT", True),
        (("MIT License",), "MIT", True),
        (("Apache-2.0 OR BSD-2-Clause",), "Apache-2.0", True),
        (("BSD-3-Clause",), "BSD", True),
        (("Apache Software License",), "Apache-2.0", True),
        (("MIT",), "PSF-2.0", False),
        (("MIT",), "GNU General Public License", False),
        (("GPL-2.0-only",), "GPL-3.0-only", False),
        (("LGPL",), "GNU General Public License", False),
        ((), "MIT", False),
    ],
)
def test_a_head_differs_from_what_is_stated(stated: tuple[str, ...], licence: str, *, covered: bool) -> None:
    assert covers(stated, licence) is covered
