"""Imports of modules that are declared absent: they become the error that they raise where nothing is installed.

An environment may have such a module all the same, for somebody else; whoever imports it there goes on doing so. Names
that are computed are looked at when they are known, by the support module.
"""

# ruff: noqa: N802 - the names of visiting methods are given by ast

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize.transform.changes import Change, Context, expression, member, statements
from vendorize.transform.scopes import ScopedVisitor
from vendorize.transform.source import Edit, Offsets
from vendorize_analysis.model.names import absence

if TYPE_CHECKING:
    from collections.abc import Sequence

_IMPORTING = frozenset({"importlib.import_module", "builtins.__import__"})
_SEEKING = frozenset({"importlib.util.find_spec", "importlib.find_loader", "pkgutil.find_loader", "pkgutil.get_loader"})


def failing_import(node: ast.Import | ast.ImportFrom, context: Context) -> str:
    """Return the statement that an import becomes where it fails; empty where it does not."""
    if not context.absent or (isinstance(node, ast.ImportFrom) and node.level):
        return ""
    if isinstance(node, ast.Import):
        return _first(tuple(alias.name for alias in node.names), context)
    module = node.module or ""
    if found := absence(module, context.absent):
        return _no_module(found)
    for alias in node.names:
        if f"{module}.{alias.name}" in context.absent:
            message = f"cannot import name {alias.name!r} from {module!r}"
            return f"raise ImportError({message!a}, name={module!a})"
    return ""


def _first(names: Sequence[str], context: Context) -> str:
    return next((_no_module(found) for name in names if (found := absence(name, context.absent))), "")


def _no_module(name: str) -> str:
    return f"raise ModuleNotFoundError({f'No module named {name!r}'!a}, name={name!a})"


def fail(node: ast.stmt, before: str, failing: str, offsets: Offsets) -> Change:
    """Return the change of an import statement into what stands before the failing name, and the error."""
    text = "; ".join(filter(None, (before, failing)))
    edit = Edit(offsets.start(node), offsets.end(node), text.encode("utf-8"))
    return Change(node, (edit,), lambda _: statements(text))


def before_failing(node: ast.Import, context: Context) -> list[ast.alias]:
    """Return the aliases that stand before the one that fails."""
    names: list[ast.alias] = []
    for alias in node.names:
        if absence(alias.name, context.absent):
            break
        names.append(alias)
    return names


def looked_up_by(callee: str, context: Context) -> str:
    """Return the function of the support module that a module name goes through on its way to a callee."""
    if context.absent and callee in _IMPORTING | _SEEKING:
        return "imported" if callee in _IMPORTING else "sought"
    return "moved"


def check_dynamic(tree: ast.Module, offsets: Offsets, context: Context) -> list[Change]:
    """Return the changes that let imports by function fail, in a layout where no name moves."""
    finder = _AbsentImports(tree, offsets, context)
    finder.visit(tree)
    return finder.found


class _AbsentImports(ScopedVisitor):
    def __init__(self, tree: ast.Module, offsets: Offsets, context: Context) -> None:
        super().__init__(tree)
        self.offsets = offsets
        self.context = context
        self.found: list[Change] = []

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Leave f-strings alone: positions in them are not reliable before Python 3.12."""

    def visit_Call(self, node: ast.Call) -> None:
        """Have the name of a module looked at, unless it is a literal that is not absent."""
        name = self.dotted(node.func)
        keywords = [keyword.value for keyword in node.keywords if keyword.arg in {"name", "fullname", "module_or_name"}]
        argument = (*node.args, *keywords, None)[0]
        if name in _IMPORTING | _SEEKING and argument is not None and not isinstance(argument, ast.Starred):
            known = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            if not known or self.context.lacks(ast.literal_eval(argument)):
                self.wrap(argument, member(self.context, looked_up_by(name, self.context)))
        self.generic_visit(node)

    def wrap(self, node: ast.expr, function: str) -> None:
        start, end = self.offsets.start(node), self.offsets.end(node)
        bare = isinstance(node, ast.Yield | ast.YieldFrom | ast.GeneratorExp)
        opening, closing = ("((", b"))") if bare else ("(", b")")
        edits = (Edit(start, start, f"{function}{opening}".encode()), Edit(end, end, closing))
        self.found.append(Change(node, edits, lambda old: _call(function, old)))


def _call(function: str, old: ast.AST) -> ast.expr:
    assert isinstance(old, ast.expr)  # noqa: S101 - only expressions are wrapped
    return ast.Call(expression(function), [old], [])
