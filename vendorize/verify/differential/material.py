"""What made-up arguments are put together of: odd values, and those that stand in the code itself."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_LETTERS = ("a", "b", "B", " ", "\t", "\x0c", "_", "-")
FLOATS = (0.0, -0.0, 0.5, 1.5, 2.5, 0.1, 1e-9, 1e16, -1.0, 2.675, 1e300)
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


def texts_of(constants: Sequence[object]) -> list[str]:
    """Return odd texts and those of the code, letters that its numbers may stand for included."""
    found = [*_ODD, *_words(constants), *_own_letters(constants), *_letters(_numbers(constants))]
    return list(dict.fromkeys(found))


def pieces_of(constants: Sequence[object]) -> list[str]:
    """Return short texts of the code, and letters, to be put together."""
    return [*_LETTERS, *(one for one in _words(constants) if len(one) < _SHORT), *_own_letters(constants)]


def separators_of(constants: Sequence[object]) -> list[str]:
    """Return short texts of the code that may separate parts of a text."""
    return list(dict.fromkeys([" ", *(one for one in _words(constants) if 0 < len(one) < _SHORT)]))


def numbers_of(constants: Sequence[object]) -> list[int]:
    """Return small numbers, and those near the code's own."""
    near_by = {value for one in _numbers(constants) if abs(one) < 1 << 40 for value in (one - 1, one, one + 1)}
    return sorted(near_by | {-2, -1, 0, 1, 2, 10})


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
