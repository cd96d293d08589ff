"""What code has Python call to the very end, when files cannot be read and nothing can be imported any more."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.summarizing.syntax.chains import last_called

if TYPE_CHECKING:
    from collections.abc import Iterator

DIES = "__del__"
"""The method that Python calls when an object goes."""
_WATCHERS = frozenset({"KeyedRef", "ReferenceType", "WeakMethod", "proxy", "ref"})
"""What is called with an object, and what to call when that is gone."""
_HOOKS = frozenset({"addaudithook", "setprofile", "settrace"})
"""What has Python call its only argument."""
_CALLBACKS = "callbacks"
"""The list of `gc` whose functions Python calls."""
_UNRAISABLE = "unraisablehook"
"""What Python calls with what nobody can catch."""
SAID_OF_LAST = frozenset({*_WATCHERS, *_HOOKS, _CALLBACKS, _UNRAISABLE})
"""One of these words, or `DIES`, stands in each text of which `called_last` tells something."""


def called_last(node: ast.AST) -> Iterator[ast.expr]:
    """Yield what a node registers to be called then: callbacks of weak references, hooks, `__del__` named in a text."""
    match node:
        case ast.Call(args=[_, *more], keywords=named) if last_called(node) in _WATCHERS:
            yield from (*more[:1], *(one.value for one in named))
        case ast.Call(args=[hook]) if last_called(node) in _HOOKS or _adds_to_callbacks(node):
            yield hook
        case ast.Dict(keys=keys, values=values):
            pairs = zip(keys, values, strict=True)
            yield from (value for key, value in pairs if isinstance(key, ast.Constant) and key.value == DIES)
        case ast.Call(func=ast.Name(id="setattr"), args=[_, ast.Constant(value=name), value]) if name == DIES:
            yield value
        case ast.Assign(targets=targets, value=value):
            yield from (value for one in targets if isinstance(one, ast.Attribute) and one.attr == _UNRAISABLE)
        case _:
            return


def _adds_to_callbacks(node: ast.Call) -> bool:
    match node.func:
        case ast.Attribute(value=ast.Attribute(attr=name, value=ast.Name(id="gc"))):
            return name == _CALLBACKS
        case _:
            return False
