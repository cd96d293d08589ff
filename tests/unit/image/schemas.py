"""What the OCI image specification 1.1 asks of the documents of a layout, as JSON schemas.

After its own: descriptor.md, manifest.md, image-index.md, config.md, image-layout.md; what is optional there and not
written by us is left out.
"""

from __future__ import annotations

from typing import Any

DIGEST = {"type": "string", "pattern": "^sha256:[a-f0-9]{64}$|^sha512:[a-f0-9]{128}$"}
MEDIA_TYPE = {
    "type": "string",
    "pattern": "^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}$",
}
STRINGS = {"type": "object", "additionalProperties": {"type": "string"}}
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}
DESCRIPTOR: dict[str, Any] = {
    "type": "object",
    "required": ["mediaType", "digest", "size"],
    "properties": {
        "mediaType": MEDIA_TYPE,
        "digest": DIGEST,
        "size": {"type": "integer", "minimum": 0},
        "annotations": STRINGS,
        "artifactType": MEDIA_TYPE,
        "platform": {
            "type": "object",
            "required": ["architecture", "os"],
            "properties": {name: {"type": "string"} for name in ("architecture", "os", "variant")},
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}
MANIFEST = {
    "type": "object",
    "required": ["schemaVersion", "config", "layers"],
    "properties": {
        "schemaVersion": {"const": 2},
        "mediaType": {"const": "application/vnd.oci.image.manifest.v1+json"},
        "artifactType": MEDIA_TYPE,
        "config": DESCRIPTOR,
        "subject": DESCRIPTOR,
        "layers": {"type": "array", "minItems": 1, "items": DESCRIPTOR},
        "annotations": STRINGS,
    },
    "additionalProperties": False,
}
INDEX = {
    "type": "object",
    "required": ["schemaVersion", "manifests"],
    "properties": {
        "schemaVersion": {"const": 2},
        "mediaType": {"const": "application/vnd.oci.image.index.v1+json"},
        "manifests": {"type": "array", "items": DESCRIPTOR},
        "annotations": STRINGS,
    },
    "additionalProperties": False,
}
LAYOUT = {
    "type": "object",
    "required": ["imageLayoutVersion"],
    "properties": {"imageLayoutVersion": {"const": "1.0.0"}},
    "additionalProperties": False,
}
TEXTS = {"type": "array", "items": {"type": "string"}}
CONFIG = {
    "type": "object",
    "required": ["architecture", "os", "rootfs"],
    "properties": {
        "created": TIME,
        "architecture": {"type": "string", "minLength": 1},
        "os": {"type": "string", "minLength": 1},
        "variant": {"type": "string"},
        "author": {"type": "string"},
        "config": {
            "type": "object",
            "properties": {
                "User": {"type": "string"},
                "Env": {"type": "array", "items": {"type": "string", "pattern": "^[^=]+=.*$"}},
                "Entrypoint": TEXTS,
                "Cmd": TEXTS,
                "WorkingDir": {"type": "string"},
                "Labels": STRINGS,
            },
        },
        "rootfs": {
            "type": "object",
            "required": ["type", "diff_ids"],
            "properties": {"type": {"const": "layers"}, "diff_ids": {"type": "array", "items": DIGEST}},
        },
        "history": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "created": TIME,
                    "created_by": {"type": "string"},
                    "comment": {"type": "string"},
                    "empty_layer": {"type": "boolean"},
                },
            },
        },
    },
}
