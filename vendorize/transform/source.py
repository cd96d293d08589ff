"""The text of one file with everything that must survive: encoding, byte-order mark, line ends."""

from __future__ import annotations

import codecs
import contextlib
import io
import re
import tokenize
import warnings
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize_analysis.errors import InternalError, UserError
from vendorize_analysis.newer import parse_any

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable

_BREAK = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Source:
    """Python source as UTF-8 bytes, which is what `ast` counts its columns in."""

    text: bytes
    """UTF-8, without a byte-order mark. Bytes that are none may stand in comments, where Python overlooks them."""
    encoding: str
    """What the file is written in."""
    mark: bytes
    """The byte-order mark, or nothing."""

    @property
    def newline(self) -> bytes:
        """Return the line end that the file uses first."""
        found = _BREAK.search(self.text)
        return found.group() if found else b"\n"

    def encoded(self, text: bytes) -> bytes:
        """Return changed text as the bytes of a file like this one."""
        return self.mark + (text if self.encoding == "utf-8" else text.decode("utf-8").encode(self.encoding))

    def read_back(self, result: bytes) -> bytes:
        """Return the text of written bytes as Python will read them."""
        encoding, text = declared_encoding(result), result[len(self.mark) :]
        return text if encoding == "utf-8" else text.decode(encoding).encode("utf-8")


@dataclass(frozen=True, slots=True)
class Edit:
    """A replacement in UTF-8 text, by byte offsets."""

    start: int
    end: int
    text: bytes


def read_source(content: bytes, name: str) -> Source:
    """Return the source in a file's bytes (encoding by PEP 263); what cannot be written back exactly is refused."""
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    encoding = declared_encoding(content)
    if encoding == "utf-8":
        return Source(content[len(mark) :], encoding, mark)
    with contextlib.suppress(UnicodeError):
        text = content.decode(encoding).encode("utf-8")
        source = Source(text, encoding, mark)
        if source.encoded(text) == content:
            return source
    message = f"{name} cannot be rewritten without loss, because of its encoding {encoding!r}"
    raise UserError(message, hint="keep its distribution as a dependency: external = [...]")


def declared_encoding(content: bytes) -> str:
    """Return the encoding that a file declares.

    Lines may end in a lone CR, and comments may hold bytes that are no UTF-8: Python reads both, `tokenize` does not.
    """
    lines = [line.rstrip(b"\r\n").decode("utf-8", "replace") + "\n" for line in content[:4096].splitlines()[:2]]
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO("".join(lines).encode()).readline)
    except SyntaxError as error:
        raise InternalError(f"a file that was analysed declares no known encoding: {error}") from error
    return "utf-8" if encoding == "utf-8-sig" else encoding


def parse(text: bytes, name: str) -> ast.Module:
    """Return the syntax tree of UTF-8 text; a failure here is our bug, because it was readable before."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return parse_any(text.decode("utf-8", "replace"))
        except (SyntaxError, ValueError) as error:
            raise InternalError(f"{name}: what was written cannot be parsed: {error}") from error


class Offsets:
    """Byte offsets of the positions that `ast` gives."""

    __slots__ = ("starts", "text")

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.starts = [0]
        for line in text.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    def start(self, node: ast.stmt | ast.expr | ast.alias) -> int:
        """Return where a node begins."""
        return self.starts[node.lineno - 1] + node.col_offset

    def end(self, node: ast.stmt | ast.expr | ast.alias) -> int:
        """Return where a node ends."""
        return self.starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)

    def first_line(self, node: ast.stmt) -> int:
        """Return the line (from 1) that a statement begins on, with its decorators."""
        decorators: list[ast.expr] = getattr(node, "decorator_list", [])
        if not decorators:
            return node.lineno
        # Brackets may stand between, so that the decorator itself is on a later line.
        return bisect_right(self.starts, self.text.rindex(b"@", 0, self.start(decorators[0])))

    def line(self, number: int) -> bytes:
        """Return a line (from 1) with its end."""
        return self.text[self.starts[number - 1] : self.starts[number]]

    def segment(self, node: ast.stmt | ast.expr | ast.alias) -> bytes:
        """Return the text of a node."""
        return self.text[self.start(node) : self.end(node)]


def apply(text: bytes, edits: Iterable[Edit]) -> bytes:
    """Return the text with all edits made; they must not overlap."""
    pieces: list[bytes] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < done:
            raise InternalError(f"two edits overlap at byte {edit.start}")
        pieces += (text[done : edit.start], edit.text)
        done = edit.end
    return b"".join((*pieces, text[done:]))
