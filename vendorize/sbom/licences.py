"""Licences as CycloneDX has them: SPDX identifiers, one expression, or names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cyclonedx.contrib.license.exceptions import InvalidSpdxLicenseException
from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.license import LicenseAcknowledgement

if TYPE_CHECKING:
    from cyclonedx.model.license import License

_DECLARED = LicenseAcknowledgement.DECLARED


def licences(stated: tuple[str, ...], texts: tuple[str, ...] = ()) -> list[License]:
    """Return the licences that metadata states; where it states none, what the only licence text was recognised as.

    An expression stands alone (the schema allows nothing beside it, and the library writes it all the same); where
    several are stated, nobody knows whether all of them hold or one can be chosen, so each stays as it is.
    """
    factory = LicenseFactory()
    if not stated and len(texts) == 1:
        return [factory.make_with_id(texts[0], acknowledgement=LicenseAcknowledgement.CONCLUDED)]
    if len(stated) == 1:
        return [factory.make_from_string(stated[0], license_acknowledgement=_DECLARED)]
    return [_single(factory, one) for one in stated]


def licence_evidence(texts: tuple[str, ...]) -> list[License]:
    """Return what licence texts were recognised as: what was found, whatever metadata states."""
    return [LicenseFactory().make_with_id(one) for one in texts]


def _single(factory: LicenseFactory, stated: str) -> License:
    try:
        return factory.make_with_id(stated, acknowledgement=_DECLARED)
    except InvalidSpdxLicenseException:
        return factory.make_with_name(stated, acknowledgement=_DECLARED)
