"""What is known of a part from its statement alone, before anything in it is collected."""

from __future__ import annotations

import ast
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from vendorize_analysis.model.summary import (
    MADE_BY_CALL,
    NO_DEFINITION,
    NO_HOOK,
    NOT_ASSIGNED,
    PLAIN,
    SUBSCRIPTED,
    Assigned,
    Chain,
    Definition,
    Hook,
    Span,
)
from vendorize_analysis.summarizing.effects.hooks import names_asked
from vendorize_analysis.summarizing.effects.lookups import entries, keyed
from vendorize_analysis.summarizing.syntax.chains import callee_of, chain_of, last_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.summarizing.references.collector import ReferenceCollector

# Without the named tuple's own check of the number of fields.
_span_of = cast("Callable[[tuple[int, int, int, int]], Span]", partial(tuple.__new__, Span))

_OWNER_KEEPING: Final = frozenset(
    {
        "abstractmethod",
        "abstractproperty",
        "asynccontextmanager",
        "cache",
        "cached_property",
        "classmethod",
        "contextmanager",
        "deleter",
        "final",
        "getter",
        "lru_cache",
        "overload",
        "override",
        "property",
        "setter",
        "singledispatchmethod",
        "wraps",
    }
)
"""Decorators under which the first parameter of a method still is the object or its class."""
_DECORATED: Final = frozenset({ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef})
_MAY_BE_KNOWN: Final = (ast.Name, ast.Attribute, ast.Subscript, ast.IfExp, ast.BoolOp, ast.NamedExpr, ast.Tuple)
"""Expressions that may give an object that is known elsewhere too."""
_MADE_HERE: Final = (
    *(ast.Constant, ast.Dict, ast.List, ast.Set, ast.Tuple),
    *(ast.DictComp, ast.ListComp, ast.SetComp, ast.JoinedStr),
)
"""Expressions that give a constant, or a collection that is made on the spot."""

_OF_STATEMENTS: Final = frozenset(
    {
        *("AssertionError", "EOFError", "EnvironmentError", "FileNotFoundError", "IOError", "ImportError"),
        *("KeyboardInterrupt", "MemoryError", "ModuleNotFoundError", "NotImplementedError", "OSError"),
        *("PermissionError", "SyntaxError", "SystemExit"),
    }
)
"""Errors that no operator, subscript or attribute raises: only what counts as an effect anyway does."""


class Known(NamedTuple):
    """Fields of a part that are known from its node alone."""

    name: str = ""
    binds: tuple[str, ...] = ()
    effect: bool = False
    definition: Definition = NO_DEFINITION
    assigned: Assigned = NOT_ASSIGNED
    hook: Hook = NO_HOOK


_known = cast("Callable[[tuple[Any, ...]], Known]", partial(tuple.__new__, Known))
_definition = cast("Callable[[tuple[Any, ...]], Definition]", partial(tuple.__new__, Definition))


def named(name: str, effect: bool, decorators: tuple[Chain, ...]) -> Known:  # noqa: FBT001 - as quick as it gets
    """Return what is known of most functions; naming the fields takes several times as long."""
    definition = _definition(((), decorators, (), False)) if decorators else NO_DEFINITION
    return _known((name, (), effect, definition, NOT_ASSIGNED, NO_HOOK))


def base_of(node: ast.expr) -> Chain:
    """Name a base class; one that a call makes (`namedtuple("N", "a b")`) is named by the callee, and marked."""
    chain = callee_of(node)
    while isinstance(node, ast.Subscript):
        node = node.value
    return (*chain, MADE_BY_CALL) if chain and isinstance(node, ast.Call) else chain


def owner_of(node: ast.FunctionDef | ast.AsyncFunctionDef, decorators: tuple[Chain, ...]) -> str:
    """Name the parameter that holds the object or its class; empty where that is not sure."""
    parameters = node.args.posonlyargs or node.args.args
    if decorators and not all(chain and chain[-1] in _OWNER_KEEPING for chain in decorators):
        return ""
    return parameters[0].arg if parameters else ""


def with_table(known: Known, node: ast.stmt) -> Known:
    """Add what an assignment says about a table of what is imported late: its entries, or that it reads its keys."""
    value = getattr(node, "value", None)
    if isinstance(value, ast.Dict):
        one = getattr(node, "target", None) or (node.targets[0] if len(getattr(node, "targets", ())) == 1 else None)  # type: ignore[attr-defined]
        table = entries(value) if isinstance(one, ast.Name) else ()
        return known._replace(assigned=known.assigned._replace(table=table)) if table else known
    names = [target.id for target in getattr(node, "targets", ()) if isinstance(target, ast.Name)]
    return known._replace(hook=known.hook._replace(keyed=keyed(node))) if "__all__" in names else known


def is_closed(collector: ReferenceCollector, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether a hook asks only for names that it spells out; these count as attributes that it reads."""
    names = names_asked(node)
    for name in sorted(names or ()):
        collector.attribute(name, node.lineno)
    return names is not None


def can_fail(node: ast.stmt) -> bool:
    """Tell whether a statement may raise an error: all but those that hold only constants and plain names to bind."""
    match node:
        case ast.Pass() | ast.Expr(value=ast.Constant()):
            return False
        case ast.Assign(targets=targets, value=ast.Constant()):
            return not all(isinstance(target, ast.Name) for target in targets)
        case _:
            return True


def catches(node: ast.Try | ast.TryStar) -> bool:
    """Tell whether a statement may go on where its body raises what an operation raises (not an ImportError)."""
    leaves = any(isinstance(each, ast.Return | ast.Break | ast.Continue) for each in node.finalbody)
    return leaves or any(map(_goes_on, node.handlers))


def _goes_on(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    if isinstance(last, ast.Raise) and last.exc is None:
        return False
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return not all(kind is not None and last_name(kind) in _OF_STATEMENTS for kind in kinds)


def is_alias(node: ast.stmt) -> bool:
    """Tell whether the value of an assignment may have another name too."""
    if isinstance(node, ast.Assign):
        one = len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
        return not one or isinstance(node.value, _MAY_BE_KNOWN)
    return isinstance(node, (ast.AnnAssign, ast.AugAssign)) and isinstance(node.value, _MAY_BE_KNOWN)


def value_of(node: ast.stmt) -> Chain:
    """Name what an assignment gives another name to; empty where that is no dotted name, and not made on the spot."""
    match node:
        case ast.Assign(targets=[ast.Name()], value=ast.expr() as value) | ast.AnnAssign(value=ast.expr() as value):
            if isinstance(value, ast.Subscript):
                chain = chain_of(value.value)
                return (*chain, SUBSCRIPTED) if chain else ()
            if isinstance(value, ast.Constant) and value.value is None:
                return ("None",)
            return PLAIN if isinstance(value, _MADE_HERE) else chain_of(value)
        case _:
            return ()


def span_of(node: ast.stmt) -> Span:
    """Tell where a statement stands, its decorators included."""
    end = (node.end_lineno or node.lineno, node.end_col_offset or 0)
    if node.__class__ in _DECORATED and node.decorator_list:  # type: ignore[attr-defined]
        first = node.decorator_list[0]  # type: ignore[attr-defined]
        return _span_of((first.lineno, first.col_offset - 1, *end))
    return _span_of((node.lineno, node.col_offset, *end))
