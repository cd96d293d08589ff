"""What is known of a base, whichever form it has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from vendorize.image.bases.tree import BaseTree
    from vendorize.model.image import ImagePlatform


@dataclass(frozen=True, slots=True)
class BaseBlob:
    """A layer that a base has already: it is taken as it is."""

    blob: Path
    media_type: str
    digest: str
    size: int
    diff_id: str
    """`sha256:…` of the uncompressed archive."""


@dataclass(frozen=True, slots=True)
class ImageBase:
    """A base that was read."""

    place: Path
    tree: BaseTree
    platform: ImagePlatform
    blobs: tuple[BaseBlob, ...] = ()
    """From the lowest one; none for a root file system, whose layer is yet to be written."""
    config: Mapping[str, Any] = field(default_factory=dict)
    """The image configuration of an OCI layout."""
    digest: str = ""
    """Of its manifest, in an OCI layout."""
