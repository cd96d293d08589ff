"""Write blobs: what goes in is hashed before and after compression, and never held in memory as a whole."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import tarfile
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, NamedTuple, cast

from vendorize.image.mediatypes import LAYER
from vendorize.image.zstandard import zstd
from vendorize.model.image import ImageWeight
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from vendorize.model.image import Compression

_GZIP_LEVEL = 6
_ZSTD_LEVEL = 15
"""Levels are part of the format: another one gives other bytes for the same layer."""
_AT_ONCE = 1 << 20


class Member(NamedTuple):
    """A member of a layer's archive."""

    info: tarfile.TarInfo
    content: bytes | Path | None
    """Of a file; None for all others."""


class WrittenBlob(NamedTuple):
    """A layer on the disk."""

    path: Path
    media_type: str
    digest: str
    """`sha256:…`"""
    size: int
    diff_id: str
    """`sha256:…` before compression."""
    weight: ImageWeight
    """Of the regular files in it."""


class _HashedStream:
    """Passes bytes on, and knows their SHA-256 and number."""

    def __init__(self, inner: IO[bytes]) -> None:
        self._inner, self._hash, self.size = inner, hashlib.sha256(), 0

    def write(self, data: bytes) -> int:
        """Write all of it."""
        self._hash.update(data)
        self.size += len(data)
        self._inner.write(data)
        return len(data)

    def flush(self) -> None:
        """Pass it on."""
        self._inner.flush()

    @property
    def digest(self) -> str:
        """Return the digest as the OCI image specification writes it."""
        return f"sha256:{self._hash.hexdigest()}"


def write_members(members: Iterable[Member], folder: Path, compression: Compression) -> WrittenBlob:
    """Write a layer of these members, in this order, into a folder. Raises `UserError` for a file that has changed."""
    weight = ImageWeight()
    with (
        _blob(folder, compression) as (raw, finished),
        tarfile.open(fileobj=cast("IO[bytes]", raw), mode="w|", format=tarfile.PAX_FORMAT) as archive,
    ):
        for info, content in members:
            _add(archive, info, content)
            weight = weight.plus(1, info.size) if info.isreg() else weight
    return finished[0]._replace(weight=weight)


def write_stream(stream: IO[bytes], folder: Path, compression: Compression) -> WrittenBlob:
    """Write a layer of an archive that there is already, its bytes as they are."""
    with _blob(folder, compression) as (raw, finished):
        while data := stream.read(_AT_ONCE):
            raw.write(data)
    return finished[0]


@contextmanager
def _blob(folder: Path, compression: Compression) -> Iterator[tuple[_HashedStream, list[WrittenBlob]]]:
    """Open a blob to write what is in it; when the block has ended, the list has it, under the name of its digest."""
    finished: list[WrittenBlob] = []
    part = folder / "part"
    with part.open("xb") as file:
        packed = _HashedStream(file)
        packer = _packer(packed, compression)
        raw = _HashedStream(packer)
        yield raw, finished
        packer.close()
    place = folder / packed.digest.replace(":", "-")
    part.replace(place)
    finished.append(WrittenBlob(place, LAYER[compression], packed.digest, packed.size, raw.digest, ImageWeight()))


def _packer(target: _HashedStream, compression: Compression) -> Any:  # noqa: ANN401 - of one of two libraries
    if compression == "zstd":
        return zstd("to write a layer").ZstdFile(target, "wb", level=_ZSTD_LEVEL)
    # Neither a name nor a time goes into its header: the same bytes each time.
    return gzip.GzipFile("", "wb", _GZIP_LEVEL, cast("IO[bytes]", target), mtime=0)


def _add(archive: tarfile.TarFile, info: tarfile.TarInfo, content: bytes | Path | None) -> None:
    if content is None:
        archive.addfile(info)
    elif isinstance(content, bytes):
        archive.addfile(info, io.BytesIO(content))
    else:
        try:
            with content.open("rb") as stream:
                info.size = os.fstat(stream.fileno()).st_size
                archive.addfile(info, stream)
        except OSError as error:
            if error.filename is None and error.errno is not None:
                raise  # of what we write
            raise UserError(
                f"cannot read {content}: {error.strerror or error}", hint="see that you may read it, and run it again"
            ) from error
