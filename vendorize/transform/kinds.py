"""Cold generators and coroutines: plain stubs, marked as what they stand for, whose calls return the real objects.

A call of a generator or a coroutine runs nothing of it: it makes an object that has its code. A stub of the same kind
would make one with the stub's. So the stub is a plain function, which loads when it is called, and hands on what the
function returns; where it is defined, a decorator of the runtime gives its code the flag by which everybody tells the
kinds apart. CPython goes by the instructions of code and not by that flag.
"""

from __future__ import annotations

import ast
import re
from inspect import CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR
from typing import TYPE_CHECKING

from vendorize.transform.changes import expression
from vendorize.transform.source import Edit

if TYPE_CHECKING:
    from types import CodeType

    from vendorize.transform.source import Offsets

_NAMES = {CO_GENERATOR: "gen", CO_COROUTINE: "coro", CO_ASYNC_GENERATOR: "agen"}
KINDS = CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR
"""Flags of code whose call makes an object that runs it."""
MARKS = tuple(_NAMES.values())
"""Last names of the decorators of stubs."""
_ASYNC = re.compile(rb"async[ \t]+(?=def\b)")


def mark_of(code: CodeType, name: str) -> str:
    """Return the decorator for a stub, without its `@`; empty for plain functions. `name` is what loads."""
    kind = _NAMES.get(code.co_flags & KINDS)
    return f"{name}.{kind}" if kind else ""


def of_same_kind(code: CodeType, call: str) -> str:
    """Return the body of a stub of the same kind, which raises where its code would begin to run: what is denied.

    To make a generator or a coroutine runs nothing, which nobody could see in a trace.
    """
    return f"yield {call}" if code.co_flags & (CO_GENERATOR | CO_ASYNC_GENERATOR) else call


def head_edit(node: ast.FunctionDef | ast.AsyncFunctionDef, mark: str, offsets: Offsets, newline: bytes) -> Edit | None:
    """Return what puts the decorator on a line before `def`, and makes a plain function of an `async` one.

    None where something else than blanks stands before or in `async def`.
    """
    at = end = offsets.start(node)
    before = offsets.text[offsets.starts[node.lineno - 1] : at]
    if isinstance(node, ast.AsyncFunctionDef):
        found = _ASYNC.match(offsets.text, at)
        if found is None:
            return None
        end = found.end()
    if before.strip(b" \t"):
        return None
    return Edit(at, end, b"@" + mark.encode() + newline + before)


def marked(node: ast.FunctionDef | ast.AsyncFunctionDef, mark: str) -> ast.FunctionDef:
    """Return the plain function that has the decorator last."""
    fields = {field: getattr(node, field) for field in node._fields if hasattr(node, field)}
    fields["decorator_list"] = [*node.decorator_list, expression(mark)]
    return ast.FunctionDef(**fields)
