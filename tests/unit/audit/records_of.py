"""Records of advisories for tests, in the shape of the schema."""

from __future__ import annotations

import json
from typing import Any


def record(number: str = "PYSEC-2024-1", name: str = "dep", **more: Any) -> dict[str, Any]:  # noqa: ANN401 - fields
    """Return a record about releases below 2.0; what is given replaces fields of `affected[0]`, or of the record."""
    affected: dict[str, Any] = {
        "package": {"ecosystem": "PyPI", "name": name},
        "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.0"}]}],
    }
    found: dict[str, Any] = {"schema_version": "1.6.0", "id": number, "modified": "2024-01-01T00:00:00Z"}
    inner = ("package", "ranges", "versions", "ecosystem_specific", "database_specific")
    for key, value in more.items():
        (affected if key in inner else found)[key] = value
    return {"affected": [affected], **found}


def encoded(value: object) -> bytes:
    """Return JSON."""
    return json.dumps(value).encode()
