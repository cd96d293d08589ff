"""Whether the text of a compiled module has a name in it.

It is asked for tens of thousands of names, and there may be megabytes of it: lines are kept in the order of their ends,
and what text without ends surely lacks is told by its groups of letters.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_GROUP: Final = 3
_LONG_GROUP: Final = 6
_MORE: Final = 6
"""Letters that stand around a name by no accident."""
_LONGEST: Final = 100
"""Letters of a name at most."""


class CompiledNames:
    """The names in a file of compiled code, as `ended` and `joined` text (`scanning/compiled_text.py`)."""

    def __init__(self, ended: str, joined: str) -> None:
        lines = ended.split("\n")
        self._lines = _Lines(lines)
        self._joined = joined
        self._open = _Lines([line for line in (*lines, *joined.split("\n")) if line.endswith(("_", "."))])
        """Texts that may be the beginnings of names: code puts the rest to them."""
        self._recalled: dict[str, bool] = {}
        self._asked: dict[str, bool] = {}

    def has(self, name: str) -> bool:
        """Tell whether code may ask for a name; names of fewer than three letters are in any text."""
        if len(name) < _GROUP or self._lines.end(name):
            return True
        if not self._joined:
            return False
        groups = self._groups if len(name) < _LONG_GROUP else self._long_groups
        return groups.may_be_in(name) and name in self._joined

    @cached_property
    def _groups(self) -> _Groups:
        return _Groups(self._joined, _GROUP)

    @cached_property
    def _long_groups(self) -> _Groups:
        return _Groups(self._joined, _LONG_GROUP)

    def recall(self, name: str) -> bool:
        """As `has`, for the names of modules: each is asked for again and again."""
        if name not in self._recalled:
            self._recalled[name] = self.has(name)
        return self._recalled[name]

    def names_module(self, name: str, longer: Iterable[str]) -> bool:
        """Tell whether code may name a module of no package, where none of the `longer` names of others stands.

        Texts without ends may have `cffi` inside of `_cffi_backend`, which is another module. Of a name that is little
        longer nobody can tell: `attrs` may be `attr`, and the first letter of the text behind it.
        """
        if not self.recall(name):
            return False
        around = [re.escape(one) for one in longer if name in one and len(one) >= len(name) + _MORE]
        if not around or not self._joined or self._lines.end(name) or len(name) < _GROUP:
            return True
        return name in re.sub("|".join(sorted(around, key=len, reverse=True)), "\n", self._joined)

    def asks(self, name: str) -> bool:
        """Tell whether code may ask for a name, or put it together; every search asks for the same ones."""
        if name not in self._asked:
            self._asked[name] = self.has(name) or self.may_begin(name)
        return self._asked[name]

    def may_begin(self, name: str) -> bool:
        """Tell whether a text ends as a name begins, up to one of its underscores: `visit_%s`, `"visit_" + kind`.

        A text that others follow with nothing in between ends where nobody can tell.
        """
        return "_" in name and any(
            self._open.end(name[: at + 1]) for at in range(_GROUP - 1, len(name) - 1) if name[at] == "_"
        )

    def may_begin_module(self, name: str) -> bool:
        """Tell whether a text ends as the dotted name of a module below a package begins, up to `.` or `_`."""
        package = name.partition(".")[0]
        inside = range(max(len(package) + 1, _GROUP - 1), len(name) - 1)
        return any(self._open.end(name[: at + 1]) for at in inside if name[at] in "._")


class _Lines:
    """Lines of text, each read from its end; a text can be the end of a longer one."""

    def __init__(self, lines: list[str]) -> None:
        self._reversed = sorted([line[::-1] for line in lines if len(line) >= _GROUP])

    def end(self, text: str) -> bool:
        """Tell whether a line ends with a text of three letters at least."""
        backwards, known = text[::-1], self._reversed
        at = bisect_left(known, backwards)
        return at < len(known) and known[at].startswith(backwards) and len(text) <= _LONGEST


class _Groups:
    """The groups of so many letters that a text has, by their hashes: some others seem to be there, too."""

    def __init__(self, text: str, letters: int) -> None:
        self._letters = letters
        # They are as large as all that is known of the file, and not kept.
        lines = list(_without_known(text))
        self._mask = mask = (1 << sum([len(line) - known for line, known in lines]).bit_length()) - 1
        self._there = there = bytearray(mask + 1)
        for line, known in lines:
            for at in range(max(0, known - letters + 1), len(line) - letters + 1):
                there[hash(line[at : at + letters]) & mask] = 1

    def may_be_in(self, name: str) -> bool:
        """Tell whether each group of a name may be there."""
        size, mask, there = self._letters, self._mask, self._there
        return all(there[hash(name[at : at + size]) & mask] for at in range(len(name) - size + 1))


def _without_known(text: str) -> Iterator[tuple[str, int]]:
    """Yield each line with how many of its letters the one before begins with, too: lines in order share many."""
    before = ""
    for line in text.split("\n"):
        known = 0
        for one, other in zip(before, line, strict=False):
            if one != other:
                break
            known += 1
        yield line, known
        before = line
