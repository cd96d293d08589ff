"""The files of a project as they stand, without what is made from them."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.storage import MARKER, is_ours

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.model.events import Listener

_SKIPPED = frozenset(
    {
        ".git", ".hg", ".svn", ".bzr", ".tox", ".nox", ".eggs", "__pycache__", "__pypackages__", "node_modules",
        ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache", ".vendorize_cache",
        ".coverage",
    }
)  # fmt: skip
_BUILD_OUTPUT = frozenset({"build", "dist", "htmlcov", ".venv"})
"""Left out at the top of a project only, and only where no first-party code is in there."""
_COMPILED = (".pyc", ".pyo")


@dataclass(frozen=True, slots=True)
class Tree:
    """A project's folder, and what must not be left out of it."""

    root: Path
    """Resolved."""
    out: Path | None
    """Resolved output folder."""
    code: tuple[Path, ...]
    """Resolved first-party files."""
    progress: Listener

    def files(self) -> Iterator[tuple[str, Path]]:
        """Yield (relative POSIX path, real file) of each file, sorted in each folder."""
        yield from self._walk(self.root, "", frozenset({self.root}))

    def _walk(self, folder: Path, prefix: str, above: frozenset[Path]) -> Iterator[tuple[str, Path]]:
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
            if is_ours(entry.name):
                continue
            relative = f"{prefix}{entry.name}"
            path = self._real(entry, relative)
            if path is None:
                continue
            mode = path.stat().st_mode
            if stat.S_ISDIR(mode):
                # A link back to a folder above would never end.
                if path not in above and not self._is_left_out(entry.name, relative, path):
                    yield from self._walk(path, f"{relative}/", above | {path})
            elif stat.S_ISREG(mode) and not entry.name.endswith(_COMPILED) and entry.name not in _SKIPPED:
                yield relative, path

    def _real(self, entry: os.DirEntry[str], relative: str) -> Path | None:
        """Return the place of an entry; None, and a warning, for a link that leads out of the project or nowhere."""
        if not entry.is_symlink():
            return Path(entry.path)
        try:
            real = Path(entry.path).resolve(strict=True)
        except (OSError, RuntimeError):
            real = None
        if real is not None and real.is_relative_to(self.root):
            return real
        if entry.name not in _SKIPPED | _BUILD_OUTPUT:
            self.progress.warned(f"{relative}: a link that leads out of the project, or nowhere, is left out")
        return None

    def _is_left_out(self, name: str, relative: str, path: Path) -> bool:
        if name in _SKIPPED or (self.out is not None and path == self.out):
            return True
        if (path / "pyvenv.cfg").is_file() or (path / MARKER).is_file():
            return True
        made = name.endswith(".egg-info") or (relative in _BUILD_OUTPUT)
        return made and not any(file.is_relative_to(path) for file in self.code)
