"""Published JSON Schemas, and whether an answer is what its schema says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema

FOLDER = Path(__file__).parents[1] / "vendorize/report/schemas"


def names() -> list[str]:
    """Return the names of all schemas."""
    return sorted(file.name.removesuffix(".schema.json") for file in FOLDER.glob("*.json"))


def schema_of(name: str) -> dict[str, Any]:
    """Return the schema of this name."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    return found


def strict(schema: object) -> object:
    """Return a schema that refuses fields which it does not describe."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {"additionalProperties": False} if isinstance(schema.get("properties"), dict) and "type" in schema else {}
    return {**{key: strict(value) for key, value in schema.items()}, **closed}


def conform(name: str, answer: object) -> None:
    """Fail unless an answer is valid, and the schema describes all of it."""
    jsonschema.validate(answer, schema_of(name))
    jsonschema.validate(answer, strict(schema_of(name)))
