"""Classes that the standard library gives a form: named tuples, data classes, enumerations."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.callgraph.heap.classes import ClassTable

_TUPLES: Final = frozenset({"typing.NamedTuple"})
_ENUMS: Final = frozenset(f"enum.{name}" for name in ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"))


def annotated(classes: ClassTable, cls: int) -> list[str]:
    """Return the fields that a data class or named tuple would have, in order."""
    names: dict[str, None] = {}
    for each in reversed(classes.mro(cls)):
        node = classes.scope(each).node if each in classes.all else None
        for statement in node.body if isinstance(node, ast.ClassDef) else ():
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                names[statement.target.id] = None
    return list(names)


def is_tuple(classes: ClassTable, cls: int) -> bool:
    """Tell whether the objects of a class are named tuples."""
    return not _TUPLES.isdisjoint(classes.external_names(cls))


def is_enum(classes: ClassTable, cls: int) -> bool:
    """Tell whether the attributes of a class are its objects."""
    return not _ENUMS.isdisjoint(classes.external_names(cls))


def when_enum(classes: ClassTable, cls: int, action: Callable[[], None]) -> None:
    """Do something as soon as a class is known to be an enumeration."""
    if is_enum(classes, cls):
        action()
    elif cls in classes.all and classes.all[cls].bases:
        classes.all[cls].listeners.append(lambda: action() if is_enum(classes, cls) else None)
