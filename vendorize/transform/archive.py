"""The archive of cold code: a zip with a Python file for each module, to read, and for the runtime to load from."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vendorize.model.bundle import Bundle, BundleFile
    from vendorize.model.cold import ColdFunction

_EPOCH = (1980, 1, 1, 0, 0, 0)
_LOCAL_HEADER = 30
"""Bytes of the header before a member, without its name (APPNOTE.TXT of PKWARE, 4.3.7)."""
_LISTED = _LOCAL_HEADER + 46 + 52
"""Bytes that the zip has of a member besides: both headers (4.3.7, 4.3.12), and a usual comment."""
_END = 22
"""Bytes of the record at the end, which says where the directory is (the same, 4.3.16)."""


class Archive(NamedTuple):
    """All cold code of a result."""

    content: bytes
    """Of the zip; empty where every policy is `deny`, and none is there."""
    directory: str
    """Where its directory begins, the size of that, and a hash (BLAKE2b-128, hexadecimal). The comment of each file in
    it says, between two line ends, the key of its module, where its packed text begins, the size of that and a hash of
    the text; of a packed module, where the text of its file begins in it; `warn` where that is the policy."""
    levels: bool = False
    """Some of its modules are packed."""


def archive_of(code: Bundle) -> Archive:
    """Return the archive for the modules of a result; the same bytes for the same code."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(code.files, key=lambda one: one.relative):
            if member := _member(file):
                _add(archive, file.relative, member)
    content = stream.getvalue()
    if not archive.filelist:
        return Archive(b"", "")
    size, begin = struct.unpack("<LL", content[-_END:][12:20])
    index = content[begin : begin + size]
    assert all(index.count(f"\n{one.comment.decode().split()[0]} ".encode()) == 1 for one in archive.filelist)  # noqa: S101 - it is sought so
    levels = any(file.packed is not None for file in code.files)
    return Archive(content, f"{begin} {size} {hashlib.blake2b(index, digest_size=16).hexdigest()}", levels)


class _Member(NamedTuple):
    """What the archive has of a module."""

    key: str
    text: bytes
    also: str
    """What the comment says of it besides."""


def _member(file: BundleFile) -> _Member | None:
    cold = file.cold if file.cold is not None and file.cold.policy != "deny" else None
    text, also = (cold.text, " warn" if cold.policy == "warn" else "") if cold is not None else (b"", "")
    if file.packed is not None:
        return _Member(file.packed.key, text + file.packed.text, f" {len(text)}{also}")
    return _Member(cold.key, text, also) if cold is not None else None


def _add(archive: zipfile.ZipFile, relative: str, member: _Member) -> None:
    info = zipfile.ZipInfo(relative, _EPOCH)
    info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
    archive.writestr(info, member.text, compresslevel=9)
    begin = info.header_offset + _LOCAL_HEADER + len(info.filename.encode()) + len(info.extra)
    hashed = hashlib.blake2b(member.text, digest_size=16).hexdigest()
    info.comment = f"\n{member.key} {begin} {info.compress_size} {hashed}{member.also}\n".encode()


def size_in_archive(file: BundleFile) -> int:
    """Return how many bytes a module takes in the archive, with what that says of it; 0 where it has none."""
    member = _member(file)
    if member is None:
        return 0
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = len(packer.compress(member.text)) + len(packer.flush())
    return packed + 2 * len(file.relative.encode()) + len(member.also) + _LISTED


def archived(
    lines: Sequence[str],
    imports: str,
    functions: Sequence[ColdFunction],
    comments: Iterable[int],
    unseen: Iterable[int],
) -> bytes:
    """Return the text for the archive: the lines of functions and of comments, at the numbers that they have.

    Those that are `unseen` go altogether. What the module imports stands on the first line, unless that is a
    function's; on the last one, from which to which line each goes.
    """
    left = [imports, *[""] * (len(lines) - 1)]
    for one in functions:
        left[one.line - 1 : one.last] = lines[one.line - 1 : one.last]
    for line in comments:
        left[line - 1] = lines[line - 1]
    for line in unseen:
        left[line - 1] = ""
    spans = "".join(f" {one.line}-{one.last}" for one in functions)
    return ("\n".join(left).rstrip("\n") + f"\n#{spans}\n").encode("utf-8")
