"""Cut a module into what it binds, each with a text that is the same as long as the code does the same.

Comments, docstrings, and where something stands do not matter; nested functions belong to the one around them.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.newer import UNREADABLE, parse_any
from vendorize_analysis.recursion import deeply

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Bodies = dict[str, str]
"""Of each qualified name the text of all that binds it; under `CODE` what else runs in the module or in a class."""

CODE = ""
CLASS_CODE = ".<class>"
"""Last piece of the name under which stands what a class is made of beside its members."""
STAR = "*"
"""The name under which star imports stand."""
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Documented = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Module)


def bodies_of(content: bytes, *, typed: bool = True) -> Bodies | None:
    """Return what a module binds, without the annotations of functions if `typed` is false.

    None for what is no Python that we can read.
    """
    try:
        return deeply(_bodies, content, typed)
    except UNREADABLE:
        return None


def _bodies(content: bytes, typed: bool) -> Bodies:  # noqa: FBT001 - handed on by position
    tree = parse_any(content)
    for node in ast.walk(tree):
        if isinstance(node, _Documented) and ast.get_docstring(node, clean=False) is not None:
            del node.body[0]
        if isinstance(node, _Function) and not typed:
            node.returns = None
        if isinstance(node, ast.arg) and not typed:
            node.annotation = None
    found: Bodies = {CODE: ""}
    for name, text in _bound(tree.body, ""):
        found[name] = f"{found.get(name, '')}\n{text}"
    return found


def _bound(body: Iterable[ast.stmt], prefix: str) -> Iterator[tuple[str, str]]:
    """Yield names with the text of what binds them, in order; several texts of one name follow each other."""
    for node in body:
        if isinstance(node, _Function):
            yield prefix + node.name, ast.dump(node)
        elif isinstance(node, ast.ClassDef):
            yield from _class(node, prefix)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from _imported(node, prefix)
        elif (names := list(_assigned(node))) and isinstance(node, ast.Assign | ast.AnnAssign):
            for name in names:
                yield prefix + name, ast.dump(node)
        else:
            yield from _block(node, prefix)


def _class(node: ast.ClassDef, prefix: str) -> Iterator[tuple[str, str]]:
    name = prefix + node.name
    header = (one for field in node._fields if field != "body" for one in _many(getattr(node, field, None)))
    yield name, ""
    yield name + CLASS_CODE, f"class {' '.join(map(_text, header))}"
    yield from _bound(node.body, f"{name}.")


def _imported(node: ast.Import | ast.ImportFrom, prefix: str) -> Iterator[tuple[str, str]]:
    level, module = (node.level, node.module) if isinstance(node, ast.ImportFrom) else (0, "")
    for one in node.names:
        bound = one.asname or (one.name.partition(".")[0] if isinstance(node, ast.Import) else one.name)
        yield prefix + bound, f"import {level} {module or ''} {one.name} as {one.asname or ''}"


def _assigned(node: ast.stmt) -> Iterator[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    for target in targets:
        if not isinstance(target, ast.Name):
            return
    yield from (target.id for target in targets if isinstance(target, ast.Name))


def _block(node: ast.stmt, prefix: str) -> Iterator[tuple[str, str]]:
    """Yield what the branches of a statement bind, and the statement without them as code of the module or class."""
    own = prefix.removesuffix(".") + CLASS_CODE if prefix else CODE
    inner = list(_branches(node))
    if not inner:
        yield own, ast.dump(node)
        return
    yield own, f"{type(node).__name__} {' '.join(map(_text, _heads(node)))}"
    for body in inner:
        yield from _bound(body, prefix)


def _branches(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    if isinstance(node, ast.If | ast.With | ast.Try | ast.TryStar):
        for field in ("body", "orelse", "finalbody"):
            yield getattr(node, field, [])
        for handler in getattr(node, "handlers", []):
            yield handler.body


def _heads(node: ast.stmt) -> Iterator[object]:
    """Yield what a statement with branches says itself: a test, what is entered, what is caught."""
    if isinstance(node, ast.Try | ast.TryStar):
        yield from (one for handler in node.handlers for one in (handler.type, handler.name))
    elif isinstance(node, ast.If):
        yield node.test
    elif isinstance(node, ast.With):
        yield from node.items


def _many(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _text(value: object) -> str:
    return ast.dump(value) if isinstance(value, ast.AST) else str(value)


def differing(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    """Yield the names whose texts differ, those on one side alone included, sorted."""
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            yield name
