"""All hostile inputs, in one order: kinds are mixed, so that a few of them are of all kinds."""

from __future__ import annotations

from itertools import chain, zip_longest

from tests.attack import (
    hostile_advisories,
    hostile_arguments,
    hostile_packages,
    hostile_patches,
    hostile_projects,
    hostile_sources,
)

_KINDS = (
    hostile_projects.CASES,
    hostile_packages.CASES,
    hostile_sources.CASES,
    hostile_arguments.CASES,
    hostile_advisories.CASES,
    hostile_patches.CASES,
)
CASES = tuple(filter(None, chain.from_iterable(zip_longest(*_KINDS))))
