"""From annotations to types, as a type checker reads them."""

from __future__ import annotations

import ast
from functools import cache
from typing import TYPE_CHECKING, Final

from vendorize_analysis.hotness.types import UNKNOWN, ClassItself, HolderOf, InstanceOf, joined

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.hotness.scopes import NamedScope
    from vendorize_analysis.hotness.types import ClassKey, Types

    Evaluate = Callable[[ast.expr, NamedScope], Types]

_TRANSPARENT: Final = frozenset({"Optional", "Union", "Annotated", "Final", "ClassVar", "Required", "NotRequired"})
_LAST: Final = frozenset(
    {"dict", "Dict", "Mapping", "MutableMapping", "OrderedDict", "defaultdict", "DefaultDict", "ItemsView", "Coroutine"}
)
"""What they hold, or give when they are awaited, is their last argument."""
_HOLDING: Final = frozenset(
    {
        "list", "List", "set", "Set", "frozenset", "FrozenSet", "tuple", "Tuple", "deque", "Deque", "Sequence",
        "Iterable", "Iterator", "Collection", "MutableSequence", "AbstractSet", "MutableSet", "Container",
        "Reversible", "Generator", "AsyncGenerator", "AsyncIterator", "AsyncIterable", "Awaitable",
        "ContextManager", "AsyncContextManager", "AbstractContextManager", "AbstractAsyncContextManager",
        "KeysView", "ValuesView", "Task", "Future",
    }
)  # fmt: skip


def annotated(annotation: ast.expr | None, scope: NamedScope, evaluate: Evaluate, own: ClassKey | None) -> Types:
    """Return what an annotation names; `own` is the class that `Self` is."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        annotation = _parsed(annotation.value)
    match annotation:
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            return joined(annotated(left, scope, evaluate, own), annotated(right, scope, evaluate, own))
        case ast.Tuple(elts=kinds):  # of `isinstance`
            return joined(*(annotated(each, scope, evaluate, own) for each in kinds))
        case ast.Subscript(value=value, slice=inside):
            return _subscripted(value, inside, scope, (evaluate, own))
        case ast.Name(id="Self") | ast.Attribute(attr="Self") if own is not None:
            return frozenset({InstanceOf(own)})
        case ast.Name() | ast.Attribute():
            return frozenset(InstanceOf(one.cls) for one in evaluate(annotation, scope) if isinstance(one, ClassItself))
        case _:
            return UNKNOWN


@cache
def _parsed(text: str) -> ast.expr | None:
    """Return the expression that an annotation in quotes is; the same object each time, for it is remembered by it."""
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _subscripted(value: ast.expr, inside: ast.expr, scope: NamedScope, how: tuple[Evaluate, ClassKey | None]) -> Types:
    name = value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", "")
    arguments = inside.elts if isinstance(inside, ast.Tuple) else [inside]
    evaluate, own = how
    if name in {"Annotated", "Generator", "AsyncGenerator"}:
        arguments = arguments[:1]
    elif name in _LAST:
        arguments = arguments[-1:]
    elif name not in {*_TRANSPARENT, *_HOLDING, "type", "Type"}:
        return annotated(value, scope, evaluate, own) if name != "Callable" else UNKNOWN
    named = joined(*(annotated(each, scope, evaluate, own) for each in arguments))
    if name in _TRANSPARENT:
        return named
    if name in {"type", "Type"}:
        return frozenset(ClassItself(one.cls) for one in named if isinstance(one, InstanceOf))
    return frozenset({HolderOf(named)}) if named else UNKNOWN
