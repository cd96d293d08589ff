"""Copies of other distributions that a distribution brings along, where it says so itself.

Sources: `vendor.txt` beside the copies (as the tool `vendoring` writes it for pip), and the `*.dist-info` folders that
are below a package (as setuptools has them). Bills of materials in wheels (PEP 770) are read where ours is made.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from vendorize.model.plan import BundledCopy
from vendorize_analysis.reading import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.model.environment import Distribution

_LISTS = ("/vendor.txt", "/vendored.txt")
_PINNED = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*==\s*([A-Za-z0-9][\w.+!-]*)\s*([;#].*)?")
_METADATA = re.compile(r"(?P<folder>.+)/[^/]+\.dist-info/METADATA")
_FIELD = re.compile(r"^(Name|Version):[ \t]*([A-Za-z0-9][\w.+!-]*)[ \t]*$", re.MULTILINE)
_LONGEST = 1 << 20
_AROUND = frozenset({"__init__.py", "vendor.txt", "vendored.txt"})
"""What makes a package of the folder; it is only code of a copy where that is in none of the others."""


def copies_in(found: Distribution) -> tuple[BundledCopy, ...]:
    """Return the copies that a distribution lists, sorted; what cannot be read lists none."""
    listed = sorted({one for path in found.files for one in _listed(found, path)})
    return tuple(
        BundledCopy(name, canonicalize_name(name), version, folder, _tops(found, folder, name, listed))
        for name, version, folder in listed
    )


def _listed(found: Distribution, path: str) -> Iterator[tuple[str, str, str]]:
    """Yield name, version and folder of what one file lists."""
    if path.endswith(_LISTS):
        for line in _text(found, path).splitlines():
            if pinned := _PINNED.fullmatch(line):
                yield pinned[1], pinned[2], path.rpartition("/")[0]
    elif (inner := _METADATA.fullmatch(path)) and not path.startswith(f"{found.info}/"):
        fields = dict(_FIELD.findall(_text(found, path).partition("\n\n")[0]))
        if len(fields) > 1:
            yield fields["Name"], fields["Version"], inner["folder"]


def _text(found: Distribution, path: str) -> str:
    try:
        return read_bytes(found.location / path)[:_LONGEST].decode("utf-8", "replace").replace("\r\n", "\n")
    except OSError:
        return ""


def _tops(found: Distribution, folder: str, name: str, listed: list[tuple[str, str, str]]) -> tuple[str, ...]:
    """Return what in a folder may be of a copy: what is named as it is, and what is named as none of them is."""
    here = {other for other, _, place in listed if place == folder}
    tops = {path.removeprefix(f"{folder}/").partition("/")[0] for path in found.files if path.startswith(f"{folder}/")}
    own = {top for top in tops if _named(top, name)}
    nobodys = {top for top in tops if not any(_named(top, other) for other in here)}
    return tuple(sorted(own | (nobodys - _AROUND if own else nobodys)))


def _named(top: str, name: str) -> bool:
    """Tell whether a module or folder is named as a distribution is; several may share a namespace package."""
    word = canonicalize_name(name).replace("-", "_")
    is_info = top.endswith(".dist-info")
    module = (top.removesuffix(".dist-info").rpartition("-")[0] if is_info else top.partition(".")[0]).lower()
    return module == word or word.startswith(f"{module}_")
