"""Which platform a compiled file is for, read off its first bytes; nothing is loaded or run.

Sources: the ELF header of the System V ABI (`e_ident`, `e_machine`, `e_phoff`), the magic numbers of Mach-O and PE,
and the names that Go gives to platforms, which the OCI image index uses.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

from vendorize.model.image import ImagePlatform

if TYPE_CHECKING:
    from pathlib import Path

_MACHINES = {
    3: ("386", ""), 21: ("ppc64le", ""), 22: ("s390x", ""), 40: ("arm", "v7"), 62: ("amd64", ""),
    183: ("arm64", ""), 243: ("riscv64", ""), 258: ("loong64", ""),
}  # fmt: skip
"""`e_machine` to architecture and variant; 21 stands for both byte orders, and only the little one is in use."""
_TAGS = {
    "x86_64": "amd64", "aarch64": "arm64", "i686": "386", "armv7l": "arm", "ppc64le": "ppc64le", "s390x": "s390x",
    "riscv64": "riscv64", "loongarch64": "loong64",
}  # fmt: skip
"""Processors as tags of wheels spell them (PEP 425, PEP 600)."""
_ELF, _PE = b"\x7fELF", b"MZ"
_MACH_O = (b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
_LITTLE, _WIDE, _LOADED = 1, 2, 1


class CompiledKind(NamedTuple):
    """What the first bytes of a compiled file say."""

    form: str
    """`ELF`, `Mach-O` or `PE`."""
    platform: ImagePlatform


def compiled_kind(head: bytes) -> CompiledKind | None:
    """Return what a file is, by its first bytes; None for what is no compiled file, or of an unknown processor."""
    if head.startswith(_MACH_O):
        return CompiledKind("Mach-O", ImagePlatform("darwin", "unknown"))
    if head.startswith(_PE):
        return CompiledKind("PE", ImagePlatform("windows", "unknown"))
    if not head.startswith(_ELF) or len(head) < 20:  # noqa: PLR2004 - the header up to `e_machine`
        return None
    order = "<" if head[5] == _LITTLE else ">"
    (machine,) = struct.unpack_from(f"{order}H", head, 18)
    architecture, variant = _MACHINES.get(machine, (f"e_machine-{machine}", ""))
    return CompiledKind("ELF", ImagePlatform("linux", architecture, variant))


def is_damaged(path: Path) -> bool:
    """Tell whether a file is an ELF one that is cut off; not of other files, and those that cannot be read."""
    try:
        with path.open("rb") as stream:
            head = stream.read(HEADER)
        return head.startswith(_ELF) and is_cut_off(path, head)
    except OSError:
        return False


def is_cut_off(path: Path, head: bytes) -> bool:
    """Tell whether an ELF file ends before what its program headers have loaded. Raises `OSError`."""
    size = path.stat().st_size
    if len(head) < HEADER:
        return True
    order, wide = ("<" if head[5] == _LITTLE else ">"), head[4] == _WIDE
    (start,) = struct.unpack_from(f"{order}{'Q' if wide else 'I'}", head, 32 if wide else 28)
    each, count = struct.unpack_from(f"{order}HH", head, 54 if wide else 42)
    if start + each * count > size:
        return True
    with path.open("rb") as stream:
        stream.seek(start)
        table = stream.read(each * count)
    return any(end > size for end in _ends(table, each, order, wide=wide))


HEADER = 64
"""Bytes of the header of a 64-bit ELF file; that of a 32-bit one is shorter, the file never is."""


def _ends(table: bytes, each: int, order: str, *, wide: bool) -> list[int]:
    """Return where the loaded segments of an ELF file end in it."""
    ends = []
    for at in range(0, len(table) - each + 1, each or 1):
        (kind,) = struct.unpack_from(f"{order}I", table, at)
        offset, size = (
            struct.unpack_from(f"{order}Q16xQ", table, at + 8)
            if wide
            else struct.unpack_from(f"{order}I8xI", table, at + 4)
        )
        if kind == _LOADED:
            ends.append(offset + size)
    return ends


def fits_tag(tag: str, platform: ImagePlatform) -> bool:
    """Tell whether a platform tag of a wheel (`manylinux_2_17_x86_64`) is for a Linux platform."""
    if tag == "any":
        return True
    if not tag.startswith(("linux_", "manylinux", "musllinux")):
        return False
    return any(
        tag.endswith(f"_{name}") for name, architecture in _TAGS.items() if architecture == platform.architecture
    )
