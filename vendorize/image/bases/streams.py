"""Read tar archives that may be compressed, and say of a broken one where it is."""

from __future__ import annotations

import gzip
import tarfile
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, cast

from vendorize.image.bases.tree import HEAD, BaseTree, TreeEntry, is_program
from vendorize.image.zstandard import zstd
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_BROKEN = (tarfile.TarError, EOFError, gzip.BadGzipFile, zlib.error, UnicodeError)


@contextmanager
def uncompressed(file: Path) -> Iterator[IO[bytes]]:
    """Open a file that may be compressed with gzip or zstd, to read what is in it."""
    with file.open("rb") as stream:
        start = stream.read(4)
        stream.seek(0)
        if start.startswith(GZIP):
            with gzip.GzipFile(fileobj=stream, mode="rb") as inner:
                yield cast("IO[bytes]", inner)
        elif start == ZSTD:
            with zstd(f"to read {file}").open(stream, "rb") as inner:
                yield inner
        else:
            yield stream


@contextmanager
def reading(file: Path, what: str) -> Iterator[None]:
    """Turn what is wrong with an archive into an error with its name."""
    try:
        yield
    except OSError as error:
        if error.errno is not None and not isinstance(error, gzip.BadGzipFile):
            raise UserError(
                f"cannot read {what} {file}: {error.strerror}", hint="check that you may read it"
            ) from error
        raise _broken(file, what, error) from error
    except Exception as error:
        if isinstance(error, _BROKEN) or type(error).__name__ == "ZstdError":
            raise _broken(file, what, error) from error
        raise


def _broken(file: Path, what: str, error: Exception) -> UserError:
    return UserError(
        f"{what} {file} is no tar archive, or a damaged one: {error}",
        hint="give the folder of a root file system, a tar archive of one, or an OCI image layout",
    )


def read_archive(file: Path, what: str, tree: BaseTree) -> None:
    """Add what an archive has to a tree: its whiteouts hide what is below. Raises `UserError` for a broken one."""
    with reading(file, what), uncompressed(file) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
        for member in archive:
            path = _path_of(member.name, file, what)
            if path and not tree.hide(path):
                tree.put(path, _entry(archive, member, path, tree))


def _path_of(name: str, file: Path, what: str) -> str:
    path = _plain(name)
    if ".." in path.split("/"):
        raise UserError(
            f"{what} {file} has a member that leads out of it: {name!r}", hint="make the archive anew, from its root"
        )
    return path


def _plain(name: str) -> str:
    return "/".join(part for part in name.split("/") if part not in {"", "."})


def _entry(archive: tarfile.TarFile, member: tarfile.TarInfo, path: str, tree: BaseTree) -> TreeEntry:
    if member.isdir():
        return TreeEntry("folder")
    if member.issym():
        return TreeEntry("link", target=member.linkname)
    if member.islnk():
        # A second name of a file that came before.
        return tree.entries.get(_plain(member.linkname), TreeEntry("file"))
    if not member.isreg():
        return TreeEntry("other")
    stream = archive.extractfile(member) if is_program(path) else None
    return TreeEntry("file", member.size, head=stream.read(HEAD) if stream is not None else b"")
