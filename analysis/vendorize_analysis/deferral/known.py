"""Names of a module that stand for objects which are no modules, and what single expressions do to objects."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.deferral.expressions import dotted
from vendorize_analysis.summarizing.syntax.below import nodes_in
from vendorize_analysis.summarizing.syntax.chains import last_name, parameters

if TYPE_CHECKING:
    from collections.abc import Iterator

_COPIES = frozenset(
    {"all", "any", "bool", "dict", "enumerate", "eval", "frozenset", "get_type_hints", "iter", "len", "list", "max"}
    | {"repr", "set", "sorted", "str", "tuple", "update", "zip"}
)
"""Calls that only read what they are given."""
_READERS = frozenset({"__contains__", "__getitem__", "copy", "get", "index", "items", "keys", "values"})
_MAKERS = frozenset({"dict", "list", "object", "set", "super", "type"})
_DISPLAYS = (
    ast.Constant,
    ast.Dict,
    ast.DictComp,
    ast.GeneratorExp,
    ast.JoinedStr,
    ast.Lambda,
    ast.List,
    ast.ListComp,
    ast.Set,
    ast.SetComp,
    ast.Tuple,
)


def known_names(tree: ast.Module) -> tuple[set[str], set[str]]:
    """Return the names that stand for no module somewhere, and those that may stand for anything somewhere.

    The first are functions, classes, instances of these, displays, and the first parameter of methods.
    """
    known, others, firsts = set[str](), set[str](), set[int]()
    classes = {node.name for node in nodes_in(tree) if isinstance(node, ast.ClassDef)} | _MAKERS
    plain = set[int]()
    for node in nodes_in(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                known.add(name)
            case ast.ClassDef(name=name):
                known.add(name)
                firsts.update(_firsts(node))
            case ast.Assign(targets=targets, value=value) if _is_plain(value, classes):
                plain.update(id(one) for one in targets)
            case ast.AnnAssign(target=target, value=ast.expr() as value) if _is_plain(value, classes):
                plain.add(id(target))
            case ast.arg(arg=name):
                (known if id(node) in firsts else others).add(name)
            case ast.Name(id=name, ctx=ast.Store()):
                (known if id(node) in plain else others).add(name)
            case ast.ExceptHandler(name=str(name)):
                known.add(name)
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                others.add(name)
            case _:
                pass
    return known, others


def _is_plain(value: ast.expr, classes: set[str]) -> bool:
    if isinstance(value, ast.Call):
        name = dotted(value.func)
        return name in classes or name.endswith("__new__")
    return isinstance(value, _DISPLAYS)


def _firsts(node: ast.ClassDef) -> set[int]:
    """Return the first parameters of the methods of a class, by identity."""
    found = set[int]()
    for one in node.body:
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
            static = any(dotted(each) == "staticmethod" for each in one.decorator_list)
            found.update(() if static else map(id, parameters(one.args)[:1]))
    return found


def filled_names(tree: ast.Module) -> Iterator[str]:
    """Yield the names of what code sets items of."""
    for node in nodes_in(tree):
        match node:
            case ast.Subscript(ctx=ast.Store() | ast.Del(), value=value):
                yield last_name(value)
            case ast.Call(func=ast.Attribute(attr="pop" | "setdefault" | "update", value=value)):
                yield last_name(value)
            case _:
                pass


def is_own_key(key: ast.expr) -> bool:
    """Tell whether a key of `sys.modules` is constant, or begins with the module's own name."""
    match key:
        case ast.Constant() | ast.Name(id="__name__"):
            return True
        case ast.BinOp(left=left):
            return is_own_key(left)
        case ast.JoinedStr(values=[ast.FormattedValue(value=value), *_]):
            return is_own_key(value)
        case _:
            return False


def is_only_read(node: ast.expr, parent: ast.AST) -> bool:
    """Tell whether what stands around an expression only reads the object, and gives it to nobody."""
    reads = False
    match parent:
        case ast.Subscript(ctx=context):
            reads = parent.value is node and isinstance(context, ast.Load)
        case ast.Attribute(attr=name):
            reads = name in _READERS
        case ast.Call(func=function):
            reads = dotted(function).rpartition(".")[2] in _COPIES
        case ast.For(iter=over) | ast.comprehension(iter=over):
            reads = over is node
        case ast.keyword(arg=name):
            reads = name is None
        case ast.Compare() | ast.Starred() | ast.Dict() | ast.Expr() | ast.FormattedValue():
            reads = True
        case _:
            pass
    return reads


def evaluated(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what a constant text says that is evaluated."""
    match node:
        case ast.Call(func=ast.Name(id="eval" | "exec"), args=[ast.Constant(value=str(source)), *_]):
            try:
                yield ast.parse(source.strip())
            except (SyntaxError, ValueError):
                return
        case _:
            return
