"""Methods of built-in collections that put items in or take them out, by what they do."""

from __future__ import annotations

from typing import Final

SCATTERING: Final = frozenset({"insert", "pop", "popleft", "remove", "reverse", "rotate", "sort", "appendleft"})
"""After these any item may be anywhere."""
ADDING: Final = {"append": 0, "add": 0, "appendleft": 0, "insert": 1, "put": 0, "put_nowait": 0}
"""Of what these are given the argument that becomes an item."""
WHOLE: Final = frozenset({"copy", "union", "intersection", "difference", "symmetric_difference", "__iter__", "__or__"})
"""These give a collection of the same items."""
TAKING: Final = frozenset({"pop", "popleft", "__next__", "send", "throw", "__getitem__"})
"""These give an item."""
HANDING_OUT: Final = {"queue": frozenset({"get", "get_nowait"}), "future": frozenset({"result"})}
"""These give an item of the collections that models of the library make."""
METHODS: Final = frozenset(
    {
        *SCATTERING, *ADDING, *WHOLE, *TAKING, *("extend", "update", "extendleft", "__init__", "get", "setdefault"),
        *("items", "values", "keys", "popitem"),
        *("add_done_callback", "get_nowait", "result"),
    }
)  # fmt: skip
"""All of them."""
