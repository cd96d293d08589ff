"""Record the attestations that an index has given for artefacts (PEP 740), where they lie beside these.

They are recorded with their hash and what they say they are about; whether their signatures hold is for a tool with the
roots of trust of the index (`pypi-attestations verify`).
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Any

from vendorize.lock.purl import purl_of
from vendorize_analysis.reading import each_once

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from vendorize.model.lock import Lock, LockedDistribution
    from vendorize.provenance.statement import Descriptor
    from vendorize_analysis.model.events import Listener

_ENDINGS = (".provenance", ".attestation")
_MOST_BYTES = 16 << 20


def attestations_in(folders: Iterable[Path], lock: Lock, progress: Listener) -> Iterator[Descriptor]:
    """Yield a descriptor for each file with attestations of an artefact of the lock.

    One that cannot be read, or is about something else, is a warning and is left out.
    """
    files = sorted(file for folder in folders for file in folder.iterdir() if file.name.endswith(_ENDINGS))
    for one in lock.distributions:
        name = one.artefact.name
        for file in files if name and one.verdict != "unused" else ():
            if file.name.startswith(f"{name}."):
                found = _read(file, one)
                if found is None:
                    progress.warned(f"{file}: not an attestation of {name} that can be read; it is not recorded")
                else:
                    yield found


def _read(file: Path, one: LockedDistribution) -> Descriptor | None:
    if not file.is_file() or file.stat().st_size > _MOST_BYTES:
        return None
    content = file.read_bytes()
    try:
        found = json.loads(content, object_pairs_hook=each_once)
        bundles: list[dict[str, Any]] = found.get("attestation_bundles", [{"attestations": [found]}])
        statements = [_statement(each) for bundle in bundles for each in bundle["attestations"]]
        publishers = [bundle["publisher"] for bundle in bundles if isinstance(bundle.get("publisher"), dict)]
        about = all(_is_about(statement, one) for statement in statements)
        types = sorted({str(statement["predicateType"]) for statement in statements})
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    if not statements or not about:
        return None
    attested = purl_of(one.key, one.version)
    annotations: dict[str, Any] = {"attests": attested, "predicate-types": types, "verified": False}
    if publishers:
        annotations["publishers"] = [{key: str(value) for key, value in each.items()} for each in publishers]
    return {
        "name": file.name,
        "digest": {"sha256": hashlib.sha256(content).hexdigest()},
        "mediaType": "application/json",
        "annotations": annotations,
    }


def _statement(attestation: dict[str, Any]) -> dict[str, Any]:
    """Return the in-toto statement in an attestation (PEP 740, "Attestation objects")."""
    statement = json.loads(
        base64.b64decode(attestation["envelope"]["statement"], validate=True), object_pairs_hook=each_once
    )
    if not isinstance(statement, dict):
        raise TypeError("no object")
    return statement


def _is_about(statement: dict[str, Any], one: LockedDistribution) -> bool:
    """Tell whether a statement is about the artefact of a distribution, by name and by hash."""
    hashes = set(one.artefact.hashes)
    return any(
        subject["name"] == one.artefact.name and f"sha256:{subject['digest']['sha256']}" in hashes
        for subject in statement["subject"]
    )
