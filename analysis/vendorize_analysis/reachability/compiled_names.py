"""Whether the text of a compiled module has a name in it.

It is asked for tens of thousands of names, and there may be megabytes of it: lines are kept in the order of their ends,
and what text without ends surely lacks is told by its groups of three letters.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

_GROUP: Final = 3
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
        self._groups = frozenset([joined[at : at + _GROUP] for at in range(len(joined) - _GROUP + 1)])

    def has(self, name: str) -> bool:
        """Tell whether code may ask for a name; names of fewer than three letters are in any text."""
        if len(name) < _GROUP or self._lines.end(name):
            return True
        groups = self._groups
        return (
            bool(groups)
            and all(name[at : at + _GROUP] in groups for at in range(len(name) - _GROUP + 1))
            and name in self._joined
        )

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
