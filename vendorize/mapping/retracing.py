"""Tell a traceback, or any log with places of files in it, in terms of the original files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from vendorize.model.bundle import Origin
    from vendorize.model.originmap import MappedFile, OriginMap

OURS = "written by vendorize"
_FRAME = re.compile(r'(?P<before>File ")(?P<path>[^"\n]+)(?P<between>", line )(?P<line>\d+)(?!\d| \[)')
"""As `traceback` and `faulthandler` write it."""
_PLACE = re.compile(
    r"(?P<before>(?<![^\s('\"=\[]))(?P<path>[^\s:\"'()]*[^\s:\"'()/\\]\.py)(?P<between>:)(?P<line>\d+)(?!\d| \[)"
)
"""As warnings, log records and test reports write it; a drive's colon is no part of the path that is looked up.

Both leave alone what is told already."""


def retrace(lines: Iterable[str], origins: OriginMap) -> Iterator[str]:
    """Yield the lines of a text with the places and names of the originals; what the map does not know stays."""
    retracing = _Retracing({**dict(_installed(origins)), **origins.files}, _names(origins))
    for line in lines:
        yield retracing.line(line)


def original_line(origin: Origin, line: int) -> int:
    """Return the line of an original that a line is; 0 for one that extraction wrote."""
    if origin.lines is None:
        return line
    return next((run.original + line - run.line for run in origin.lines if 0 <= line - run.line < run.length), 0)


def original_place(origin: Origin, line: int) -> tuple[Origin, int]:
    """Return the original that a line of a file is from, which may be that of a merged module, and its line there."""
    for one in origin.merged:
        if found := original_line(one, line):
            return one, found
    return origin, original_line(origin, line)


@dataclass(frozen=True, slots=True)
class _Retracing:
    files: Mapping[str, MappedFile]
    """By POSIX path, in the result and where it is imported from after installation."""
    names: re.Pattern[str] | None
    """Dotted names of moved modules."""

    def line(self, text: str) -> str:
        text = _PLACE.sub(self._place, _FRAME.sub(self._place, text))
        return self.names.sub("", text) if self.names else text

    def _place(self, found: re.Match[str]) -> str:
        file = self._file(found["path"])
        if file is None:
            return found[0]
        origin, line = original_place(file.origin, int(found["line"]))
        if not line:
            return f"{found[0]} [{OURS}]"
        after = f" [{file.distribution}]" if file.distribution else ""
        # The program's own files have kept their paths, unless they are merged into another one.
        is_moved = file.distribution or origin is not file.origin
        path = origin.relative if is_moved else found["path"]
        return f"{found['before']}{path}{found['between']}{line}{after}"

    def _file(self, path: str) -> MappedFile | None:
        """Find the file that a path names, wherever the result lies: the longest end of it that is one."""
        parts = path.replace("\\", "/").split("/")
        ends = ("/".join(parts[start:]) for start in range(len(parts)))
        return next((self.files[end] for end in ends if end in self.files), None)


def _installed(origins: OriginMap) -> Iterator[tuple[str, MappedFile]]:
    """Yield the modules by their paths below the folder that they are imported from: a wheel has no `src`."""
    home = origins.namespace.replace(".", "/")
    for file in origins.files.values():
        path = file.origin.relative
        moved = file.distribution and path.partition("/")[0].partition(".")[0] in origins.moved
        yield (f"{home}/{path}" if moved else path), file


def _names(origins: OriginMap) -> re.Pattern[str] | None:
    if not origins.namespace or not origins.moved:
        return None
    tops = "|".join(map(re.escape, sorted(origins.moved)))
    return re.compile(rf"(?<![\w.]){re.escape(origins.namespace)}\.(?=(?:{tops})\b)")
