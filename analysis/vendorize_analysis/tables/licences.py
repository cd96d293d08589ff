"""Classifiers and usual texts of metadata that mean one SPDX identifier, and those that mean one of several.

Source: PEP 639 and the list of trove classifiers. One that leaves the version open (Apache, BSD, PSF) means none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SHORT: Final = 100
"""Characters; a longer `License` field is the licence's text, not its name."""
IDENTIFIERS: Final = {
    "MIT License": "MIT",
    "The MIT License": "MIT",
    "MIT License (MIT)": "MIT",
    "MIT No Attribution License (MIT-0)": "MIT-0",
    "CMU License (MIT-CMU)": "MIT-CMU",
    "Apache 2.0": "Apache-2.0",
    "Apache 2": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache License Version 2.0": "Apache-2.0",
    "Apache Software License 2.0": "Apache-2.0",
    "BSD 2-Clause": "BSD-2-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD 3-Clause": "BSD-3-Clause",
    "BSD 3-Clause License": "BSD-3-Clause",
    "3-Clause BSD License": "BSD-3-Clause",
    "Zero-Clause BSD (0BSD)": "0BSD",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "Mozilla Public License 1.0 (MPL)": "MPL-1.0",
    "Mozilla Public License 1.1 (MPL 1.1)": "MPL-1.1",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "GNU General Public License v2 (GPLv2)": "GPL-2.0-only",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "GNU General Public License v3 (GPLv3)": "GPL-3.0-only",
    "GNU General Public License v3 or later (GPLv3+)": "GPL-3.0-or-later",
    "GNU Lesser General Public License v2 (LGPLv2)": "LGPL-2.0-only",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.0-or-later",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "GNU Lesser General Public License v3 or later (LGPLv3+)": "LGPL-3.0-or-later",
    "GNU Affero General Public License v3": "AGPL-3.0-only",
    "GNU Affero General Public License v3 or later (AGPLv3+)": "AGPL-3.0-or-later",
    "Boost Software License 1.0 (BSL-1.0)": "BSL-1.0",
    "CC0 1.0 Universal (CC0 1.0) Public Domain Dedication": "CC0-1.0",
    "Eclipse Public License 1.0 (EPL-1.0)": "EPL-1.0",
    "Eclipse Public License 2.0 (EPL-2.0)": "EPL-2.0",
    "European Union Public Licence 1.1 (EUPL 1.1)": "EUPL-1.1",
    "European Union Public Licence 1.2 (EUPL 1.2)": "EUPL-1.2",
    "Historical Permission Notice and Disclaimer (HPND)": "HPND",
    "Mulan Permissive Software License v2 (MulanPSL-2.0)": "MulanPSL-2.0",
    "PostgreSQL License": "PostgreSQL",
    "The Unlicense (Unlicense)": "Unlicense",
    "Universal Permissive License (UPL)": "UPL-1.0",
    "University of Illinois/NCSA Open Source License": "NCSA",
}

FAMILIES: Final = {"Apache Software License": "Apache-", "BSD License": "BSD-"}
"""Classifiers of all versions of a licence, with what the identifiers of these begin with."""


def stated_licences(expression: str, names: Iterable[str], classifiers: Iterable[str]) -> tuple[str, ...]:
    """Return the licences that metadata states, as SPDX identifiers where what it says means one, without repetitions.

    An expression speaks for all; else the `License` field and the classifiers do.
    """
    stated = [expression] if expression else [*_named(names), *_classified(classifiers)]
    known = [IDENTIFIERS.get(one, one) for one in stated]
    # A classifier of all versions adds nothing where the version is told beside it.
    return tuple(
        dict.fromkeys(
            one for one in known if one not in FAMILIES or not any(each.startswith(FAMILIES[one]) for each in known)
        )
    )


def _named(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if name and "\n" not in name and len(name) <= _SHORT and name.upper() != "UNKNOWN":
            yield name


def _classified(classifiers: Iterable[str]) -> Iterator[str]:
    for classifier in classifiers:
        kind, *below = (part.strip() for part in classifier.split("::"))
        if kind == "License" and below and below[-1] != "OSI Approved":
            yield below[-1]
