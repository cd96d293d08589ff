"""What one module defines and imports, read off its syntax: where each name gets its value, and from where."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize_analysis.newer import UNREADABLE, parse_any
from vendorize_analysis.recursion import deeply

if TYPE_CHECKING:
    from collections.abc import Iterator

CLASS = "class"
STARS = "*"
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Defined:
    """The names of a module and of the classes in it, qualified."""

    lines: dict[str, int]
    """The first line that binds each, imports included."""
    kinds: dict[str, str]
    """`def`, `class` or `name`, for what is no import."""
    imports: dict[str, list[tuple[str, str]]]
    """Module-level names that come from imports: the module (with its dots), and what is taken; `*` for stars."""
    bases: dict[str, list[str]]
    """Dotted names of what each class inherits from."""


def definitions_of(content: bytes) -> Defined | None:
    """Return what a module defines; None for what is no Python that we can read."""
    try:
        return deeply(_definitions, content)
    except UNREADABLE:
        return None


def _definitions(content: bytes) -> Defined:
    found = Defined({}, {}, defaultdict(list), defaultdict(list))
    _read_body(parse_any(content), "", found)
    return found


def _read_body(node: ast.AST, prefix: str, found: Defined) -> None:
    """Note what a body binds, branches included; what is inside of functions is theirs."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _Function):
            _note(found, prefix + child.name, "def", child.lineno)
        elif isinstance(child, ast.ClassDef):
            name = prefix + child.name
            _note(found, name, CLASS, child.lineno)
            found.bases[name] += filter(None, map(_dotted, child.bases))
            _read_body(child, f"{name}.", found)
        elif isinstance(child, ast.Import | ast.ImportFrom):
            for bound, target in _imported(child):
                found.lines.setdefault(prefix + bound, child.lineno)
                if not prefix:
                    found.imports[bound].append(target)
        elif isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
            for bound, line in _assigned(child):
                _note(found, prefix + bound, "name", line)
            _read_body(child, prefix, found)


def _note(found: Defined, name: str, kind: str, line: int) -> None:
    found.lines.setdefault(name, line)
    if found.kinds.setdefault(name, kind) == "name":
        found.kinds[name] = kind


def _assigned(node: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield the names that a statement gives a value to, each with its line."""
    targets = (
        node.targets
        if isinstance(node, ast.Assign)
        else [node.target]
        if isinstance(node, ast.AnnAssign | ast.For)
        else []
    )
    for target in targets:
        for one in ast.walk(target):
            if isinstance(one, ast.Name):
                yield one.id, one.lineno


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, tuple[str, str]]]:
    for one in node.names:
        if isinstance(node, ast.ImportFrom):
            source = "." * node.level + (node.module or "")
            yield one.asname or one.name, (source, "" if one.name == STARS else one.name)
        elif one.asname:
            yield one.asname, (one.name, "")
        else:
            top = one.name.partition(".")[0]
            yield top, (top, "")


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript):
        return _dotted(node.value)
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (around := _dotted(node.value)):
        return f"{around}.{node.attr}"
    return ""
