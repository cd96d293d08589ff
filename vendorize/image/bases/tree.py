"""The files of a base by path, however it was given: what is where, and where links lead."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = 64
"""Bytes of a program that say which format and processor it is for: the header of ELF."""
_PROGRAM = re.compile(r"(?:^|/)(?:python\d*(?:\.\d+)?|sh|dash|bash|busybox|ld-[\w.-]+)$")
_WHITEOUT = ".wh."
_OPAQUE = ".wh..wh..opq"
_MOST_LINKS = 40
"""As Linux has it (path_resolution(7))."""


class TreeEntry(NamedTuple):
    """A file, folder or link of a base."""

    kind: Literal["file", "folder", "link", "other"]
    size: int = 0
    target: str = ""
    """Of a symbolic link, as it is written there."""
    head: bytes = b""
    """The first bytes of programs that tell the platform; empty for all others."""


def is_program(path: str) -> bool:
    """Tell whether the head of a file is worth reading: an interpreter, a shell or a dynamic linker."""
    return _PROGRAM.search(path) is not None


@dataclass(slots=True)
class BaseTree:
    """All that a base has, layer over layer; it is filled while a base is read, and only read after that."""

    entries: dict[str, TreeEntry] = field(default_factory=dict)
    """By POSIX path from the root, without a slash at either end."""

    def put(self, path: str, entry: TreeEntry) -> None:
        """Take an entry of the layer that is read; one that is no folder replaces all that lay below its path."""
        before = self.entries.get(path)
        if before is not None and before.kind == "folder" and entry.kind != "folder":
            self._remove_below(path)
        self.entries[path] = entry

    def hide(self, path: str) -> bool:
        """Carry out a whiteout of a layer (OCI image specification, layer.md); tell whether the path was one."""
        folder, _, name = path.rpartition("/")
        if name == _OPAQUE:
            self._remove_below(folder)
            return True
        if not name.startswith(_WHITEOUT):
            return False
        gone = f"{folder}/{name.removeprefix(_WHITEOUT)}".lstrip("/")
        self._remove_below(gone)
        self.entries.pop(gone, None)
        return True

    def resolve(self, path: str) -> str | None:
        """Return where a path leads when links are followed, those of folders on the way too; None: nowhere."""
        todo = list(reversed([part for part in path.split("/") if part]))
        done: list[str] = []
        links = 0
        while todo:
            part = todo.pop()
            if part in {".", ".."}:
                done = done[:-1] if part == ".." else done
                continue
            entry = self.entries.get("/".join([*done, part]))
            if entry is None:
                return None
            if entry.kind != "link":
                done.append(part)
                continue
            links += 1
            if links > _MOST_LINKS:
                return None
            if entry.target.startswith("/"):
                done = []
            todo += reversed([one for one in entry.target.split("/") if one])
        return "/".join(done)

    def below(self, folder: str) -> Iterator[str]:
        """Yield the paths below a folder, the folder itself not among them."""
        start = f"{folder}/" if folder else ""
        return (path for path in self.entries if path.startswith(start) and path != folder)

    def fill_folders(self) -> None:
        """Add the folders that no layer names, since a file lies in them."""
        for path in list(self.entries):
            for parent in PurePosixPath(path).parents:
                if parent.parts:
                    self.entries.setdefault(parent.as_posix(), TreeEntry("folder"))

    def _remove_below(self, folder: str) -> None:
        for path in list(self.below(folder)):
            del self.entries[path]
