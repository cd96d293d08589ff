"""The symbol table of a module: which part stands where, and by which qualified names people know it.

It is read off the parts of a summary, so that nobody has to look at syntax again. (The guard of `verify` runs alone in
foreign processes, and so has its own.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vendorize_analysis.model.summary import Part

MODULE = -1
"""The scope that is around all others."""


def class_around(parts: Sequence[Part], index: int) -> int:
    """Return the index of the nearest class around a part, `MODULE` where there is none."""
    index = parts[index].parent
    while index >= 0 and parts[index].kind != "class":
        index = parts[index].parent
    return index


def qualified_name(parts: Sequence[Part], index: int) -> str:
    """Return the function or class that a part is or stands in (`Session.get`); empty for a part of the module."""
    names: list[str] = []
    if parts[index].kind in {"def", "class"}:
        names.append(parts[index].name)
    index = class_around(parts, index)
    while index >= 0:
        names.append(parts[index].name)
        index = class_around(parts, index)
    return ".".join(reversed(names))


def qualified_names(parts: Sequence[Part], index: int) -> Iterator[str]:
    """Yield what a part binds, with the classes around it (`Session.get`)."""
    around = class_around(parts, index)
    prefix = f"{qualified_name(parts, around)}." if around >= 0 else ""
    for name in parts[index].binds:
        yield prefix + name


def part_at(parts: Sequence[Part], line: int) -> int:
    """Return the index of the innermost part around a line, `MODULE` where there is none."""
    found = MODULE
    for part in parts:
        if part.span.line <= line <= part.span.end_line:
            found = part.index  # a container comes before its children
    return found


def symbol_at(parts: Sequence[Part], line: int) -> str:
    """Return the qualified name of what stands at a line; of an import, or what binds nothing, that of its class."""
    index = part_at(parts, line)
    if index < 0:
        return ""
    if parts[index].kind != "import":
        for name in qualified_names(parts, index):
            return name
    return qualified_name(parts, index)


def scope_parts(parts: Sequence[Part], scope: int) -> Iterator[Part]:
    """Yield the parts in a class (or `MODULE`), those in branches of `if` and `try` included, inner classes' not."""
    return (part for part in parts if class_around(parts, part.index) == scope)


def find_class(parts: Sequence[Part], name: str) -> int | None:
    """Return the index of the first class with a qualified name, `MODULE` for the empty name, None where none is."""
    scope = MODULE
    for each in filter(None, name.split(".")):
        inside = scope_parts(parts, scope)
        found = next((part.index for part in inside if part.kind == "class" and part.name == each), None)
        if found is None:
            return None
        scope = found
    return scope
