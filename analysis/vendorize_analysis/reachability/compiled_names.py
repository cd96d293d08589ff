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


def _ends(text: str) -> Iterator[str]:
    """Yield whatever each line may end with: a text can be the end of a longer one."""
    for line in text.split("\n"):
        for at in range(max(0, len(line) - _LONGEST), len(line) - _GROUP + 1):
            yield line[at:]
