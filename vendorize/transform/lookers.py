"""Functions that may look further up than at who called them: at who imports the module that does so, say."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from vendorize.transform.documented import is_kept
from vendorize.transform.source import parse, read_source
from vendorize_analysis.recursion import deeply
from vendorize_analysis.scanning.source import read_again

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vendorize.model.plan import Plan

_FAR = frozenset(
    {"extract_stack", "f_back", "findCaller", "format_stack", "getouterframes", "print_stack", "walk_stack"}
)
"""Names by which code goes up the stack as far as it likes."""
_DEEP = {"_getframe": 1, "_getframemodulename": 1}
"""By these, as far as their argument says; that many are who called it."""
_WORDS = re.compile(rb"\b(?:stacklevel|warn|inspect|%s)\b" % "|".join((*_FAR, *_DEEP)).encode())
_CALLER = 2
"""The `stacklevel` of who called a function that warns."""


def lookers_of(plan: Plan) -> frozenset[str]:
    """Return the names of functions of a result that may look further up than at their callers.

    Of methods that Python calls by another name it is that of their class, too. Nobody asks where nothing is cold.
    """
    if all(one.cold == "drop" for one in plan.distributions):
        return frozenset()
    vendored = (module for one in plan.distributions if one.verdict == "extract" for module in one.modules)
    modules = [*plan.first_party, *vendored]
    found = (
        (one, each) for one in modules if one.summary is not None for each in _lookers(one.path, one.digest, one.name)
    )
    return frozenset(name for one, (name, line) in found if is_kept(one, line))


@lru_cache(maxsize=16384)
def _lookers(path: Path, digest: str, name: str) -> tuple[tuple[str, int], ...]:
    """Return the names, each with the line of the function."""
    content = read_again(path, digest)
    return tuple(deeply(_found, content, name)) if _WORDS.search(content) else ()


def _found(content: bytes, name: str) -> list[tuple[str, int]]:
    return [*_named(parse(read_source(content, name).text, name), "")]


def _named(node: ast.AST, around: str) -> Iterator[tuple[str, int]]:
    for one in ast.iter_child_nodes(node):
        if isinstance(one, ast.ClassDef):
            yield from _named(one, one.name)
        elif not isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _named(one, around)
        elif any(map(_looks_far, _running(one))):
            yield one.name, one.lineno
            if around and one.name.startswith("__"):
                yield around, one.lineno


def _running(function: ast.AST) -> Iterator[ast.AST]:
    """Yield what runs when a function is called: of functions in it those that it calls, by their names."""
    called = {getattr(one.func, "id", "") for one in ast.walk(function) if isinstance(one, ast.Call)}
    waiting = [function]
    while waiting:
        node = waiting.pop()
        yield node
        inner = (one for one in ast.iter_child_nodes(node) if getattr(one, "name", None) in called or not _later(one))
        waiting += inner


def _later(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)


def _looks_far(node: ast.AST) -> bool:
    match node:
        case ast.keyword(arg="stacklevel", value=value):
            return not _is_at_most(value, _CALLER)
        case ast.Attribute(attr=name) | ast.Name(id=name) if name in _FAR:
            return True
        case ast.Attribute(value=ast.Name(id="inspect"), attr="stack"):
            return True
        case ast.Call(func=ast.Attribute(attr="warn") | ast.Name(id="warn"), args=[_, _, third, *_]):
            return not _is_at_most(third, _CALLER)
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), args=args) if name in _DEEP:
            return not all(_is_at_most(one, _DEEP[name]) for one in args)
        case _:
            return False


def _is_at_most(node: ast.expr, most: int) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int) and node.value <= most
