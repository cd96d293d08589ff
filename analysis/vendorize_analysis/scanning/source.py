"""Read a source file: bytes, digest, text, syntax tree.

Source: PEP 263 and the lexical analysis chapter of the language reference (encoding declarations).
"""

from __future__ import annotations

import ast
import codecs
import io
import re
import sys
import tokenize
import warnings
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from vendorize_analysis.digests import blake2b
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.summary import Unreadable
from vendorize_analysis.newer import lower
from vendorize_analysis.reading import read_as_source, read_bytes
from vendorize_analysis.recursion import TooDeepError, deeply

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.newer import Lowered

LARGEST: Final = 3_000_000
"""Bytes of a file that is parsed: syntax trees of tables take 500 times their text. Limit: no file of Python's own
standard library has a third of it; `docs/limits.md` tells users."""
_DIGEST_SIZE = 16
_COOKIE = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BEGINS = re.compile(rb"\n\n(?=@|def |class |async def )")
"""Where a statement seems to begin that goes on nothing before it."""
_PIECE = 6_000
"""Bytes of source in a piece that is parsed by itself, or more: of one file there are at most so many pieces."""
_PIECES = 12
_FLUFL = b"barry_as_FLUFL"
"""What changes how all behind it is parsed (PEP 401)."""
_WORD = re.compile(rb"[A-Za-z_][A-Za-z0-9_]*")


class SourceFile(NamedTuple):
    """A file that was read."""

    data: bytes
    digest: str
    lines: int


def read(path: Path, *, as_source: bool = False) -> SourceFile | Unreadable:
    """Read a file: its bytes, their digest and the number of lines, or why it could not be read.

    `as_source` says that it is read for its summary alone.
    """
    try:
        data = read_as_source(path) if as_source else read_bytes(path)
    except OSError as error:
        return Unreadable(0, f"cannot be read: {error.strerror or error}")
    return SourceFile(data, digest_of(data), count_lines(data))


def read_again(path: Path, digest: str, *, as_source: bool = False) -> bytes:
    """Return the content that a file had when it was analysed. Raises `UserError` where it has changed, or is gone."""
    try:
        data = read_as_source(path) if as_source else read_bytes(path)
    except OSError as error:
        message = f"{path} changed while vendorize was running: {error.strerror or error}"
        raise UserError(message, hint="run it again") from error
    if digest_of(data) != digest:
        raise UserError(f"{path} changed while vendorize was running", hint="run it again")
    return data


def digest_of(data: bytes) -> str:
    """Return the BLAKE2b digest by which everything here knows a file's content."""
    return blake2b(data, digest_size=_DIGEST_SIZE).hexdigest()


def count_lines(data: bytes) -> int:
    """Return the number of physical lines, a last one without an end included."""
    if b"\r" in data:
        return len(data.splitlines())
    return data.count(b"\n") + (not data.endswith(b"\n") and bool(data))


def decode(data: bytes) -> str | Unreadable:
    """Return the text of a source file by its byte-order mark or declared encoding; line ends stay as they are."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        return Unreadable(_line_of(data, error.start), f"not {error.encoding} text: {error.reason}")
    except (SyntaxError, LookupError, ValueError) as error:
        return Unreadable(1, f"its encoding cannot be told: {error}")


class Parsed(NamedTuple):
    """A file as a syntax tree."""

    tree: ast.Module
    text: bytes
    """The same lines for our own `tokenize`."""


def parse(data: bytes, newest: tuple[int, int] = (3, 0)) -> Parsed | Unreadable:
    """Return the syntax tree of a source file, or what keeps Python, or us, from reading it.

    `newest` is the version of Python that it is for: where that is newer than ours, so may be what the file says.
    """
    if len(data) > LARGEST:
        message = f"too large to be analysed: {len(data):,} bytes, of at most {LARGEST:,}"
        return _unreadable(data, 0, message, broken=False)._replace(code="VZ702")
    found = _parsed(data, newest)
    if isinstance(found, Parsed) and b"lazy" in data and (line := _lazy_line(found.tree)):
        # Writers would make ordinary imports of those that they change.
        return _unreadable(data, line, "it has lazy imports (PEP 810)", broken=False)
    return found


def _lazy_line(tree: ast.Module) -> int:
    """Return a line with a lazy import; 0 without. They stand outside of functions, classes and `try`."""
    waiting: list[ast.stmt] = [*tree.body]
    while waiting:
        node = waiting.pop()
        if getattr(node, "is_lazy", 0):
            return node.lineno
        waiting += (*getattr(node, "body", ()), *getattr(node, "orelse", ()))
    return 0


def _parsed(data: bytes, newest: tuple[int, int]) -> Parsed | Unreadable:
    # The parser itself decodes bytes as PEP 263 says, exactly as an import would.
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Parsed(deeply(_tree_of, data), data)
    except SyntaxError as error:
        lowered = _lowered(data) if newest > sys.version_info[:2] else None
        if lowered is not None and lowered.needs <= newest:
            return Parsed(lowered.tree, lowered.text)
        line, message = max(error.lineno or 0, 1), error.msg or "invalid syntax"
        return _unreadable(data, line, message, broken=_has_known_encoding(data))
    except ValueError as error:
        return _undecoded(data, error)
    except (TooDeepError, MemoryError):
        return too_deep(data)


def _tree_of(data: bytes) -> ast.Module:
    """Return the syntax tree, made in pieces of a large file: until Python has made it, its parser needs twice as much.

    Where two texts are programs, so is one behind the other, with the statements of both.
    """
    starts = _starts_of_pieces(data)
    body: list[ast.stmt] = []
    try:
        for start, end in pairwise(starts):
            body += ast.parse(b"\n" * data.count(b"\n", 0, start) + data[start:end]).body
    except (SyntaxError, ValueError):
        # A piece began in a text, or all of it is none.
        return ast.parse(data)
    return ast.Module(body, []) if body else ast.parse(data)


def _starts_of_pieces(data: bytes) -> list[int]:
    """Return where the pieces of a large file begin, and its end; nothing for one that is read as a whole."""
    step = max(_PIECE, len(data) // _PIECES)
    first = data[: 2 * step].split(b"\n", 2)[:2] if len(data) > 2 * step else []
    cookies = [found[1] for found in map(_COOKIE.match, first) if found]
    if not first or b"\r" in data or _FLUFL in data or not {*cookies} <= {b"utf-8"}:
        return []
    starts = [0]
    for found in _BEGINS.finditer(data):
        if found.end() - starts[-1] >= step and len(data) - found.end() >= step:
            starts.append(found.end())
    return [*starts, len(data)] if len(starts) > 1 else []


def _lowered(data: bytes) -> Lowered | None:
    text = decode(data)
    try:
        return None if isinstance(text, Unreadable) else lower(text.removeprefix("\ufeff"))
    except (TooDeepError, MemoryError):
        return None


def _undecoded(data: bytes, error: ValueError) -> Unreadable:
    if isinstance(error, UnicodeDecodeError):
        what = f"not {error.encoding} text: {error.reason}"
        return _unreadable(data, _line_of(data, error.start), what, broken=True)
    null = data.find(b"\0")
    return _unreadable(data, _line_of(data, null) if null >= 0 else 0, str(error), broken=null >= 0)


def too_deep(data: bytes) -> Unreadable:
    """Return what is known of a file that is nested too deeply for us; elsewhere the limit may be another."""
    return _unreadable(data, 0, "nested too deeply to be analysed", broken=False)


def _has_known_encoding(data: bytes) -> bool:
    """Tell whether the declared encoding, if there is one, is known here; a program may register its own (PEP 263)."""
    for line in data.splitlines()[:2]:
        cookie = _COOKIE.match(line)
        if cookie:
            try:
                codecs.lookup(cookie[1].decode("ascii"))
            except (LookupError, UnicodeDecodeError):
                return False
            return True
    return True


def _unreadable(data: bytes, line: int, message: str, *, broken: bool) -> Unreadable:
    return Unreadable(line, message, broken, frozenset(found.group().decode() for found in _WORD.finditer(data)))


def _line_of(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1
