"""Source as bytes without its texts and comments, and its logical lines as statements: to look before parsing.

Parsing and walking a file take ten times as long as what is done here, and most files name nothing that matters. All
of this errs to one side: more names than there are, and one line for several. Source: the chapters
«Lexical analysis» and «Full grammar specification» of the language reference.
"""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_NAME: Final = rb"[A-Za-z_\x80-\xff][\w\x80-\xff]*"
_TEXT_OR_COMMENT: Final = re.compile(
    rb'''"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""|'''
    rb"""'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''|"""
    rb""""[^"\\\n]*(?:\\.[^"\\\n]*)*"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'|#[^\n]*""",
    re.DOTALL,
)
_SPACED: Final = re.compile(rb"(?<!from)\s\.\s*(?!import\b)[A-Za-z_]|\.\s+(?!import\b)[A-Za-z_]")
_NAMES: Final = rb"\s*(\([^)]*\)|(?:[^\n;\\]|\\\n)*)"
_IMPORT: Final = re.compile(rb"import\b" + _NAMES)
_FROM: Final = re.compile(rb"from\s+(" + _NAME + rb"(?:\s*\.\s*" + _NAME + rb")*)\s+import\b" + _NAMES)
_FIRST: Final = re.compile(rb"@|\w+")
_ASCII: Final = f"{string.ascii_letters}{string.digits}_".encode()
_LAST: Final = 0x7F
_IN_WORD: Final = frozenset(bytes([each]) for each in _ASCII)
_WORDS: Final = bytes(each if each in _ASCII else 0x20 for each in range(256))
_KEPT: Final = bytes(each if each in _ASCII + b"." or each > _LAST else 0x20 for each in range(256))
_COMMENT: Final = ord("#")
_DOT: Final = ord(".")
_OPENING: Final = b"([{"
_CLOSING: Final = b")]}"
_NO_MARKS: Final = bytes(each for each in range(256) if each not in b"\n\\" + _OPENING + _CLOSING)


def words_in(data: bytes) -> frozenset[bytes]:
    """Return the ASCII words in source, wherever they stand."""
    return frozenset(data.translate(_WORDS).split())


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
        return {each for each in set(plain.translate(_KEPT).split()) if each[0] != _DOT}
    # Where a name stands behind a dot and white space, the dot may as well be that of `...` or of `1.` before it.
    plain = b".".join([piece.strip() for piece in plain.split(b".")])
    found = {each.strip(b".") for each in plain.translate(_KEPT).split()} - {b""}
    return {each.partition(b".")[2] if each[:1].isdigit() else each for each in found} - {b""}


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


def places_of(words: Iterable[bytes], plain: bytes) -> list[int]:
    """Return where words begin in what `without_texts` gives, sorted; a part of a longer ASCII word is none."""
    found: list[int] = []
    for word in words:
        size, start = len(word), plain.find(word)
        while start >= 0:
            end = start + size
            if plain[start - 1 : start] not in _IN_WORD and plain[end : end + 1] not in _IN_WORD:
                found.append(start)
            start = plain.find(word, end)
    found.sort()
    return found


def statements(data: bytes, plain: bytes, wanted: Callable[[int, int], object]) -> bytes:
    """Return the logical lines that are wanted, by where they begin and end, each as a statement that stands alone.

    Before them stands what is before the first line of code, where an encoding may be declared. What a line names does
    not depend on the block that it is in.
    """
    kept: list[bytes] = []
    begin = end = depth = 0
    for row, marks in zip(plain.split(b"\n"), plain.translate(None, _NO_MARKS).split(b"\n"), strict=True):
        end += len(row) + 1
        if marks:
            depth += _DEPTHS[marks]
        if depth > 0 or marks[-1:] == b"\\":
            continue
        if not kept and plain[begin:end].strip():
            kept.append(data[:begin])
        if wanted(begin, end):
            kept.append(_alone(data[begin:end].strip(), is_header=plain[begin:end].rstrip().endswith(b":")))
        begin = end
    # Brackets that are left open make it what nobody can parse.
    return b"\n".join([*kept, data[begin:]])


class _Depths(dict[bytes, int]):
    """Knows how many more brackets are opened than closed in a text."""

    def __missing__(self, marks: bytes) -> int:
        depth = self[marks] = sum(map(marks.count, _OPENING)) - sum(map(marks.count, _CLOSING))
        return depth


_DEPTHS: Final = _Depths()


def _alone(line: bytes, *, is_header: bool) -> bytes:
    """Return a statement with the names of a logical line; where that opens a block, something is put into it."""
    found = _FIRST.match(line)
    match found[0] if found is not None else b"":
        case b"@":
            line = line[1:]
        case b"elif":
            line = line[2:]
        case b"else" | b"try" | b"finally":
            line = line.partition(b":")[2].strip()
            is_header = False
        case b"except":
            line = b"try:\n  pass\n" + line
        case b"case" if is_header:
            line = b"match 0:\n " + line
        case b"match" if is_header:
            line += b"\n case _:"
    return line + b"\n  pass" if is_header else line
