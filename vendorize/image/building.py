"""Build an image: write its layers aside, and return the files of the layout that holds it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vendorize.image.bases import members_of, reading, uncompressed
from vendorize.image.blobs import Member, WrittenBlob, write_members, write_stream
from vendorize.image.contents import members_below
from vendorize.image.documents import About, Document, Layered, attachment, configuration, document, index, manifest
from vendorize.image.fitting import check_fit
from vendorize.image.layers import divide
from vendorize.image.places import check_prefix, check_reference
from vendorize.model.bundle import Bundle, BundleFile
from vendorize.model.image import BuiltImage, ImageLayer, ImageWeight
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vendorize.image.bases import ImageBase
    from vendorize.model.image import Compression, ImageOptions, LayerName
    from vendorize.model.lock import Lock
    from vendorize_analysis.model.events import Listener

_BILLS = {"bomFormat": "application/vnd.cyclonedx+json", "spdxVersion": "application/spdx+json"}
"""What a bill of materials in JSON begins with, and its media type (IANA)."""


@dataclass(frozen=True, slots=True)
class ImageContents:
    """What goes onto a base."""

    files: tuple[BundleFile, ...]
    """Of a result in the layout `site`, launchers included."""
    lock: Lock
    entrypoint: tuple[str, ...]
    """Absolute path of the interpreter in the base, and what it is given."""
    about: About


def build(
    contents: ImageContents, base: ImageBase, options: ImageOptions, scratch: Path, progress: Listener
) -> tuple[Bundle, BuiltImage]:
    """Return the files of an OCI layout with the image, and what it is; blobs are written into the folder `scratch`.

    Raises `UserError` for what does not fit onto the base, `OSError` for what the disk refuses.
    """
    check_reference(options.reference)
    check_prefix(options.prefix, base)
    check_fit(contents.files, base)
    kept = [Layered("base", one.media_type, one.digest, one.size, one.diff_id, is_new=False) for one in base.blobs]
    new = tuple(_layers(contents, base, options, scratch, progress))
    layers = [
        *kept,
        *(Layered(one.name, one.media_type, one.digest, one.size, one.diff_id, is_new=True) for one in new),
    ]
    config = configuration(base, layers, contents.entrypoint, options, contents.about)
    image = manifest(config, layers, contents.about)
    attached = tuple(_attached(image, options, contents.about))
    documents = [config, image, *(one for pair in attached for one in pair)]
    blobs = {one.digest: one.blob for one in base.blobs} | {one.digest: one.blob for one in new}
    files: dict[str, bytes | Path] = {
        "oci-layout": b'{"imageLayoutVersion": "1.0.0"}',
        "index.json": index(image, base, options.reference, [pair[0] for pair in attached]),
        **{_place(one.descriptor["digest"]): one.content for one in documents},
        **{_place(digest): path for digest, path in blobs.items()},
    }
    bundle = Bundle(tuple(BundleFile(relative, content) for relative, content in sorted(files.items())))
    digest = image.descriptor["digest"]
    return bundle, BuiltImage(base.place, digest, options.reference, base.platform, contents.entrypoint, new)


def _layers(
    contents: ImageContents, base: ImageBase, options: ImageOptions, scratch: Path, progress: Listener
) -> Iterator[ImageLayer]:
    """Write the layers that the base does not have yet; a layer without files is left out."""
    if not base.blobs:
        progress.progressed(0, 1, "base")
        yield _layer("base", _base_layer(base, contents.about.seconds, scratch, options.compression))
    divided = divide(contents.files, contents.lock)
    for done, (name, files) in enumerate(divided.items()):
        if files:
            progress.progressed(done, len(divided), name)
            members = members_below(files, options.prefix, contents.about.seconds)
            yield _layer(name, write_members(members, scratch, options.compression))


def _base_layer(base: ImageBase, seconds: int, scratch: Path, compression: Compression) -> WrittenBlob:
    if base.place.is_dir():
        return write_members((Member(*one) for one in members_of(base.place, seconds)), scratch, compression)
    with reading(base.place, "the base"), uncompressed(base.place) as stream:
        sizes = [entry.size for entry in base.tree.entries.values() if entry.kind == "file"]
        return write_stream(stream, scratch, compression)._replace(weight=ImageWeight(len(sizes), sum(sizes)))


def _layer(name: LayerName, blob: WrittenBlob) -> ImageLayer:
    return ImageLayer(name, blob.media_type, blob.digest, blob.size, blob.diff_id, blob.weight, blob.path)


def _attached(image: Document, options: ImageOptions, about: About) -> Iterator[tuple[Document, Document, Document]]:
    """Yield what belongs to the image: the manifest that says so, the empty configuration, and the thing itself."""
    if options.bill is None:
        return
    content = _json(options.bill)
    kinds = [media_type for key, media_type in _BILLS.items() if key in content]
    if not kinds:
        raise UserError(
            f"{options.bill} is no bill of materials: it is neither CycloneDX nor SPDX, as JSON",
            hint="write one: vendorize sbom --output FILE",
        )
    bill = document(content, kinds[0])
    about_it, empty = attachment(image, bill.descriptor, about)
    yield about_it, empty, bill


def _json(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_bytes())
    except OSError as error:
        raise UserError(f"cannot read {file}: {error.strerror}", hint="see that you may read it") from error
    except (ValueError, RecursionError) as error:
        raise UserError(f"{file} is no JSON: {error}", hint="write one: vendorize sbom --output FILE") from error
    return content if isinstance(content, dict) else {}


def _place(digest: str) -> str:
    return f"blobs/{digest.replace(':', '/')}"
