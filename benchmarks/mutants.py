"""Take a function out of a module's text as if extraction had dropped it; all other lines stay where they are."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from vendorize.verify.probes.vendorize_leak_guard.scopes import bound, class_scopes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Definition = ast.FunctionDef | ast.AsyncFunctionDef


class Part(NamedTuple):
    """A function of a module, or of a class body, outside functions."""

    qualname: str
    owner: str
    """Qualified name of the class around it; empty at module level."""
    first: int
    """First line, decorators included."""
    node: Definition


def parts_of(text: bytes) -> list[Part]:
    """Return the functions that are parts, those of one name one by one."""
    return list(_parts(ast.parse(text).body, ""))


def _parts(body: Iterable[ast.stmt], owner: str) -> Iterator[Part]:
    for node in body:
        name = getattr(node, "name", "")
        if isinstance(node, Definition):
            first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
            yield Part(f"{owner}.{name}" if owner else name, owner, first, node)
        elif isinstance(node, ast.ClassDef):
            yield from _parts(node.body, f"{owner}.{name}" if owner else name)
        elif isinstance(node, ast.If | ast.Try):
            for inner in (node.body, node.orelse, getattr(node, "finalbody", [])):
                yield from _parts(inner, owner)
            for handler in getattr(node, "handlers", []):
                yield from _parts(handler.body, owner)


def is_only_definition(text: bytes, qualname: str) -> bool:
    """Tell whether nothing else binds the name of a function, in a branch for other versions for example."""
    tree = ast.parse(without(text, [qualname]))
    owner, _, name = qualname.rpartition(".")
    bodies = [node.body for found, node in class_scopes(tree.body) if found == owner] if owner else [tree.body]
    return all(name not in bound(body) for body in bodies)


def without(text: bytes, qualnames: Iterable[str], *, support: str = "") -> bytes:
    """Return the text without all definitions of some names.

    With the dotted name of the result's support module, removed members of classes answer as those of a result do.
    """
    gone = frozenset(qualnames)
    lines = text.decode("utf-8").splitlines(keepends=True)
    for part in parts_of(text):
        if part.qualname not in gone:
            continue
        end = part.node.end_lineno or part.node.lineno
        line = lines[part.node.lineno - 1]
        indent, newline = line[: len(line) - len(line.lstrip())], "\n"
        stands = "pass"
        if support and part.owner:
            stands = f'{part.node.name} = __import__("{support}", fromlist=["_Removed"])._Removed('
            stands += f'"{part.node.name}", "{part.qualname}", "mutation")'
        lines[part.first - 1 : end] = [indent + stands + newline, *[newline] * (end - part.first)]
    return "".join(lines).encode("utf-8")
