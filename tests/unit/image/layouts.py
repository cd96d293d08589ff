"""Read and check an OCI image layout as its specification says, apart from our own reader."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import struct
import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jsonschema import validate

from tests.unit.image import schemas

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class ReadImage:
    """An image that was read and found to be as the specification asks."""

    index: dict[str, Any]
    manifest: dict[str, Any]
    config: dict[str, Any]
    layers: list[bytes]
    """Uncompressed."""

    def members(self, number: int) -> list[tarfile.TarInfo]:
        """Return the members of a layer."""
        with tarfile.open(fileobj=io.BytesIO(self.layers[number])) as archive:
            return archive.getmembers()

    def unpack(self, root: Path) -> Path:
        """Lay all layers over each other, without those of a base."""
        for layer in self.layers:
            with tarfile.open(fileobj=io.BytesIO(layer)) as archive:
                archive.extractall(root, filter="tar")
        return root


def blob(layout: Path, descriptor: dict[str, Any]) -> bytes:
    """Return a blob that is as its descriptor says."""
    algorithm, value = descriptor["digest"].split(":")
    content = (layout / "blobs" / algorithm / value).read_bytes()
    assert hashlib.new(algorithm, content).hexdigest() == value
    assert len(content) == descriptor["size"]
    return content


def read_image(layout: Path, reference: str = "latest") -> ReadImage:
    """Return the image of a layout; every document and digest is checked."""
    validate(json.loads((layout / "oci-layout").read_bytes()), schemas.LAYOUT)
    index = json.loads((layout / "index.json").read_bytes())
    validate(index, schemas.INDEX)
    for one in index["manifests"]:
        validate(json.loads(blob(layout, one)), schemas.MANIFEST)
    name = "org.opencontainers.image.ref.name"
    (named,) = [one for one in index["manifests"] if one.get("annotations", {}).get(name) == reference]
    manifest = json.loads(blob(layout, named))
    config = json.loads(blob(layout, manifest["config"]))
    validate(config, schemas.CONFIG)
    layers = [unpacked(blob(layout, one)) for one in manifest["layers"]]
    assert [f"sha256:{hashlib.sha256(one).hexdigest()}" for one in layers] == config["rootfs"]["diff_ids"]
    return ReadImage(index, manifest, config, layers)


def unpacked(content: bytes) -> bytes:
    """Return what a blob holds."""
    if content.startswith(b"\x1f\x8b"):
        return gzip.decompress(content)
    if content.startswith(b"\x28\xb5\x2f\xfd"):
        from vendorize.image.zstandard import zstd  # noqa: PLC0415 - of an extra

        return bytes(zstd("to read a layer").decompress(content))
    return content


def elf(machine: int = 62, size: int = 64, end: int = 64) -> bytes:
    """Return an ELF file with one segment that ends at a place: enough to be told what it is for."""
    header = (
        b"\x7fELF\x02\x01\x01"
        + bytes(9)
        + struct.pack("<HHIQQQIHHHHHH", 3, machine, 1, 0, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    )
    segment = struct.pack("<IIQQQQQQ", 1, 5, 0, 0, 0, end, end, 4096)
    return (header + segment).ljust(size, b"\0")
