"""The licence expression of what a wheel holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize.model.lock import LockedDistribution


def joined_expression(own: str, distributions: Iterable[LockedDistribution]) -> tuple[str, tuple[str, ...]]:
    """Return the SPDX expression of a project with the code of distributions in it, and whose licences nobody knows.

    All of them hold (`AND`). Where one is not known, the expression is what the project states; names are sorted.
    Source: "Core metadata specifications", `License-Expression`, packaging.python.org; PEP 639.
    """
    operands, unknown = [_canonical(own)], set[str]()
    for one in distributions:
        for stated in _stated(one) if one.files else ():
            found = _canonical(stated)
            operands.append(found)
            if not found:
                unknown.add(one.name)
    if unknown or not operands[0]:
        return own, tuple(sorted(unknown))
    different = list(dict.fromkeys(operands))
    if len(different) == 1:
        return own, ()
    return " AND ".join(f"({one})" if " OR " in one else one for one in different), ()


def _stated(one: LockedDistribution) -> Iterator[str]:
    """Yield what metadata states, and files of their own: of several licences nobody knows whether all hold."""
    yield one.licenses[0] if len(one.licenses) == 1 else ""
    for file in one.file_licenses:
        yield file.license


def _canonical(stated: str) -> str:
    """Return an SPDX expression as it is written; empty for what is none."""
    try:
        return canonicalize_license_expression(stated) if stated else ""
    except InvalidLicenseExpression:
        return ""
