"""Names of docstrings that are put together, names of whose they are, and what gets the docstring of something else."""

from __future__ import annotations

import ast
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from vendorize.transform.docreads import last
from vendorize.transform.docstrings import DOC

if TYPE_CHECKING:
    from collections.abc import Iterator

ANYTHING: Final = "*"
"""What gets a docstring is a parameter, and so may be anything."""
_ASKING = frozenset({"__getattribute__", "attrgetter", "eval", "exec", "getattr", "getattr_static"})
"""Names by which code asks for an attribute that a text names."""
_PART = r"__(?:d|do|doc|doc_)?"
_BEGINS = re.compile(rf"(?:^|\W){_PART}$")
_GOES_ON = re.compile(rf"\W{_PART}$")
_FILLED = re.compile(rf"(?:^|\W){_PART}(?:%|\{{)")


def composed_in(tree: ast.Module) -> tuple[int, ...]:
    """Return the lines where code of a module may put `__doc__` together that asks for attributes by texts.

    A text that names one of something, `{0.__%s__}`, counts by itself.
    """
    nodes = [*ast.walk(tree)]
    asks = any(last(one) in _ASKING for one in nodes if isinstance(one, ast.Attribute | ast.Name))
    found = ((node, text) for node in nodes for text in _opened(node))
    return tuple(sorted({getattr(node, "lineno", 1) for node, text in found if asks or ".__" in text}))


def _opened(node: ast.AST) -> Iterator[str]:
    """Yield texts that may become that name with what is put behind them, or in them."""
    match node:
        case ast.JoinedStr(values=values):
            for place, (one, then) in enumerate(pairwise(values)):
                if isinstance(then, ast.FormattedValue):
                    yield from _begun(one, first=not place)
        case ast.BinOp(left=ast.BinOp(right=before), op=ast.Add()):
            yield from _begun(before, first=False)
        case ast.BinOp(left=before, op=ast.Add()):
            yield from _begun(before, first=True)
        case ast.Call(func=ast.Attribute(attr="join"), args=[ast.List(elts=[one, *_]) | ast.Tuple(elts=[one, *_])]):
            yield from _begun(one, first=True)
        case ast.Assign(value=ast.Constant() as one):
            yield from _begun(one, first=True)
        case ast.Constant(value=str(text)) if _FILLED.search(text):
            yield text
        case _:
            pass


def _begun(node: ast.expr, *, first: bool) -> Iterator[str]:
    text = getattr(node, "value", "")
    if isinstance(text, str) and (_BEGINS if first else _GOES_ON).search(text):
        yield text


def given_in(tree: ast.Module) -> frozenset[str]:
    """Return the last names of what gets a docstring, which may be that of something else, where it has one already."""
    nodes = [*ast.walk(tree)]
    own = {one.arg for one in nodes if isinstance(one, ast.arg)} - {"cls", "self"}
    found = [each for one in nodes for each in _given(one)]
    copied = any(isinstance(one, ast.Name) and one.id in own for one in found) or any(map(_renames, nodes))
    return frozenset({*map(last, found), *([ANYTHING] if copied else [])})


def _renames(node: ast.AST) -> bool:
    """Tell whether an import has another name for what puts docstrings on functions."""
    return isinstance(node, ast.ImportFrom) and any(one.name == "update_wrapper" and one.asname for one in node.names)


def _given(node: ast.AST) -> Iterator[ast.expr]:
    match node:
        case ast.Assign(targets=targets, value=value) if not isinstance(value, ast.Constant):
            yield from (one.value for one in targets if isinstance(one, ast.Attribute) and one.attr == DOC)
        case ast.Assign(targets=targets):
            # Which text it gets may hang on whether something else has one. A parameter gets a text of its own.
            named = (one.value for one in targets if isinstance(one, ast.Attribute) and one.attr == DOC)
            yield from (ast.Attribute(one, last(one)) for one in named)
        case ast.Call(func=function, args=args, keywords=named) if last(function) == "update_wrapper":
            yield from (*args[:1], *(one.value for one in named if one.arg in {"wrapper", None}))
        case ast.Call(func=ast.Call(func=function), args=[one]) if last(function) == "wraps":
            yield one
        case ast.Call(func=ast.Name(id="setattr"), args=[one, ast.Constant(value="__doc__"), _]):
            yield one
        case _:
            pass


def rebound(name: str) -> re.Pattern[bytes]:
    """Return what stands in each text that may give a name of a module or class another value from outside."""
    own = re.escape(name)
    ways = (
        rf"(?<!\bself)(?<!\bcls)\.{own}[ \t]*(?:,[^\n()]*)?=(?!=)",
        rf"\[['\"]{own}['\"]\][ \t]*=(?!=)",
        rf"(?:setattr|patch[\w.]*)\([^\n]*['\"](?:[\w.]+\.)?{own}['\"]",
    )
    return re.compile("|".join(ways).encode())


def prefixes_in(tree: ast.Module) -> frozenset[str]:
    """Return the beginnings of names that code of a module looks for, such as `p_`: readers of grammars do."""
    found = set[str]()
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="startswith"), args=[ast.Constant(value=str(text))]):
                found.add(text)
            case ast.Compare(left=ast.Subscript(slice=ast.Slice()), comparators=[ast.Constant(value=str(text))]):
                found.add(text)
            case _:
                pass
    return frozenset(text for text in found if text.endswith("_") and text.strip("_").isidentifier())
