"""Which files of a distribution are licence texts and notices."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendorize_analysis.model.environment import Distribution

_TEXT = re.compile(r"(LICEN[CS]ES?|COPYING|NOTICES?)([-.][\w.+-]+)?", re.IGNORECASE)
_OTHER = (".py", ".pyi", ".pyc", ".json", ".toml", ".yaml", ".yml", ".js", ".css")


def licence_files(found: Distribution) -> tuple[str, ...]:
    """Return the paths of the licence texts and notices of a distribution, those that its metadata names first.

    The notices of the Apache licence are named nowhere, nor are the texts of what a package bundles.
    """
    texts = f"{found.info}/licenses/"
    others = (path for path in found.files if (found.info and path.startswith(texts)) or _is_text(path))
    return tuple(dict.fromkeys((*found.license_files, *sorted(others))))


def _is_text(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name[:1] in "LlCcNn" and _TEXT.fullmatch(name) is not None and not name.lower().endswith(_OTHER)
