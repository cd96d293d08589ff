"""State where a result is from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.check import altered
from vendorize.checking import located, subjects_of
from vendorize.config import load
from vendorize.provenance import attestations_in, signed, statement_of
from vendorize.provenance.envelope import written
from vendorize.starting import source_time
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.request import Request
    from vendorize_analysis.model.events import Listener


def state_provenance(
    request: Request, result: Path | None, *, key: Path | None, attestations: tuple[Path, ...], progress: Listener
) -> str:
    """Return the statement about a result on disk, in an envelope where there is a private key to sign it.

    Raises `UserError` where there is no lock, for files that are missing or not what was written, and for a key that
    cannot be used.
    """
    with located(request, result) as place:
        subjects = subjects_of(place)
        if edited := altered(place, load(place.root, request.config)):
            raise UserError(
                f"nothing is stated about a result that was changed: {edited[0].message}",
                hint="run `vendorize check`; extract or build again, or accept the finding with a reason",
            )
        recorded = tuple(attestations_in(attestations, place.lock, progress))
        statement = statement_of(place.lock, subjects, attestations=recorded, made_at=source_time())
    return written(statement) if key is None else signed(statement, key)
