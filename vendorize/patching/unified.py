"""Read patches, which may come from anybody: unified diffs, as `diff -u` and `git diff` write them.

Strict: what is not understood is an error with its line, never passed over. Source: the chapters "Unified Format" of
the manual of GNU diffutils and "Generating patch text" of git-diff's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from vendorize.emit.paths import is_safe
from vendorize.model.patch import FilePatch, Patch, PatchHunk
from vendorize.patching.heads import neutral
from vendorize_analysis.errors import UserError

_HEAD = re.compile(rb"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@(?: .*)?\r?\n?")
_BETWEEN = re.compile(rb"diff --git .*|index [0-9a-f.]+( \d+)?|\s*")
_NO_END = b"\\ No newline at end of file"
_TRAILER = b"-- "
_KINDS = {b" ": " ", b"-": "-", b"+": "+"}
_HINT = "write it with `vendorize update --save-patch NAME`, `diff -u` or `git diff`"


def lines_of(text: bytes) -> list[bytes]:
    """Return the lines of a text with their ends, which are line feeds: as in every diff."""
    found = text.split(b"\n")
    last = found.pop()
    return [line + b"\n" for line in found] + ([last] if last else [])


def read_patch(name: str, content: bytes) -> Patch:
    """Return what a patch says; raises `UserError`, with file and line, for anything but a diff of text files."""
    return _PatchReader(name, content, lines_of(content)).patch()


@dataclass(slots=True)
class _PatchReader:
    """Reads a patch from its first line to its last."""

    name: str
    content: bytes
    lines: list[bytes]
    at: int = 0
    files: dict[str, FilePatch] = field(default_factory=dict)

    def patch(self) -> Patch:
        starts = (
            index
            for index, line in enumerate(self.lines[:-1])
            if line.startswith(b"--- ") and self.lines[index + 1].startswith(b"+++ ")
        )
        self.at = first = next(starts, len(self.lines))
        if first == len(self.lines):
            raise self._wrong("no line begins with '--- ', followed by one with '+++ '", 0)
        while self.at < len(self.lines):
            self._file()
            self._pass_over()
        head = lines_of(b"".join(self.lines[:first]))
        kept = [line for line in head if not line.startswith((b"diff --git ", b"index "))]
        return Patch(self.name, self.content, b"".join(kept), tuple(self.files.values()))

    def _file(self) -> None:
        if self.at + 1 >= len(self.lines) or not self.lines[self.at + 1].startswith(b"+++ "):
            raise self._wrong("a line with '+++ ' must follow", self.at)
        at, path = self.at, self._path()
        self.at += 2
        hunks: list[PatchHunk] = []
        while self.at < len(self.lines) and self.lines[self.at].startswith(b"@@"):
            hunks.append(self._hunk(hunks))
        if not hunks:
            raise self._wrong("a line with '@@ -LINE,COUNT +LINE,COUNT @@' must follow", self.at)
        if path in self.files:
            raise self._wrong(f"{path} stands here a second time", at)
        self.files[path] = FilePatch(path, tuple(hunks))

    def _path(self) -> str:
        """Return the path of a file, which both of its lines have, git's `a/` and `b/` aside."""
        found = []
        for line, prefix in ((self.lines[self.at], "a/"), (self.lines[self.at + 1], "b/")):
            text = line[4:].split(b"\t")[0].strip().decode("utf-8", "surrogateescape")
            found.append((text, text.removeprefix(prefix)))
        old, new = found
        same = [one for one, other in zip(old, new, strict=True) if one == other]
        if not same:
            raise self._wrong("the two names differ: files cannot be added, removed or renamed", self.at)
        path = same[-1] if old[1] == new[1] else same[0]
        if not is_safe(path) or not path.isprintable():
            raise self._wrong(f"the path {path!r} leads out of its folder, or is none", self.at)
        return path

    def _hunk(self, before: list[PatchHunk]) -> PatchHunk:
        at, head = self.at, _HEAD.fullmatch(self.lines[self.at])
        if head is None:
            raise self._wrong("a line with '@@ -LINE,COUNT +LINE,COUNT @@' must stand here", at)
        line, old, _, new = (1 if text is None else int(text) for text in head.groups())
        self.at += 1
        lines = self._body(old, new)
        # Of no lines, the head names the one above.
        hunk = PatchHunk(line - 1 if old else line, lines, at + 1, _text(self.lines[at]))
        if before and hunk.start < before[-1].start + len(before[-1].before()):
            raise self._wrong("hunks overlap, or are not in order", at)
        if all(kind == " " for kind, _ in lines):
            raise self._wrong("the hunk changes nothing", at)
        return hunk

    def _body(self, old: int, new: int) -> tuple[tuple[str, bytes], ...]:
        found: list[tuple[str, bytes]] = []
        while old > 0 or new > 0 or self._says_no_end():
            if self.at >= len(self.lines):
                raise self._wrong("the hunk is shorter than its head says", self.at)
            line = self.lines[self.at]
            if line.startswith(_NO_END):
                if not found:
                    raise self._wrong("no line stands above", self.at)
                found[-1] = (found[-1][0], found[-1][1].removesuffix(b"\n"))
            else:
                # Editors take the blank away that an empty line has.
                kind = _KINDS.get(line[:1], "" if line.strip() else " ")
                if not kind:
                    raise self._wrong("a line of a hunk begins with a blank, '-' or '+'", self.at)
                found.append((kind, neutral(line[1:] if line[:1] in _KINDS else line)[0]))
                old -= kind != "+"
                new -= kind != "-"
            self.at += 1
        if old or new:
            raise self._wrong("the hunk is longer than its head says", self.at - 1)
        return tuple(found)

    def _says_no_end(self) -> bool:
        return self.at < len(self.lines) and self.lines[self.at].startswith(_NO_END)

    def _pass_over(self) -> None:
        """Go to the next file; what mail programs add ends the patch."""
        while self.at < len(self.lines) and not self.lines[self.at].startswith(b"--- "):
            line = self.lines[self.at].rstrip(b"\r\n")
            if line == _TRAILER:
                self.at = len(self.lines)
            elif not _BETWEEN.fullmatch(line):
                raise self._wrong(f"not understood: {_text(line)!r}", self.at)
            else:
                self.at += 1

    def _wrong(self, what: str, at: int) -> UserError:
        return UserError(f"{self.name}:{at + 1}: {what}", hint=_HINT)


def _text(line: bytes) -> str:
    """Return a line as text that steers no terminal."""
    text = line.decode("utf-8", "replace").strip()
    return "".join(one if one.isprintable() else "?" for one in text)[:80]
