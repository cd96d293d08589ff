"""Find what a distribution installs outside of site-packages: compiled programs, which no entry point makes, and more.

Source: "Binary distribution format", packaging.python.org: what a wheel has in `.data/scripts` goes to the folder of
programs, and RECORD names it from there. Installed below a folder of its own (`--target`) it lies in `bin` there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vendorize_analysis.environment.texts import read_text
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.environment import OutsideFile
from vendorize_analysis.reading import asked_about, regular

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.environment.metadata import Metadata

_ROW = re.compile(r'^"?((?:\.\./)*)(bin|Scripts)/([\w.+-]+)"?,', re.MULTILINE)
_OUTSIDE = re.compile(r'^"?((?:\.\./)+)([^",\n]+)', re.MULTILINE)
_LAUNCHED = frozenset({"console_scripts", "gui_scripts"})
"""Groups of entry points for which an installer writes programs."""


def programs_of(metadata: Metadata, location: Path) -> tuple[Path, ...]:
    """Return the compiled programs of a distribution that is installed in a folder, sorted."""
    launched, found = _launched(metadata), set()
    for up, folder, name in _ROW.findall(_record(metadata)):
        if name.removesuffix(".exe") not in launched:
            places = (location / f"{up}{folder}/{name}", location / folder / name)
            asked_about(*places)
            found.update(list(filter(_is_compiled, places))[:1])
    return tuple(sorted(path.parent.resolve() / path.name for path in found))


def outside_of(metadata: Metadata, location: Path) -> tuple[OutsideFile, ...]:
    """Return the other files that a distribution installs outside of its folder, sorted; bytecode is none of them."""
    launched, found = _launched(metadata), set()
    for up, name in _OUTSIDE.findall(_record(metadata)):
        folder, _, base = name.rpartition("/")
        is_launcher = folder in {"bin", "Scripts"} and base.removesuffix(".exe") in launched
        places = (location / f"{up}{name}", location / name)
        asked_about(*places)
        path = next((place for place in places if place.is_file()), None)
        if path is not None and not name.endswith(".pyc") and not _is_compiled(path):
            found.add(OutsideFile(name, path.parent.resolve() / path.name, is_launcher))
    return tuple(sorted(found))


def _launched(metadata: Metadata) -> set[str]:
    return {entry.name for entry in metadata.entry_points if entry.group in _LAUNCHED}


def _record(metadata: Metadata) -> str:
    try:
        return read_text(metadata.folder / "RECORD")
    except (OSError, UserError):
        return ""


def _is_compiled(path: Path) -> bool:
    """Tell whether a file is a program that no interpreter reads: scripts begin with `#!`."""
    try:
        with open(path, "rb", opener=regular) as stream:
            start = stream.read(4)
    except OSError:
        return False
    return start.startswith((b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"\xce\xfa\xed\xfe"))
