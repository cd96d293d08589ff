"""Which advisories are about what is installed, by releases alone: cheap, and before anything is known of the code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from vendorize.audit.grouping import without_aliases
from vendorize.audit.matching import match_release
from vendorize.model.advice import KnownAdvisory

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize.model.advisory import Advisory


def about_releases(advisories: Iterable[Advisory], releases: Iterable[tuple[str, str]]) -> tuple[KnownAdvisory, ...]:
    """Return the advisories about releases, which are names and versions; aliases count once, withdrawn ones not."""
    held = without_aliases(advisories)
    return tuple(
        sorted(
            KnownAdvisory(name, version, one.id, match.fixed, one.summary)
            for name, version in releases
            for one in held
            if (match := match_release(one, canonicalize_name(name), version)) is not None
        )
    )
