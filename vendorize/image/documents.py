"""The JSON documents of an image: configuration, manifest, index (OCI image specification 1.1)."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from vendorize.image.mediatypes import ANNOTATION, CONFIG, EMPTY, INDEX, MANIFEST, REFERENCE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vendorize.image.bases import ImageBase
    from vendorize.model.image import ImageOptions

TOOL = "vendorize image build"
_OF_BASE = ("history", "rootfs", "created", "config", "architecture", "os", "variant")


class Document(NamedTuple):
    """A blob that is JSON, and its descriptor."""

    content: bytes
    descriptor: dict[str, Any]


class About(NamedTuple):
    """What is said of an image."""

    labels: Mapping[str, str]
    """Labels of the configuration, and annotations of the manifest."""
    seconds: int
    """Time of creation, since 1970."""


class Layered(NamedTuple):
    """A layer as the documents name it."""

    name: str
    media_type: str
    digest: str
    size: int
    diff_id: str
    is_new: bool
    """The base did not have it."""


def document(content: Mapping[str, Any], media_type: str, **more: object) -> Document:
    """Return JSON, the same bytes for the same content, with its descriptor."""
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=True).encode("ascii")
    digest = f"sha256:{hashlib.sha256(text).hexdigest()}"
    return Document(text, {"mediaType": media_type, "digest": digest, "size": len(text), **more})


def configuration(
    base: ImageBase, layers: Sequence[Layered], entrypoint: Sequence[str], options: ImageOptions, about: About
) -> Document:
    """Return the configuration of an image: that of the base, with what is ours in it."""
    created = time_text(about.seconds)
    content = {key: value for key, value in base.config.items() if key not in _OF_BASE}
    content |= {"created": created, "architecture": base.platform.architecture, "os": base.platform.os}
    if base.platform.variant:
        content["variant"] = base.platform.variant
    content["config"] = _run(base.config.get("config") or {}, entrypoint, options, about)
    content["rootfs"] = {"type": "layers", "diff_ids": [one.diff_id for one in layers]}
    history = list(base.config.get("history") or [])
    history += [{"created": created, "created_by": TOOL, "comment": one.name} for one in layers if one.is_new]
    content["history"] = history
    return document(content, CONFIG)


def _run(base: Mapping[str, Any], entrypoint: Sequence[str], options: ImageOptions, about: About) -> dict[str, Any]:
    """Return how the image is run; where the base says what to start, that is replaced."""
    run = {key: value for key, value in base.items() if key not in {"Entrypoint", "Cmd", "Healthcheck", "ArgsEscaped"}}
    run["Entrypoint"] = list(entrypoint)
    if options.arguments:
        run["Cmd"] = list(options.arguments)
    if options.user:
        run["User"] = options.user
    run["Env"] = _variables(list(base.get("Env") or []), options.prefix)
    run.setdefault("WorkingDir", "/")
    run["Labels"] = {**(base.get("Labels") or {}), **about.labels}
    return run


def _variables(variables: list[str], prefix: str) -> list[str]:
    """Return the environment: the program's folder comes first on the import path, `PATH` is there."""
    name = "PYTHONPATH="
    before = [one.removeprefix(name) for one in variables if one.startswith(name)]
    kept = [one for one in variables if not one.startswith(name)]
    if not any(one.startswith("PATH=") for one in kept):
        kept.insert(0, "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
    return [*kept, name + ":".join([prefix, *filter(None, before)])]


def manifest(config: Document, layers: Sequence[Layered], about: About) -> Document:
    """Return the manifest of an image."""
    described = [
        {
            "mediaType": one.media_type,
            "digest": one.digest,
            "size": one.size,
            **({"annotations": {"vendorize.layer": one.name}} if one.is_new else {}),
        }
        for one in layers
    ]
    content = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": config.descriptor,
        "layers": described,
        "annotations": {**about.labels, f"{ANNOTATION}created": time_text(about.seconds)},
    }
    return document(content, MANIFEST)


def attachment(image: Document, blob: Mapping[str, Any], about: About) -> tuple[Document, Document]:
    """Return the manifest of something that belongs to an image, and the empty configuration that it has to have.

    Registries and tools find it by its `subject` (specification 1.1: manifest.md, "Guidelines for Artifact Usage").
    """
    empty = Document(b"{}", {"mediaType": EMPTY, "digest": f"sha256:{hashlib.sha256(b'{}').hexdigest()}", "size": 2})
    subject = {key: image.descriptor[key] for key in ("mediaType", "digest", "size")}
    content = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "artifactType": blob["mediaType"],
        "config": empty.descriptor,
        "layers": [dict(blob)],
        "subject": subject,
        "annotations": {f"{ANNOTATION}created": time_text(about.seconds)},
    }
    return document(content, MANIFEST, artifactType=blob["mediaType"]), empty


def index(image: Document, base: ImageBase, reference: str, others: Sequence[Document]) -> bytes:
    """Return `index.json`: the image under its name, then what belongs to it."""
    platform = {"os": base.platform.os, "architecture": base.platform.architecture}
    if base.platform.variant:
        platform["variant"] = base.platform.variant
    named = {**image.descriptor, "platform": platform, "annotations": {REFERENCE: reference}}
    content = {
        "schemaVersion": 2,
        "mediaType": INDEX,
        "manifests": [named, *(one.descriptor for one in others)],
    }
    return document(content, INDEX).content


def time_text(seconds: int) -> str:
    """Return a time as RFC 3339 writes it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
