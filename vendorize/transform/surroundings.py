"""Where code reads source text around the lines that run, where comments stand."""

from __future__ import annotations

import ast

from vendorize.transform.docreads import last

_CONTEXT = frozenset(
    {"cgitb", "findsource", "getcomments", "getline", "getlines", "getsource", "getsourcelines", "linecache"}
)
"""Names by which code may read lines around the one that runs."""
_FRAMES = frozenset({"getframeinfo", "getinnerframes", "getouterframes", "stack", "trace"})
"""Functions of `inspect` that do so if they are told how many."""
CONTEXT_WORDS = tuple(name.encode() for name in (*_CONTEXT, *_FRAMES))
"""One of them stands in each text that does."""


def reads_context_in(tree: ast.Module) -> bool:
    """Tell whether code of a module may read source text around the lines that run."""
    return any(map(_reads, ast.walk(tree)))


def _reads(node: ast.AST) -> bool:
    match node:
        case ast.Attribute() | ast.Name():
            return last(node) in _CONTEXT
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            renamed = {one.name for one in names if one.asname} if isinstance(node, ast.ImportFrom) else set()
            return bool(_CONTEXT & {getattr(node, "module", ""), *(one.name for one in names)} or _FRAMES & renamed)
        case ast.Assign(value=value):
            return _is_frames(value)
        case ast.Call(func=function, args=given, keywords=named):
            # How many lines is their last parameter, and the first of those without a frame.
            is_told = bool(named) or len(given) > (last(function) not in {"stack", "trace"})
            return (last(function) in _FRAMES and is_told) or any(map(_is_frames, given))
        case _:
            return False


def _is_frames(node: ast.expr) -> bool:
    """Tell whether an expression is such a function, for others to call."""
    return isinstance(node, ast.Attribute) and last(node.value) == "inspect" and node.attr in _FRAMES
