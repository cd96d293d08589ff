"""Names of the OCI image specification 1.1 (media-types.md, annotations.md), and Docker's older names for the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vendorize.model.image import Compression

_OCI = "application/vnd.oci.image"
_DOCKER = "application/vnd.docker"
INDEX = f"{_OCI}.index.v1+json"
MANIFEST = f"{_OCI}.manifest.v1+json"
CONFIG = f"{_OCI}.config.v1+json"
EMPTY = "application/vnd.oci.empty.v1+json"
LAYER: dict[Compression, str] = {"gzip": f"{_OCI}.layer.v1.tar+gzip", "zstd": f"{_OCI}.layer.v1.tar+zstd"}
REFERENCE = "org.opencontainers.image.ref.name"
ANNOTATION = "org.opencontainers.image."
"""What the names of annotations begin with that the specification has defined."""

INDEXES = frozenset({INDEX, f"{_DOCKER}.distribution.manifest.list.v2+json"})
MANIFESTS = frozenset({MANIFEST, f"{_DOCKER}.distribution.manifest.v2+json"})
CONFIGS = frozenset({CONFIG, f"{_DOCKER}.container.image.v1+json"})
LAYERS = {
    f"{_OCI}.layer.v1.tar": f"{_OCI}.layer.v1.tar",
    **{name: name for name in LAYER.values()},
    f"{_DOCKER}.image.rootfs.diff.tar": f"{_OCI}.layer.v1.tar",
    f"{_DOCKER}.image.rootfs.diff.tar.gzip": LAYER["gzip"],
    f"{_DOCKER}.image.rootfs.diff.tar.zstd": LAYER["zstd"],
}
"""Those of layers that are taken from a base, and the name of each in an image of ours: the bytes are the same."""
