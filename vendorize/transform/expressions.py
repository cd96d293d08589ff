"""Which modules of a result that starts fast ask for their regular expressions, before they compile them themselves."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, TypeGuard

from vendorize.transform.changes import member
from vendorize.transform.source import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize.model.plan import ModulePlan
    from vendorize.transform.changes import Context

_SAYS = re.compile(rb"\bcompile\b")
_LOADED = frozenset({"__future__", "abc", "builtins", "codecs", "io", "os", "os.path", "stat", "sys", "time"})
"""What every Python has loaded when a program begins, and that has no expressions."""


def asking(plan: ModulePlan, text: bytes, context: Context) -> str:
    """Return the statement with which a module asks: one that compiles some while it is imported, or is the program's.

    What imports modules of the standard library first is mostly the program itself.
    """
    if not context.prepares or (plan.by_path and not plan.by_loader):
        return ""
    if plan.distribution and not _SAYS.search(text):
        return ""
    body = parse(text, plan.name).body
    if _compiles(body) if plan.distribution else _imports(body) and _finds_support(plan, context):
        return f"{member(context, 'prepared')}({plan.name!a})"
    return ""


def _imports(body: Iterable[ast.stmt]) -> bool:
    """Tell whether statements that run import what Python has not loaded when it starts."""
    for node in _running(body):
        if isinstance(node, ast.ImportFrom) and (node.level or node.module not in _LOADED):
            return True
        if isinstance(node, ast.Import) and any(one.name not in _LOADED for one in node.names):
            return True
    return False


def _finds_support(plan: ModulePlan, context: Context) -> bool:
    """Tell whether a module of the program can be sure that the support module is found before its first line runs.

    A script may have to say first where packages are; one that lies in the package around the namespace need not.
    """
    top, _, rest = context.namespace.partition(".")
    return not top or (bool(rest) and plan.name.partition(".")[0] == top and not plan.is_program)


def _compiles(body: Iterable[ast.stmt]) -> bool:
    """Tell whether statements that run call something of `re`, or from there, that is called `compile`."""
    nodes = list(_running(body))
    names = {(one.name, one.asname or one.name) for node in nodes if _is_of_re(node) for one in node.names}
    modules = {used for name, used in names if name == "re"}
    functions = {used for name, used in names if name == "compile"}
    for node in nodes:
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="compile")) if name in modules:
                return True
            case ast.Call(func=ast.Name(id=name)) if name in functions:
                return True
    return False


def _is_of_re(node: ast.AST) -> TypeGuard[ast.Import | ast.ImportFrom]:
    return isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and node.module == "re")


def _running(body: Iterable[ast.stmt]) -> Iterator[ast.AST]:
    """Yield the nodes of what runs when a module does."""
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
        elif not isinstance(node, ast.Lambda):
            waiting += ast.iter_child_nodes(node)
