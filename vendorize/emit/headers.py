"""Modules whose head names a licence that the metadata of their distribution does not state."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from vendorize.model.licenses import covers, said_in
from vendorize_analysis.reading import regular

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vendorize.model.plan import DistributionPlan

_MOST = 4096
"""Bytes of a module in which its licence may be named."""


class FileLicence(NamedTuple):
    """What the head of a module says."""

    relative: str
    """POSIX path under the import root of its distribution."""
    license: str
    """SPDX expression, or the name of a family of licences."""


def file_licences(distribution: DistributionPlan) -> tuple[FileLicence, ...]:
    """Return the modules of a distribution that have another licence than it states, sorted."""
    return tuple(sorted(_found(distribution)))


def _found(distribution: DistributionPlan) -> Iterator[FileLicence]:
    for module in distribution.modules:
        for licence in said_in(_head(module.path)):
            if not covers(distribution.licenses, licence):
                yield FileLicence(module.relative, licence)


def _head(path: Path) -> str:
    """Return the beginning of a file; nothing of one that cannot be read: who writes it says why."""
    try:
        with open(path, "rb", opener=regular) as stream:
            return stream.read(_MOST).decode("utf-8", "replace")
    except OSError:
        return ""
