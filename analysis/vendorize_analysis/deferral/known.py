"""Names of a module that stand for objects which are no modules."""

from __future__ import annotations

import ast

from vendorize_analysis.deferral.expressions import dotted
from vendorize_analysis.summarizing.syntax.chains import parameters

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
    classes = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)} | _MAKERS
    plain = set[int]()
    for node in ast.walk(tree):
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
