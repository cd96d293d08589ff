"""Whether the text of a compiled module has a name in it.

It is asked for tens of thousands of names, so what the text surely lacks is told by its groups of three letters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_GROUP: Final = 3
_LONGEST: Final = 100
"""Letters of a name at most."""


class CompiledNames:
    """The names in a file of compiled code, as `ended` and `joined` text (`scanning/compiled_text.py`)."""

    def __init__(self, ended: str, joined: str) -> None:
        self._ends = frozenset(_ends(ended))
        self._joined = joined
        self._begins = frozenset(end for end in (*self._ends, *_ends(joined)) if end.endswith(("_", ".")))
        """Ends of texts that may be the beginnings of names: code puts the rest to them."""
        self._groups = {joined[at : at + _GROUP] for at in range(len(joined) - _GROUP + 1)}

    def has(self, name: str) -> bool:
        """Tell whether code may ask for a name; names of fewer than three letters are in any text."""
        if len(name) < _GROUP or name in self._ends:
            return True
        groups = self._groups
        return (
            all(name[at : at + _GROUP] in groups for at in range(len(name) - _GROUP + 1))
            and bool(groups)
            and name in self._joined
        )

    def may_begin(self, name: str) -> bool:
        """Tell whether a text ends as a name begins, up to one of its underscores: `visit_%s`, `"visit_" + kind`.

        A text that others follow with nothing in between ends where nobody can tell.
        """
        return any(name[: at + 1] in self._begins for at in range(_GROUP - 1, len(name) - 1) if name[at] == "_")

    def may_begin_module(self, name: str) -> bool:
        """Tell whether a text ends as the dotted name of a module below a package begins, up to `.` or `_`."""
        package = name.partition(".")[0]
        inside = range(len(package) + 1, len(name) - 1)
        return any(name[: at + 1] in self._begins for at in inside if name[at] in "._")


def _ends(text: str) -> Iterator[str]:
    """Yield whatever each line may end with: a text can be the end of a longer one."""
    for line in text.split("\n"):
        for at in range(max(0, len(line) - _LONGEST), len(line) - _GROUP + 1):
            yield line[at:]
