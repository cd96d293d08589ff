"""Sign a statement with a key of the user's, and read it back: an envelope as DSSE has it, by securesystemslib."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from vendorize.extras import needed
from vendorize_analysis.errors import UserError
from vendorize_analysis.reading import each_once, read_bytes

if TYPE_CHECKING:
    from pathlib import Path

PAYLOAD_TYPE = "application/vnd.in-toto+json"
_MOST_BYTES = 64 << 20
_EXTRA = "provenance"
_KEYS = "it must be PEM: ed25519, ECDSA or RSA, as `openssl genpkey -algorithm ed25519` writes it, not encrypted"

_PRIVATE = b"PRIVATE KEY-----"
_PUBLIC = "make it, and keep the private one to yourself: openssl pkey -in {} -pubout -out release.pub"


class ReadStatement(NamedTuple):
    """A statement from a file."""

    statement: dict[str, Any]
    is_signed: bool
    is_verified: bool
    """The key that was given has signed it."""


def written(statement: dict[str, Any]) -> str:
    """Return a statement as text, the same bytes for the same statement."""
    return json.dumps(statement, indent=2, sort_keys=True, ensure_ascii=True) + "\n"


def signed(statement: dict[str, Any], key: Path) -> str:
    """Return the envelope with a statement and the signature of a private key.

    Raises `UserError` where the extra is not installed, and for what is no such key.
    """
    with needed("a signature", _EXTRA):
        from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415 - of an extra
        from securesystemslib.dsse import Envelope  # noqa: PLC0415
        from securesystemslib.signer import CryptoSigner  # type: ignore[attr-defined]  # noqa: PLC0415
    try:
        signer = CryptoSigner(load_pem_private_key(read_bytes(key), None))
    except (ValueError, TypeError, OSError) as error:
        raise UserError(f"{key}: no private key that can be used: {error}", hint=_KEYS) from error
    envelope = Envelope(written(statement).encode(), PAYLOAD_TYPE, {})
    envelope.sign(signer)
    return json.dumps(envelope.to_dict(), indent=2) + "\n"


def read_statement(file: Path, key: Path | None) -> ReadStatement:
    """Return the statement of a file, plain or in an envelope, and whether a public key has signed it.

    Raises `UserError` for what is neither, and for what is no key.
    """
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise UserError(f"{file}: too large to be a statement", hint="make it again")
        found = json.loads(read_bytes(file), object_pairs_hook=each_once)
        if not isinstance(found, dict):
            raise TypeError("no object")  # noqa: TRY301 - as what the lines below raise
        if "payload" not in found:
            return ReadStatement(found, is_signed=False, is_verified=False)
        if found.get("payloadType") != PAYLOAD_TYPE:
            raise ValueError("the envelope holds no in-toto statement")  # noqa: TRY301
        statement = json.loads(base64.b64decode(found["payload"], validate=True), object_pairs_hook=each_once)
        if not isinstance(statement, dict):
            raise TypeError("no object")  # noqa: TRY301
    except (ValueError, TypeError, RecursionError, binascii.Error, OSError) as error:
        raise UserError(f"{file}: no statement of provenance: {error}", hint="make it again") from error
    return ReadStatement(statement, is_signed=True, is_verified=key is not None and _is_signed_by(found, key))


def _is_signed_by(envelope: dict[str, Any], key: Path) -> bool:
    with needed("a signature", _EXTRA):
        from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415 - of an extra
        from securesystemslib.dsse import Envelope  # noqa: PLC0415
        from securesystemslib.exceptions import VerificationError  # noqa: PLC0415
        from securesystemslib.signer import SSlibKey  # type: ignore[attr-defined]  # noqa: PLC0415
    try:
        content = read_bytes(key)
        if _PRIVATE in content:
            raise UserError(f"{key} is a private key; who verifies needs the public one", hint=_PUBLIC.format(key))
        public = SSlibKey.from_crypto(load_pem_public_key(content))
    except (ValueError, TypeError, OSError) as error:
        raise UserError(f"{key}: no public key that can be used: {error}", hint=_KEYS) from error
    try:
        Envelope.from_dict(envelope).verify([public], 1)
    except (VerificationError, ValueError, KeyError, TypeError, AttributeError):
        return False
    return True
