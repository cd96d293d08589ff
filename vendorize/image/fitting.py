"""Refuse what could not run on a base: compiled modules for another platform or C library, and damaged ones."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.image.platforms import HEADER, compiled_kind, fits_tag, is_cut_off
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize.image.bases import ImageBase
    from vendorize.model.bundle import BundleFile
    from vendorize.model.image import ImagePlatform

_MUSL, _GLIBC = "musllinux", "manylinux"
_REMEDY = "install the project's dependencies for the base's platform, give that interpreter with --python, build again"


def check_fit(files: Iterable[BundleFile], base: ImageBase) -> None:
    """Raise `UserError` where a distribution of the result cannot work on the base, with the file that shows it."""
    libraries: dict[str, list[BundleFile]] = defaultdict(list)
    for file in files:
        if file.relative.endswith(".dist-info/WHEEL"):
            _check_tags(file, base)
        elif _is_module(file.relative) and isinstance(file.content, Path):
            libraries[file.distribution].append(file)
    for owner, found in sorted(libraries.items()):
        _check_libraries(owner or "the project", found, base.platform)


def _is_module(relative: str) -> bool:
    """Tell whether a name is that of a compiled module; `libz.so` may be a script of a linker, and text."""
    name = relative.rpartition("/")[2]
    return name.endswith(".so") and not name.startswith("lib")


def _check_libraries(owner: str, files: list[BundleFile], platform: ImagePlatform) -> None:
    """Refuse damaged modules, and those of a distribution that has none for the platform (some have several's)."""
    kinds = {file.content: _kind(file.content, owner) for file in files if isinstance(file.content, Path)}
    if not any((one.os, one.architecture) == (platform.os, platform.architecture) for one in kinds.values()):
        path, kind = next(iter(kinds.items()))
        raise UserError(f"{owner}: {path} is compiled for {kind}, and the base is {platform}", hint=_REMEDY)


def _kind(path: Path, owner: str) -> ImagePlatform:
    try:
        with path.open("rb") as stream:
            head = stream.read(HEADER)
        kind = compiled_kind(head)
        damaged = kind is None or (kind.form == "ELF" and is_cut_off(path, head))
    except OSError as error:
        raise UserError(f"{owner}: cannot read {path}: {error.strerror}", hint=f"reinstall {owner}") from error
    if kind is None or damaged:
        what = "no compiled module" if kind is None else "cut off"
        raise UserError(f"{owner}: {path} is {what}, though its name is that of one", hint=f"reinstall {owner}")
    return kind.platform


def _check_tags(file: BundleFile, base: ImageBase) -> None:
    """Compare the platforms of a wheel (binary distribution format, `Tag`) with that of the base."""
    text = file.content if isinstance(file.content, bytes) else file.content.read_bytes()
    lines = [line for line in text.decode("utf-8", "replace").splitlines() if line.startswith("Tag:")]
    tags = {tag.strip() for line in lines for tag in line.rpartition("-")[2].split(".")}
    if not tags:
        return
    fitting = {tag for tag in tags if fits_tag(tag, base.platform)}
    if not fitting:
        raise UserError(
            f"{file.distribution}: its wheel is for {', '.join(sorted(tags))}, and the base is {base.platform}"
            f" ({file.relative})",
            hint=_REMEDY,
        )
    library = _library(base)
    if library and all(tag.startswith((_MUSL, _GLIBC)) and not tag.startswith(library) for tag in fitting):
        raise UserError(
            f"{file.distribution}: its wheel is for {', '.join(sorted(fitting))}, and the C library of the base is "
            f"{'musl' if library == _MUSL else 'glibc'} ({file.relative})",
            hint=_REMEDY,
        )


def _library(base: ImageBase) -> str:
    """Return what tags for the base's C library begin with; empty where it has both or none."""
    names = [path.rpartition("/")[2] for path in base.tree.entries if "/ld-" in path]
    musl = any(name.startswith("ld-musl-") for name in names)
    glibc = any(name.startswith(("ld-linux", "ld64.so")) for name in names)
    return "" if musl == glibc else _MUSL if musl else _GLIBC
