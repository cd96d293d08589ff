"""Find out what each distribution was installed from, as far as anything beside it says so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize.lock.artefacts.choosing import choose
from vendorize.lock.artefacts.direct import read_direct
from vendorize.lock.artefacts.pylock import read_pylocks
from vendorize.lock.artefacts.requirements import read_pinned
from vendorize.lock.artefacts.uv import read_uv
from vendorize.model.lock import Artefact

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vendorize.lock.artefacts.candidates import Candidates
    from vendorize_analysis.model.environment import Distribution

__all__ = ["artefacts_of"]


def artefacts_of(root: Path) -> Callable[[Distribution], Artefact]:
    """Return who tells the artefact of a distribution, from the lock files and requirements of a project.

    What an installer wrote down (`direct_url.json`) goes before a lock file that speaks of something else.
    """
    known: dict[tuple[str, str], Candidates] = {}
    for read in (read_uv, read_pylocks, read_pinned):
        for name, candidates in read(root).items():
            known.setdefault(name, candidates)

    def tell(distribution: Distribution) -> Artefact:
        direct = read_direct(distribution)
        candidates = known.get((distribution.key, distribution.version))
        chosen = choose(candidates, distribution, direct) if candidates is not None else None
        return chosen or direct or Artefact("RECORD")

    return lambda distribution: _sorted(tell(distribution))


def _sorted(artefact: Artefact) -> Artefact:
    return replace(artefact, hashes=tuple(sorted(set(artefact.hashes))))
