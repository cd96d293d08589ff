"""Source as bytes without its texts and comments, and its statements as stretches of it: to look before parsing.

Parsing and walking a file take ten times as long as what is done here, and most files name nothing that matters. All
of this errs to one side: more names than there are, and one stretch for several statements. Source: the chapters
«Lexical analysis» and «Full grammar specification» of the language reference.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_NAME: Final = rb"[A-Za-z_\x80-\xff][\w\x80-\xff]*"
WORD: Final = re.compile(rb"[A-Za-z_][A-Za-z0-9_]*")
_TEXT_OR_COMMENT: Final = re.compile(
    rb'''"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""|'''
    rb"""'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''|"""
    rb""""[^"\\\n]*(?:\\.[^"\\\n]*)*"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'|#[^\n]*""",
    re.DOTALL,
)
_DOTTED: Final = re.compile(rb"[A-Za-z_.\x80-\xff][\w.\x80-\xff]*")
_SPACED: Final = re.compile(rb"(?<!from)\s\.\s*(?!import\b)[A-Za-z_]|\.\s+(?!import\b)[A-Za-z_]")
_NAMES: Final = rb"\s*(\([^)]*\)|(?:[^\n;\\]|\\\n)*)"
_IMPORT: Final = re.compile(rb"import\b" + _NAMES)
_FROM: Final = re.compile(rb"from\s+(" + _NAME + rb"(?:\s*\.\s*" + _NAME + rb")*)\s+import\b" + _NAMES)
_START: Final = re.compile(rb"^(?!(?:else|elif|except|finally)\b)(?=[^\s#)\]}])", re.MULTILINE)
_KEPT: Final = bytes(each if chr(each).isalnum() or each in b"_." or each > 127 else 0x20 for each in range(256))  # noqa: PLR2004 (ASCII)
_COMMENT: Final = ord("#")
_DECORATOR: Final = ord("@")
_DOT: Final = ord(".")
_OPENING: Final = b"([{"
_CLOSING: Final = b")]}"


def without_texts(data: bytes) -> bytes | None:
    """Return source of the same length with spaces for texts and comments, and names alone of f-strings.

    Lines end with a line feed. None where texts cannot be told apart this way: f-strings may be nested (PEP 701).
    """
    failed = False

    def blank(found: re.Match[bytes]) -> bytes:
        nonlocal failed
        start, end = found.span()
        before = data[max(start - 2, 0) : start]
        if (b"f" in before or b"F" in before) and data[start] != _COMMENT:
            text = found[0]
            failed = failed or text.count(b"{") != text.count(b"}")
            return text.translate(_KEPT)
        return b" " * (end - start)

    plain = _TEXT_OR_COMMENT.sub(blank, data)
    return None if failed or b'"' in plain or b"'" in plain else plain


def chains_in(plain: bytes) -> set[bytes]:
    """Return the dotted names in what `without_texts` gives, and more."""
    if _SPACED.search(plain) is None:
        return {each for each in set(_DOTTED.findall(plain)) if each[0] != _DOT}
    # Where a name stands behind a dot and white space, the dot may as well be that of `...` or of `1.` before it.
    plain = b".".join([piece.strip() for piece in plain.split(b".")])
    return {each.strip(b".") for each in set(_DOTTED.findall(plain))} - {b""}


def imported_in(plain: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield what may be imported in what `without_texts` gives: the name that is bound, and what it stands for."""
    for names in _IMPORT.findall(plain):
        for name, bound in _listed(names):
            yield (bound, name) if bound else (name.partition(b".")[0],) * 2
    for home, names in _FROM.findall(plain):
        for name, bound in _listed(names):
            yield bound or name, b"".join((*home.split(), b".", name))


def _listed(names: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the names in a list, each with the one behind `as` or nothing."""
    for each in names.strip(b"()").split(b","):
        words = each.replace(b"\\\n", b" ").split()
        end = words.index(b"as") if b"as" in words else len(words)
        if end:
            yield b"".join(words[:end]), words[-1] if end < len(words) else b""


def stretches(data: bytes, plain: bytes, wanted: Callable[[bytes], object]) -> bytes:
    """Return the statements at the top of a module whose plain source is wanted, and what stands before the first.

    A statement begins at the margin, outside brackets.
    """
    starts = [found.start() for found in _START.finditer(plain)]
    if not starts:
        return data
    kept = [data[: starts[0]]]
    begin, open_ones = starts[0], 0
    for start, end in zip(starts, [*starts[1:], len(plain)], strict=True):
        piece = plain[start:end]
        open_ones += _count(piece, _OPENING) - _count(piece, _CLOSING)
        if open_ones or plain[start] == _DECORATOR or plain[end - 2 : end] == b"\\\n":
            continue
        if wanted(plain[begin:end]):
            kept.append(data[begin:end])
        begin = end
    return b"".join([*kept, data[begin:]])


def _count(piece: bytes, brackets: Iterable[int]) -> int:
    return sum(map(piece.count, brackets))
