"""Packages that moved, of which a distribution that only the tests need has a part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.verify.copying import copy_installed

if TYPE_CHECKING:
    from vendorize.verify.request import VerifyRequest
    from vendorize_analysis.model.environment import Distribution


def joining_files(request: VerifyRequest, distribution: Distribution) -> frozenset[str]:
    """Return the files of such a part; nothing for a distribution that the plan knows, or without an overlay.

    They must not be installed: a package of which a part is installed counts as taken, and then the original name is
    that part alone.
    """
    moved: frozenset[str] = frozenset() if request.overlay is None else request.layout.moved(request.plan)
    if not moved or any(one.key == distribution.key for one in request.plan.distributions):
        return frozenset()
    return frozenset(file for file in distribution.files if file.partition("/")[0].partition(".")[0] in moved)


def join_packages(request: VerifyRequest) -> None:
    """Put these parts into the overlay, where the rest of the package is: released code that uses them leaks."""
    folders = request.layout.namespace(request.plan).split(".")
    homes = [request.served.joinpath(root, *folders) for root in request.source_roots]
    for home in (home for home in homes if home.is_dir()):
        for one in request.environment.distributions:
            copy_installed((one.location / file, home / file) for file in joining_files(request, one))
