"""The literal `__all__` of a module, without the names that went."""

from __future__ import annotations

import ast
import itertools
import re
from typing import TYPE_CHECKING

from vendorize.transform.changes import Change, expression
from vendorize.transform.sequences import Items
from vendorize.transform.source import Edit, Offsets

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLAIN_GAP = re.compile(rb"(?:\s|\\|,|#[^\r\n]*)*\Z")

_Literal = ast.List | ast.Tuple | ast.Set


def rewrite_exports(tree: ast.Module, offsets: Offsets, exports: tuple[str, ...]) -> Iterator[Change]:
    """Yield the changes that leave only the names in `exports` in the lists that `__all__` is made of."""
    for node in _module_level(tree.body):
        appended = _appended(node)
        if appended is not None and appended.args[0].value not in exports:  # type: ignore[attr-defined]
            nothing = Edit(offsets.start(appended), offsets.end(appended), b"__all__.extend([])")
            yield Change(appended, (nothing,), lambda _: expression("__all__.extend([])"))
        for literal in _literals(_value(node)):
            removed = frozenset(
                n for n, item in enumerate(literal.elts) if isinstance(item, ast.Constant) and item.value not in exports
            )
            if removed:
                yield _without(literal, removed, offsets)


def _module_level(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        yield node
        for field in ("body", "orelse", "finalbody"):
            if isinstance(node, ast.If | ast.Try | ast.TryStar):
                yield from _module_level(getattr(node, field, []))


def _value(node: ast.stmt) -> ast.expr | None:
    """Return what a statement puts into `__all__`."""
    match node:
        case ast.Assign(targets=[*targets], value=value) if any(map(_is_all, targets)):
            return value
        case ast.AnnAssign(target=target, value=value) if _is_all(target):
            return value
        case ast.AugAssign(target=target, value=value) if _is_all(target):
            return value
        case ast.Expr(ast.Call(func=ast.Attribute(value=target, attr="extend"), args=[value])) if _is_all(target):
            return value
        case _:
            return None


def _appended(node: ast.stmt) -> ast.Call | None:
    """Return the call that appends one literal name to `__all__`, if the statement is one."""
    match node:
        case ast.Expr(
            ast.Call(
                func=ast.Attribute(value=target, attr="append"), args=[ast.Constant(value=str())], keywords=[]
            ) as call
        ) if _is_all(target):
            return call
        case _:
            return None


def _is_all(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "__all__"


def _literals(value: ast.expr | None) -> Iterator[_Literal]:
    match value:
        case ast.List() | ast.Tuple() | ast.Set():
            yield value
        case ast.BinOp(left=left, right=right):
            yield from _literals(left)
            yield from _literals(right)
        case ast.Call(func=ast.Name(id="list" | "tuple" | "sorted" | "set"), args=[only]):
            yield from _literals(only)
        case _:
            pass


def _without(literal: _Literal, removed: frozenset[int], offsets: Offsets) -> Change:
    start, end = offsets.start(literal), offsets.end(literal)
    spans = [(offsets.start(item), offsets.end(item)) for item in literal.elts]
    kept = [item for n, item in enumerate(literal.elts) if n not in removed]
    gaps = [offsets.text[left[1] : right[0]] for left, right in itertools.pairwise(spans)]
    if not kept or not all(map(_PLAIN_GAP.match, gaps)):
        text = _written(literal, kept, offsets)
        return Change(literal, (Edit(start, end, text),), lambda _: expression(text.decode("utf-8")))
    bracketed = offsets.text[start : start + 1] in (b"[", b"(", b"{") and start < spans[0][0]
    opening, close = (start + 1, end - 1) if bracketed else (start, spans[-1][1])
    items = Items(offsets.text, spans, close, opening)
    edits = list(items.without(removed))
    if isinstance(literal, ast.Tuple) and len(kept) == 1 and not _has_comma(items, literal.elts.index(kept[0]), edits):
        at = offsets.end(kept[0])
        edits.append(Edit(at, at, b","))
    return Change(literal, tuple(edits), lambda _: _with_items(literal, kept))


def _has_comma(items: Items, kept: int, edits: list[Edit]) -> bool:
    """Tell whether the one remaining item of a tuple keeps a comma behind it."""
    last = len(items.spans) - 1
    end = items.spans[kept][1]
    if any(edit.start == end for edit in edits) or kept == last:
        return items.after_comma(last) > items.spans[last][1]
    return True


def _with_items(literal: _Literal, kept: list[ast.expr]) -> ast.expr:
    literal.elts = kept
    return literal


def _written(literal: _Literal, kept: list[ast.expr], offsets: Offsets) -> bytes:
    inside = b", ".join(offsets.segment(item) for item in kept)
    match literal:
        case ast.List():
            return b"[" + inside + b"]"
        case ast.Tuple():
            return b"(" + inside + (b",)" if len(kept) == 1 else b")")
        case ast.Set():
            return b"{" + inside + b"}" if kept else b"set()"
