"""Compare a result that is given with what extraction gives now: file by file, and nothing beside."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from vendorize.emit import MARKER, manifest_of
from vendorize.emit import diff as compare
from vendorize.model.bytecode import source_of
from vendorize.model.verdict import Difference
from vendorize.verify.compiled import forged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.model.bundle import Bundle

_REMEDY = "not what extraction gives now: extract again, or give verify the options that extract had"
_REMEDIES = {
    "compiled": "not what Python makes of the source, or not to be compared: remove it",
    "of another mode": "not as extraction gives files and folders: extract again",
}
_ALL = 0o666


def compare_given(bundle: Bundle, result: Path, *, layout: str, python: Path) -> tuple[Difference, ...]:
    """Return the files of a result that are not what extraction gives now: then the tests speak of other code.

    The bundle has its lock. What Python has compiled there is no difference if it is what the source compiles to, which
    the given interpreter says.
    """
    found = compare(bundle, result)
    sources = frozenset(file.relative for file in bundle.files)
    given = _Given(bundle, result, layout, sources, tuple(_walk(result)))
    kinds = {"missing": found.added, "changed": (*found.changed, *given.changed_record()), **given.others()}
    kinds |= given.forged(python)
    return tuple(
        Difference(f"file {path}", "as extracted", kind, _REMEDIES.get(kind.partition(",")[0], _REMEDY))
        for kind, paths in kinds.items()
        for path in paths
    )


@dataclass(frozen=True, slots=True)
class _Given:
    """A folder, and what should be in it."""

    bundle: Bundle
    folder: Path
    layout: str
    sources: frozenset[str]
    """Paths of the bundle's files."""
    present: tuple[tuple[Path, int], ...]
    """All that is below the folder, each with its mode."""

    def changed_record(self) -> tuple[str, ...]:
        """Return the manifest's path if it is not the one that would be written."""
        file = self.folder / MARKER
        right = manifest_of(self.bundle, self.layout)
        return () if file.is_file() and file.read_bytes() == right else (MARKER,)

    def others(self) -> dict[str, tuple[str, ...]]:
        """Return what is in the folder beside the bundle's files, and what is there and no plain file of its mode."""
        names = {file.relative: file.executable for file in self.bundle.files} | {MARKER: False}
        folders = {parent.as_posix() for path in names for parent in PurePosixPath(path).parents}
        found: dict[str, list[str]] = {"added": [], "a link": [], "of another mode": []}
        for path, mode in self.present:
            relative = path.relative_to(self.folder).as_posix()
            expected = relative in names or relative in folders
            if stat.S_ISLNK(mode):
                found["a link" if expected else "added"].append(relative)
            elif expected:
                if not self._is_right(mode, executable=names.get(relative, False)):
                    found["of another mode"].append(relative)
            elif _is_empty(path) if stat.S_ISDIR(mode) else not self._is_cached(relative, mode):
                found["added"].append(relative)
        return {kind: tuple(paths) for kind, paths in found.items()}

    def forged(self, python: Path) -> dict[str, tuple[str, ...]]:
        """Return the compiled modules that may be there, and are not what their source gives."""
        below = [(path.relative_to(self.folder).as_posix(), mode) for path, mode in self.present]
        answers = forged(
            self.folder, [one for one, mode in below if one not in self.sources and self._is_cached(one, mode)], python
        )
        return {
            f"compiled, {reason}": tuple(path for path, other in answers.items() if other == reason)
            for reason in sorted(set(answers.values()))
        }

    def _is_cached(self, relative: str, mode: int) -> bool:
        """Tell whether a file is where Python keeps what it compiles of a file of the bundle."""
        return stat.S_ISREG(mode) and source_of(relative) in self.sources

    def _is_right(self, mode: int, *, executable: bool) -> bool:
        """Tell whether a mode is one that extraction gives under the umask that the manifest was written under.

        Where a file system or a copy changes modes, it changes those of the manifest too.
        """
        if os.name == "nt":
            return True
        usual = stat.S_IMODE((self.folder / MARKER).lstat().st_mode)
        if stat.S_ISDIR(mode):
            # A folder may have its group's bit from the folder above.
            return mode & _ALL == usual & _ALL and bool(mode & stat.S_IXUSR)
        # Who may read a program may run it.
        return stat.S_IMODE(mode) == (usual | (usual & 0o444) >> 2 if executable else usual)


def _walk(folder: Path) -> Iterator[tuple[Path, int]]:
    """Yield all that is below a folder with its mode, sorted; links are not followed."""
    for path in sorted(folder.rglob("*")):
        yield path, path.lstat().st_mode


def _is_empty(folder: Path) -> bool:
    """Tell whether no file is below a folder: then it has to be named itself; a cache of nothing is no matter."""
    return folder.name != "__pycache__" and not any(not path.is_dir() for path in folder.rglob("*"))
