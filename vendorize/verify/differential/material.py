"""What made-up arguments are put together of: odd values, and those that stand in the code itself."""

from __future__ import annotations

import sys
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_LETTERS = ("a", "b", "B", " ", "\t", "\x0c", "_", "-")
FLOATS = (0.0, -0.0, 0.5, 1.5, 2.5, 0.1, 1e-9, 1e16, -1.0, 2.675, 1e300)
NO_NUMBERS = ("nan", "inf", "-inf")
"""Texts of floats that have no literal."""
_LONGEST = 5000
"""Most letters of a text that is as long as a number in the code."""
_ASCII = 127
_SURROGATES = (0xD800, 0xDFFF)
_SHORT = 8
"""Most letters of a text in the code that is put together with others."""
_ODD = (
    "", " ", "a", "A", "\n", "\t", "_", "-", ".", ",", "0", "1", "9", "\xe9", "e\u0301", "\xdf", "\u1e9e", "\u0130",
    "\u0131", "\u017f", "\u01c5", "\u03a3", "\u03c2", "\ufb01", "\u0663", "\xb2", "\xbd", "\u2167", "\xa0", "\u2028",
    "\u200b", "\ufeff", "\x1c", "\x85", "\0", "\U0001f600", "\u4e2d", "%", "{}", "\\", "'", '"', "<", ">", "&", "a b",
    "aa", "A-b_C", "x" * 100,
)  # fmt: skip
_MOST = 40
"""Most letters of the code's own texts."""
_TABLES = 400
"""Most letters that tables of the code stand for."""
_PLANES = 0x20000
_FIRST = 256
_OF_PATTERNS = frozenset("()[]{}?:^|*+$\\.")
_NONE = frozenset({"Cn", "Co", "Cs"})
_PACKED = (32, 21, 16)
"""Bits of the second of two numbers that tables pack into one."""


def texts_of(constants: Sequence[object]) -> list[str]:
    """Return odd texts and those of the code, letters that its numbers may stand for included."""
    found = [*_ODD, "\ud800", *_words(constants), *_own_letters(constants), *_letters(_numbers(constants))]
    return list(dict.fromkeys(found))


@cache
def kinds_of_letters() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return a letter of each kind that text methods and Unicode's tables tell apart, and one of each script too."""
    kinds: dict[object, str] = {}
    scripts: dict[object, str] = {}
    for letter in map(chr, range(_PLANES)):
        category = unicodedata.category(letter)
        if category in _NONE:
            continue
        cases = letter.upper() != letter, letter.lower() != letter, len(letter.upper() + letter.lower())
        numeric = letter.isdecimal(), letter.isdigit(), letter.isnumeric(), letter.isidentifier()
        tables = category, unicodedata.bidirectional(letter), unicodedata.combining(letter)
        kinds.setdefault((*cases, *numeric, *tables, unicodedata.decomposition(letter)[:1] == "<"), letter)
        scripts.setdefault((category, unicodedata.name(letter, "").partition(" ")[0]), letter)
    # Each of the first is of a kind of its own to somebody's table.
    first = map(chr, range(_FIRST))
    return tuple(dict.fromkeys((*first, *kinds.values()))), tuple(scripts.values())


def letters_of(constants: Sequence[object]) -> list[str]:
    """Return letters that may matter: of all kinds, of the code's texts, and those that its tables of numbers name."""
    kinds, scripts = kinds_of_letters()
    numbers = [part for one in _numbers(constants) for part in (one, *_unpacked(one))]
    named = _letters(list(dict.fromkeys(numbers)))
    own = dict.fromkeys("".join(_words(constants))[: 10 * _TABLES])
    return list(dict.fromkeys([*own, *named[:: 1 + len(named) // _TABLES], *kinds, *scripts]))


def _unpacked(number: int) -> list[int]:
    if number <= sys.maxunicode:
        return []
    return [part for bits in _PACKED for part in (number >> bits, number & ((1 << bits) - 1))]


def bytes_of(constants: Sequence[object]) -> list[bytes]:
    """Return odd bytes and those of the code, and each byte alone."""
    own = [one for one in constants if isinstance(one, bytes)]
    texts = [one.encode("utf-8") for one in texts_of(constants) if one != "\ud800"]
    return list(
        dict.fromkeys([b"", *own, *texts, *(bytes([one]) for one in range(256)), b"\r\n", b"\xff\xfe", b"a" * 100])
    )


def floats_of(constants: Sequence[object]) -> list[float | int | bool]:
    """Return odd floats, those near the code's own, and numbers of other types: these are floats to a type checker."""
    own = [one for one in constants if type(one) is float]
    near = [value for one in own for value in (one, -one, one * (1 + 1e-9), one * (1 - 1e-9))]
    return [*dict.fromkeys(near), *FLOATS, *numbers_of(constants), True]


def pieces_of(constants: Sequence[object]) -> list[str]:
    """Return short texts of the code, and letters, to be put together."""
    return [*_LETTERS, *(one for one in _words(constants) if len(one) < _SHORT), *_own_letters(constants)]


def separators_of(constants: Sequence[object]) -> list[str]:
    """Return short texts of the code that may separate parts of a text."""
    return list(dict.fromkeys([" ", *(one for one in _words(constants) if 0 < len(one) < _SHORT)]))


def telling_letters(constants: Sequence[object]) -> list[str]:
    """Return letters that tell cases apart: one of each plain kind, and those that stand in the code's short texts.

    What is no letter nor digit comes before what is: patterns and separators are made of it.
    """
    own = "".join(dict.fromkeys("".join(one for one in _words(constants) if len(one) <= _MOST)))
    signs = sorted((one for one in own if not one.isalnum() and not one.isspace()), key=_OF_PATTERNS.__contains__)
    others = [one for one in own if one.isalnum() or one.isspace()]
    return list(dict.fromkeys(["a", "B", *signs[:5], " ", "1", *others, *signs[5:], "\xe9"]))


def numbers_of(constants: Sequence[object]) -> list[int]:
    """Return small numbers, and those near the code's own."""
    near_by = {value for one in _numbers(constants) if abs(one) < 1 << 40 for value in (one - 1, one, one + 1)}
    few = sorted(near_by)
    return sorted({*few[:: 1 + len(few) // _TABLES], -2, -1, 0, 1, 2, 10})


def lengths_of(constants: Sequence[object]) -> list[int]:
    """Return lengths near the code's numbers."""
    sizes = {size for one in _numbers(constants) if 0 < one <= _LONGEST for size in (one - 1, one, one + 1)}
    return sorted(sizes | {_SHORT})


def _numbers(constants: Sequence[object]) -> list[int]:
    return [one for one in constants if type(one) is int]


def _words(constants: Sequence[object]) -> list[str]:
    return [one for one in constants if isinstance(one, str)]


def _own_letters(constants: Sequence[object]) -> list[str]:
    """Return some letters of texts that are too long to be pieces: alphabets, tables."""
    long = "".join(one for one in _words(constants) if _SHORT <= len(one) <= _MOST and " " not in one)
    return list(dict.fromkeys(long))[:_MOST]


def _letters(numbers: Sequence[int]) -> list[str]:
    """Return the letters that numbers of the code may stand for; ASCII is in the texts anyway."""
    return [
        chr(one) for one in numbers if _ASCII < one <= sys.maxunicode and not _SURROGATES[0] <= one <= _SURROGATES[1]
    ]
