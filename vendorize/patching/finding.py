"""Find the patches of a project: `patches/DISTRIBUTION/*.patch`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from vendorize.emit.paths import inside
from vendorize.model.patch import ENDING, PATCHES
from vendorize.patching.unified import read_patch
from vendorize_analysis.errors import UserError
from vendorize_analysis.reading import read_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.model.patch import Patch

MOST_BYTES = 8 << 20


def find_patches(root: Path) -> dict[str, tuple[Patch, ...]]:
    """Return the patches of each distribution, by its key, in the order of their names.

    Raises `UserError` for a patch that is no diff, is no regular file, or lies elsewhere by a link.
    """
    folder = root / PATCHES
    found: dict[str, list[Path]] = {}
    if folder.is_dir():
        for one in sorted(folder.iterdir()):
            if one.is_dir():
                files = [path for path in one.iterdir() if path.name.endswith(ENDING)]
                found.setdefault(canonicalize_name(one.name), []).extend(files)
    return {key: tuple(_read(path, root) for path in sorted(paths)) for key, paths in found.items() if paths}


def patch_bytes(root: Path, name: str) -> bytes | None:
    """Return the content of a patch; None where there is none of this name. Raises `UserError` as `find_patches`."""
    path = root / name
    return _content(path, root) if path.is_symlink() or path.exists() else None


def _read(path: Path, root: Path) -> Patch:
    name = path.relative_to(root).as_posix()
    if not name.isprintable():
        raise UserError(f"{name!r}: no name for a patch", hint="rename it: control characters steer terminals")
    return read_patch(name, _content(path, root))


def _content(path: Path, root: Path) -> bytes:
    real = inside(path, root, PATCHES)
    try:
        size = path.stat().st_size
        content = read_bytes(real) if size <= MOST_BYTES else b""
    except OSError as error:
        raise UserError(f"{path}: {error.strerror or error}", hint="a patch is a regular file") from error
    if size > MOST_BYTES:
        raise UserError(f"{path}: {size:,} bytes are too many for a patch", hint="take the file away")
    return content
