"""An OCI image layout as a base (OCI image specification 1.1: image-layout.md, image-index.md, manifest.md)."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from vendorize.image.bases.base import BaseBlob, ImageBase
from vendorize.image.bases.streams import read_archive
from vendorize.image.bases.tree import BaseTree
from vendorize.image.mediatypes import CONFIGS, INDEXES, LAYERS, MANIFESTS, REFERENCE
from vendorize.model.image import ImagePlatform
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_DIGEST = re.compile(r"(sha256):([0-9a-f]{64})|(sha512):([0-9a-f]{128})")
_DEEPEST = 4
"""Indexes in indexes; images for several platforms need two."""
_LARGEST = 64 << 20
"""Bytes of a document: the manifest of an image with a hundred layers has 20,000."""


class _LayoutImage(NamedTuple):
    reference: str
    digest: str
    manifest: Mapping[str, Any]
    config: Mapping[str, Any]
    platform: ImagePlatform


def is_layout(place: Path) -> bool:
    """Tell whether a folder says that it is a layout, or could be nothing else."""
    return (place / "oci-layout").is_file() or ((place / "index.json").is_file() and (place / "blobs").is_dir())


def read_layout(place: Path, reference: str, wanted: ImagePlatform | None) -> ImageBase:
    """Read an image of a layout with all its layers, each compared with its digest.

    Raises `UserError` for a document or blob that is missing or not as its digest says, and where no image, or more
    than one, has the name and platform wanted.
    """
    image = _chosen(place, list(_images(place, _index(place))), reference, wanted)
    tree, blobs = BaseTree(), []
    described = _list(image.manifest, "layers", place)
    diff_ids = _list(_table(image.config, "rootfs", place), "diff_ids", place)
    if len(described) != len(diff_ids):
        raise _damaged(place, f"its manifest has {len(described)} layers, its configuration {len(diff_ids)}")
    for descriptor, diff_id in zip(described, diff_ids, strict=True):
        media_type = LAYERS.get(str(descriptor.get("mediaType")))
        if media_type is None:
            raise _damaged(place, f"a layer has the media type {descriptor.get('mediaType')!r}, which is not known")
        blob = _blob(place, descriptor)
        read_archive(blob, "the layer", tree)
        blobs.append(BaseBlob(blob, media_type, descriptor["digest"], descriptor["size"], str(diff_id)))
    tree.fill_folders()
    return ImageBase(place, tree, image.platform, tuple(blobs), image.config, image.digest)


def _chosen(place: Path, images: list[_LayoutImage], reference: str, wanted: ImagePlatform | None) -> _LayoutImage:
    """Return the one image that fits; what there is stands in the error where it is not one."""
    found = [one for one in images if not reference or one.reference == reference]
    fitting = [one for one in found if wanted is None or _is_for(one.platform, wanted)]
    if len({one.digest for one in fitting}) == 1:
        return fitting[0]
    there = ", ".join(sorted({f"{one.reference or one.digest[:19]} ({one.platform})" for one in images})) or "none"
    if fitting:
        raise UserError(f"{place} has several images that fit: {there}", hint="name one of them with --base-ref")
    asked = f" {reference!r}" if reference else ""
    raise UserError(
        f"{place} has no image{asked} for {wanted or 'any platform'}; it has: {there}",
        hint="copy the one for that platform into it, or give --python an interpreter of the image's platform",
    )


def _is_for(platform: ImagePlatform, wanted: ImagePlatform) -> bool:
    return (platform.os, platform.architecture) == (wanted.os, wanted.architecture)


def _images(place: Path, index: Mapping[str, Any], reference: str = "", depth: int = 0) -> Iterator[_LayoutImage]:
    """Yield the images of an index, and of those in it; what is no image (signatures, bills of materials) is not."""
    if depth > _DEEPEST:
        raise _damaged(place, "its indexes lie too deep in each other")
    for descriptor in _list(index, "manifests", place):
        annotations = descriptor.get("annotations") or {}
        name = str(annotations.get(REFERENCE, reference))
        kind = descriptor.get("mediaType")
        if kind not in MANIFESTS | INDEXES or "vnd.docker.reference.type" in annotations:
            continue
        document = _document(place, _blob(place, descriptor))
        if kind in INDEXES:
            yield from _images(place, document, name, depth + 1)
            continue
        about = _table(document, "config", place)
        if about.get("mediaType") in CONFIGS and "subject" not in document:
            config = _document(place, _blob(place, about))
            words = (str(config.get(key, "")) for key in ("os", "architecture", "variant"))
            yield _LayoutImage(name, descriptor["digest"], document, config, ImagePlatform(*words))


def _index(place: Path) -> dict[str, Any]:
    version = _document(place, place / "oci-layout").get("imageLayoutVersion")
    if version != "1.0.0":
        raise _damaged(place, f"its version is {version!r}, and only '1.0.0' is known")
    return _document(place, place / "index.json")


def _blob(place: Path, descriptor: Mapping[str, Any]) -> Path:
    """Return where a blob is, once it was compared with its descriptor."""
    digest, size = str(descriptor.get("digest")), descriptor.get("size")
    match = _DIGEST.fullmatch(digest)
    if match is None:
        raise _damaged(place, f"the digest {digest!r} is none of SHA-256 or SHA-512")
    algorithm, expected = match[1] or match[3], match[2] or match[4]
    blob = place / "blobs" / algorithm / expected
    try:
        with blob.open("rb") as stream:
            found = hashlib.file_digest(stream, algorithm).hexdigest()
        if found != expected or blob.stat().st_size != size:
            raise _damaged(place, f"blobs/{algorithm}/{expected} is not as its digest and size say")
    except OSError as error:
        raise _damaged(place, f"blobs/{algorithm}/{expected}: {error.strerror}") from error
    return blob


def _document(place: Path, file: Path) -> dict[str, Any]:
    try:
        if file.stat().st_size > _LARGEST:
            raise _damaged(place, f"{file.name} is too large for a document")
        document = json.loads(file.read_bytes())
    except OSError as error:
        raise _damaged(place, f"{file.relative_to(place)}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise _damaged(place, f"{file.relative_to(place)} is no JSON: {error}") from error
    if not isinstance(document, dict):
        raise _damaged(place, f"{file.relative_to(place)} is no JSON object")
    return document


def _list(document: Mapping[str, Any], key: str, place: Path) -> list[Any]:
    found = document.get(key)
    if not isinstance(found, list) or not all(isinstance(one, (dict, str)) for one in found):
        raise _damaged(place, f"{key!r} is missing in a document, or no list")
    if key != "diff_ids" and not all(isinstance(one, dict) for one in found):
        raise _damaged(place, f"{key!r} has something that is no descriptor")
    return found


def _table(document: Mapping[str, Any], key: str, place: Path) -> Mapping[str, Any]:
    found = document.get(key)
    if not isinstance(found, dict):
        raise _damaged(place, f"{key!r} is missing in a document, or no object")
    return found


def _damaged(place: Path, why: str) -> UserError:
    return UserError(f"{place} is no OCI image layout that can be used: {why}", hint="write it anew, or give another")
