"""What the syntax of a statement says: the names it needs, and whether its value can hold state."""

from __future__ import annotations

import ast
import symtable
from typing import TYPE_CHECKING, Final

from vendorize_analysis.summarizing.syntax.below import first_line
from vendorize_analysis.summarizing.syntax.chains import chain_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Statement = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_DISPLAYS: Final = (ast.Tuple, ast.UnaryOp, ast.BinOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.JoinedStr)
_MAKERS: Final = frozenset({"re.compile", "frozenset", "typing.TypeVar", "typing.ParamSpec"})
"""What makes values that nobody changes, and that are equal where they are made twice."""


def statement_at(tree: ast.Module, line: int) -> ast.stmt | None:
    """Find the statement at the top of a module that begins on a line, its decorators included."""
    return next((node for node in tree.body if first_line(node) == line), None)


def global_names(code: str) -> frozenset[str]:
    """Return the names that a statement reads or binds beyond its own functions and classes.

    Raises `SyntaxError` for what the Python that runs us does not read.
    """
    return frozenset(_global(symtable.symtable(code, "moved", "exec")))


def _global(table: symtable.SymbolTable) -> Iterator[str]:
    kind = table.get_type()
    for symbol in table.get_symbols():
        name = symbol.get_name()
        if kind == "module":
            if symbol.is_referenced():
                yield name
        elif symbol.is_global() or (kind == "class" and symbol.is_referenced() and not symbol.is_free()):
            # A class body reads a name of its own before it binds it: then that of the module is meant.
            yield name
    for child in table.get_children():
        yield from _global(child)


def inner_bindings(node: ast.AST) -> frozenset[str]:
    """Return the names that class bodies in a statement bind: these may be meant, not those of the module."""
    return frozenset(
        name
        for body in ast.walk(node)
        if isinstance(body, ast.ClassDef)
        for child in ast.walk(body)
        for name in _bound_by(child)
    )


def _bound_by(node: ast.AST) -> tuple[str, ...]:
    match node:
        case ast.Name(id=name, ctx=ast.Store()):
            return (name,)
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return (name,)
        case _:
            return ()


def is_fixed(node: ast.expr | None, meaning: Callable[[ast.expr], str]) -> bool:
    """Tell whether an expression gives a value that nobody can change.

    `meaning` returns the dotted name of what an expression names outside of the program, empty where it names none.
    """
    if node is None or isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Name | ast.Attribute):
        return bool(meaning(node))
    if isinstance(node, ast.Subscript):
        return meaning(node.value).startswith("typing.")
    if isinstance(node, ast.Call):
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        return meaning(node.func) in _MAKERS and all(_is_plain(one, meaning) for one in given)
    return isinstance(node, _DISPLAYS) and all(
        is_fixed(child, meaning) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)
    )


def _is_plain(node: ast.expr, meaning: Callable[[ast.expr], str]) -> bool:
    """Tell whether an argument is plain data, which its maker does not keep."""
    if isinstance(node, ast.List | ast.Set):
        return all(is_fixed(item, meaning) for item in node.elts)
    return is_fixed(node, meaning)


def holds_state(node: ast.stmt, meaning: Callable[[ast.expr], str]) -> bool:
    """Tell whether what a statement binds may differ from a copy of it after a while.

    A class always may: its attributes can be set. A function may by its decorators and by what its defaults hold.
    """
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            defaults = (*node.args.defaults, *node.args.kw_defaults)
            return bool(node.decorator_list) or not all(is_fixed(one, meaning) for one in defaults)
        case ast.Assign(value=value) | ast.AnnAssign(value=value):
            return not is_fixed(value, meaning)
        case _:
            return True


def has_annotations(node: ast.AST) -> bool:
    """Tell whether a statement has annotations."""
    return any(
        (isinstance(child, ast.arg) and child.annotation is not None)
        or (isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and child.returns is not None)
        or isinstance(child, ast.AnnAssign)
        for child in ast.walk(node)
    )


def is_only_called(tree: ast.Module, chain: tuple[str, ...]) -> bool:
    """Tell whether a dotted name stands nowhere but where it is called, and in imports."""
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return all(
        id(node) in called
        for node in ast.walk(tree)
        if isinstance(node, ast.Name | ast.Attribute) and chain_of(node) == chain
    )


def are_plain_functions(node: ast.stmt) -> bool:
    """Tell whether a statement is a function without decorators and classes, inner ones included."""
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not any(
        isinstance(one, ast.ClassDef) or getattr(one, "decorator_list", None) for one in ast.walk(node)
    )
