"""Which functions have a form that a stub can stand for, and why others have not."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize.transform.kinds import KINDS

if TYPE_CHECKING:
    from types import CodeType

Function = ast.FunctionDef | ast.AsyncFunctionDef

FRAMES = frozenset(
    {
        "_getframe",
        "_getframemodulename",
        "currentframe",
        "extract_stack",
        "f_back",
        "findCaller",
        "format_stack",
        "get_referrers",
        "getouterframes",
        "getrefcount",
        "print_stack",
        "settrace",
        "setprofile",
        "stack",
        "stacklevel",
        "tb_next",
        "walk_stack",
    }
)
"""Names by which code looks at who called it: the first call of a cold function has one more frame."""
_COMMON = "stack"
"""The one of them that variables are called, too."""


def import_line(tree: ast.Module) -> str:
    """Return a statement that imports what a module imports outside of functions and classes; empty for nothing.

    CPython compiles a call of what an imported module has in another way than that of a method.
    """
    names, waiting = set[str](), list[ast.AST](tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(one.asname or one.name).partition(".")[0] for one in node.names}
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)
    names.discard("*")
    return f"import {', '.join(sorted(names))}" if names else ""


def why_hot(node: Function, code: CodeType, *, in_class: bool, looks: bool, at_end: frozenset[str]) -> str:
    """Return why a function cannot have a stub; empty where it can.

    `in_class` is where it stands; `looks` whether it matters that it may look at its callers; `at_end` are the names of
    those that Python may call when it has nearly ended.
    """
    private = [one.arg for one in node.args.kwonlyargs if one.arg.startswith("__") and not one.arg.endswith("__")]
    runs_later = bool(code.co_flags & KINDS)  # when the stub has returned
    looks = looks and not runs_later
    looking = looks_at_callers(node, frozenset((*code.co_varnames, *code.co_cellvars))) if looks else ""
    free = sorted(set(code.co_freevars) - {"__class__"})
    reasons = {
        "Python may call it when it ends": node.name in at_end,
        f"it has the free variable {''.join(free[:1])}": bool(free),
        "it has a keyword that only its class can name": in_class and bool(private),
        "it has a parameter __class__": "__class__" in {one.arg for one in _parameters(node)},
        f"it may look at who called it: {looking}": bool(looking),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def looks_at_callers(node: ast.AST, variables: frozenset[str]) -> str:
    """Return a name in code that may look at who called it; empty where there is none.

    A variable `stack` is not the function of `inspect`, unless that is asked for or imported there.
    """
    found = FRAMES & names_in(node)
    if _COMMON in found & variables:
        others = (one for one in ast.walk(node) if isinstance(one, ast.Attribute | ast.alias))
        found -= {_COMMON} - frozenset().union(*map(said_by, others))
    return min(found, default="")


def looks_at_importers(tree: ast.Module, lookers: frozenset[str]) -> str:
    """Return the same for code of a module that may run when it is imported; `lookers` count, too.

    These are functions that look further up than at who calls them.
    """
    return min((FRAMES | lookers) & said_on_import(tree), default="")


def said_on_import(tree: ast.Module) -> set[str]:
    """Return the names in code of a module that may run when it is imported.

    That is what stands outside of functions, and those functions of the module that have a name which stands there.
    """
    functions: dict[str, list[ast.AST]] = {}
    said, waiting = set[str](), list[ast.AST](tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Function):
            functions.setdefault(node.name, []).extend(node.body)
            waiting += _run_by_def(node)
        else:
            said |= said_by(node)
            waiting += ast.iter_child_nodes(node)
        if not waiting:
            waiting += [node for name in said & functions.keys() for node in functions.pop(name)]
    return said


def _run_by_def(node: Function) -> list[ast.expr]:
    """Return what runs where a function is defined; what its parameters are called does nothing."""
    arguments = node.args
    annotations = (one.annotation for one in _parameters(node))
    given = (*node.decorator_list, *arguments.defaults, *arguments.kw_defaults, *annotations, node.returns)
    return [one for one in given if one is not None]


def _parameters(node: Function) -> list[ast.arg]:
    return [one for one in ast.walk(node.args) if isinstance(one, ast.arg)]


def names_in(node: ast.AST) -> frozenset[str]:
    """Return all names that stand in a function."""
    return frozenset().union(*map(said_by, ast.walk(node)))


def said_by(node: ast.AST) -> frozenset[str]:
    """Return the names in a node itself."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)) | ast.arg(arg=name):
            return frozenset({name})
        case ast.alias(name=name):
            return frozenset(name.split("."))
        case ast.Call(func=ast.Name(id="warn") | ast.Attribute(attr="warn"), args=[_, _, _, *_]):
            return frozenset({"stacklevel"})
        case _:
            return frozenset()


def is_nothing(node: Function) -> bool:
    """Tell whether a function has no code but a docstring, `pass` and constants."""
    return all(
        isinstance(one, ast.Pass) or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        for one in node.body
    )
