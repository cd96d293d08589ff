"""The words of stubs, as short as can be since stubs are many: what they load by, and which module is theirs."""

from __future__ import annotations

from keyword import iskeyword
from string import ascii_lowercase, ascii_uppercase, digits
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Iterable

_SIGNS = digits + ascii_uppercase + ascii_lowercase
_SHORTEST = 2
"""Signs of a module's word where no other module has the same."""
_LENGTH = 4
"""Signs of a result's."""
IMPORTER = "_vendorize_load_"
"""What functions of ours that carry out an import which waits begin with; a number follows."""


def cold_name(support: str) -> str:
    """Return the name among the built-in ones by which stubs of a result load; `support` tells results apart.

    It has a digit where names that people choose have a letter.
    """
    return f"_{_word(support, digits, _LENGTH)}"


def cold_keys(modules: Iterable[str]) -> dict[str, str]:
    """Return a short word for each module, the same in each result but where two would have one.

    They are names of attributes that begin with a capital letter; those of marks begin with a small one.
    """
    owners: dict[str, str] = {}
    for module in sorted(set(modules)):
        length = _SHORTEST
        while (word := _word(module, ascii_uppercase, length)) in owners or iskeyword(word):
            length += 1
        owners[word] = module
    return {module: word for word, module in owners.items()}


def _word(text: str, first: str, length: int) -> str:
    """Return a word by the hash of a text; the first sign is one of those given."""
    left, begin = divmod(crc32(text.encode()), len(first))
    found = first[begin]
    while len(found) < length:
        left, sign = divmod(left, len(_SIGNS))
        found += _SIGNS[sign]
    return found
