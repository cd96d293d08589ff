"""Read what an image is put on: the folder of a root file system, a tar archive of one, or an OCI layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.image.bases.base import BaseBlob, ImageBase
from vendorize.image.bases.folder import members_of, read_folder
from vendorize.image.bases.ocilayout import is_layout, read_layout
from vendorize.image.bases.streams import read_archive, reading, uncompressed
from vendorize.image.bases.tree import BaseTree
from vendorize.image.platforms import compiled_kind
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.image import ImagePlatform

__all__ = ["BaseBlob", "BaseTree", "ImageBase", "members_of", "open_base", "reading", "uncompressed"]

_ARCHIVES = {
    "oci-layout": ("an archive of an OCI layout", "unpack it into a folder, and give that"),
    "manifest.json": (
        "what `docker save` has written",
        "turn it into a layout: skopeo copy docker-archive:FILE oci:DIR:latest",
    ),
}
"""Archives that hold images, not files of a root: by the name of a member."""
_USUAL = ("usr", "bin", "lib", "etc")


def open_base(place: Path, reference: str, wanted: ImagePlatform | None) -> ImageBase:
    """Read a base, in whichever of the three forms it is; of a layout the image for the platform wanted.

    `reference` names an image of a layout. Raises `UserError` for what is none of them, is broken, or lacks that image.
    """
    if not place.exists():
        raise UserError(f"no such base: {place}", hint="give an OCI layout, a root file system or a tar archive of one")
    if is_layout(place):
        return read_layout(place, reference, wanted)
    if reference:
        raise UserError(f"{place} is no OCI layout, so it has no image {reference!r}", hint="leave out --base-ref")
    tree = BaseTree()
    if place.is_dir():
        read_folder(place, tree)
    else:
        read_archive(place, "the base", tree)
        _refuse_images(place, tree)
    tree.fill_folders()
    return ImageBase(place, tree, _platform_of(place, tree))


def _refuse_images(place: Path, tree: BaseTree) -> None:
    for name, (what, hint) in _ARCHIVES.items():
        if name in tree.entries and not any(one in tree.entries for one in _USUAL):
            raise UserError(f"the base {place} is {what}, no root file system", hint=hint)


def _platform_of(place: Path, tree: BaseTree) -> ImagePlatform:
    """Return what the programs of a root file system are for. Raises `UserError` where there is none."""
    if not any(one in tree.entries for one in _USUAL):
        raise UserError(
            f"the base {place} is no root file system: it has none of {', '.join(_USUAL)}",
            hint="give the folder that would be / in the image, a tar archive of it, or an OCI layout",
        )
    for path in sorted(tree.entries):
        compiled = compiled_kind(tree.entries[path].head)
        if compiled is not None and compiled.form == "ELF":
            return compiled.platform
    raise UserError(
        f"the base {place} has no Python and no shell for Linux, so that it cannot be told what it runs on",
        hint="put an interpreter into it first, or give an OCI layout, which says its platform",
    )
