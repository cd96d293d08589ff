"""Finish a wheel: all of the vendored code, what it requires now, licence texts, the bill of materials and the lock."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipInfo

from wheel.wheelfile import WheelError, WheelFile, get_zipinfo_datetime

from vendorize.build.core_metadata import edited, stated_expression, version_of
from vendorize.build.delivery import deliver
from vendorize.build.expressions import joined_expression
from vendorize.build.places import completed, lock_in_wheel, places_in
from vendorize.emit.notices import NOTICES
from vendorize.extras import needed
from vendorize.lock import lock_source
from vendorize.lock.plain import is_plain, spelled
from vendorize.model.lock import LOCK_NAME, SBOM_NAME
from vendorize.starting import EPOCH, source_time
from vendorize_analysis.discovery import discover
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize.build.places import WheelPlaces
    from vendorize.build.staging import Staged
    from vendorize.model.lock import Lock
    from vendorize_analysis.model.events import Listener

_SPEC = "1.6"


@dataclass(frozen=True, slots=True)
class _Wheel:
    """A wheel in memory, in the order in which it is written."""

    info: str
    """Its `dist-info` folder."""
    entries: dict[str, ZipInfo]
    contents: dict[str, bytes]

    def put(self, path: str, content: bytes) -> None:
        """Add a file, or give one another content; a new one is as old as the metadata."""
        if path not in self.entries:
            like = self.entries[f"{self.info}/METADATA"]
            entry = ZipInfo(path, get_zipinfo_datetime() if os.environ.get(EPOCH) else like.date_time)
            entry.external_attr, entry.compress_type = like.external_attr, like.compress_type
            self.entries[path] = entry
        self.contents[path] = content


def finish_wheel(built: Path, staged: Staged, folder: Path, progress: Listener) -> str:
    """Write a wheel that the wrapped back end has built of a result into a folder, finished, and return its name.

    Raises `UserError` for one that is none, and for vendored code that the back end has changed.
    """
    wheel = _read(built)
    places = places_in(wheel.contents, staged.lock, staged.root)
    _add_code(wheel, places, staged, progress)
    lock = lock_in_wheel(staged.lock, places, wheel.contents)
    licences = _add_licences(wheel, lock)
    metadata = f"{wheel.info}/METADATA"
    expression = _expression(wheel.contents[metadata], lock, progress)
    pythons = [one.requires_python for one in lock.distributions if one.files]
    own = version_of(wheel.contents[metadata]), discover(staged.root).licenses
    wheel.put(metadata, edited(wheel.contents[metadata], lock.project, licences, expression, pythons))
    lock = replace(lock, project=replace(lock.project, version=own[0], licenses=own[1]))
    lock = completed(lock, places, wheel.contents, staged.root)
    wheel.put(f"{wheel.info}/{SBOM_NAME}", _bill(wheel, lock, progress))
    # The bill of materials cannot name itself; the lock can name it.
    lock = completed(lock, places, wheel.contents, staged.root)
    wheel.put(f"{wheel.info}/{LOCK_NAME}", lock_source(lock))
    built.unlink()
    return deliver(_write(wheel, built), folder)


def _read(built: Path) -> _Wheel:
    try:
        with WheelFile(built) as file:
            entries = {one.filename: one for one in file.infolist() if not one.is_dir()}
            entries.pop(file.record_path)
            return _Wheel(file.dist_info_path, entries, {name: file.read(one) for name, one in entries.items()})
    except (WheelError, BadZipFile, KeyError) as error:
        raise UserError(f"the wrapped back end has built no wheel: {error}", hint="try it without vendorize") from error


def _add_code(wheel: _Wheel, places: WheelPlaces, staged: Staged, progress: Listener) -> None:
    """Add what the back end has left out of the vendored code, and look that the rest is what was extracted."""
    lock = staged.lock
    vendored = {file.path for one in lock.distributions for file in one.files}
    for file in lock.written():
        path = places.of(file.path)
        if not path:
            continue
        is_vendored = file.path in vendored or file.path.startswith(f"{lock.home}/")
        content = wheel.contents.get(path)
        if content is None:
            if is_vendored:
                wheel.put(path, (staged.root / file.path).read_bytes())
        elif hashlib.sha256(content).hexdigest() != file.sha256:
            if is_vendored:
                raise UserError(
                    f"{path}: the build back end has changed vendored code", hint="have it leave that alone"
                )
            progress.warned(f"{path}: the build back end has changed it; the lock in the wheel says what it is now")


def _add_licences(wheel: _Wheel, lock: Lock) -> list[str]:
    """Add the licence texts of vendored code to those of the project (PEP 639); return their names in the metadata."""
    named = {path for one in lock.distributions for path in one.license_files}
    named |= {file.path for file in lock.project.files if file.path.endswith(f"/{NOTICES}")}
    places = {path: path if is_plain(path) else spelled(path).replace("%", "_").replace(":", "_") for path in named}
    for path, place in sorted(places.items()):
        wheel.put(f"{wheel.info}/licenses/{place}", wheel.contents[path])
    # A name with the end of a line in it would be another one in the metadata.
    return sorted(places.values())


def _expression(metadata: bytes, lock: Lock, progress: Listener) -> str:
    """Return the licence expression of the wheel; empty where the project states none."""
    own = stated_expression(metadata)
    expression, unknown = joined_expression(own, lock.distributions) if own else ("", ())
    if unknown:
        progress.warned(
            f"License-Expression stays {own}: no SPDX expression is known for vendored code of {', '.join(unknown)}"
        )
    return expression


def _bill(wheel: _Wheel, lock: Lock, progress: Listener) -> bytes:
    with needed("a bill of materials", "build", hint='[build-system] requires = ["vendorize-cli[build]"]'):
        from vendorize.sbom import Contents, bill_of_materials  # noqa: PLC0415 - of an extra, and slow
    contents = Contents(lock, wheel.contents.__getitem__)
    return bill_of_materials(contents, _SPEC, progress, made_at=source_time()).encode()


def _write(wheel: _Wheel, target: Path) -> Path:
    """Write the wheel; its RECORD is made by the library."""
    with WheelFile(target, "w") as file:
        for path in sorted(wheel.contents, key=lambda path: path.startswith(f"{wheel.info}/")):
            file.writestr(wheel.entries[path], wheel.contents[path])
    return target
