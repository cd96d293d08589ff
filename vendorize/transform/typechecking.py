"""What a type checker alone reads: `if TYPE_CHECKING`, and signatures that `@overload` marks, as parts of modules."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize.transform.numbering import branches, number
from vendorize.transform.source import parse, read_source
from vendorize_analysis.summarizing import Checking

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from vendorize.model.plan import ModulePlan
    from vendorize.transform.numbering import Numbered

_TYPING = frozenset({"typing", "typing_extensions"})
_BESIDE = frozenset({"overload", "classmethod", "staticmethod"})
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_WORDS = (b"TYPE_CHECKING", b"overload")
"""One of them stands in each text with something of that."""
_BINDING = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.Import, ast.ImportFrom, ast.NamedExpr),
    *(ast.Global, ast.Nonlocal, ast.Yield, ast.YieldFrom, ast.Await, ast.comprehension, ast.ExceptHandler),
    *(ast.With, ast.AsyncWith, ast.For, ast.AsyncFor, ast.Match, ast.Return, ast.Delete, ast.AnnAssign, ast.Assign),
    *(ast.AugAssign, ast.Try),
)
"""What may bind a name, or make another kind of function of the one that it stands in."""


def without_typing(plan: ModulePlan, content: bytes, *, overloads: bool) -> ModulePlan:
    """Return the plan of a module without what a type checker alone reads, outside of functions."""
    if not any(word in content for word in _WORDS):
        return plan
    tree = parse(read_source(content, plan.name).text, plan.name)
    parts = number(tree)
    gone = parts_to_check(tree, parts, overloads=overloads)
    keep = frozenset(part.index for part in parts) if plan.keep is None else plan.keep
    return replace(plan, keep=keep - gone) if gone & keep else plan


def checked_only(node: ast.stmt, checking: Checking | None) -> bool:
    """Tell whether a statement of a function is for a type checker, and its being there changes nothing else.

    What binds a name makes that a local one of the function, even where it never runs.
    """
    if not isinstance(node, ast.If) or node.orelse or not (checking and checking.never(node.test)):
        return False
    return not any(isinstance(one, _BINDING) for one in ast.walk(node))


def parts_to_check(tree: ast.Module, parts: Sequence[Numbered], *, overloads: bool) -> frozenset[int]:
    """Return the numbers of the parts outside of functions that a type checker alone reads."""
    numbers = {id(part.node): part.index for part in parts}
    names, checking = _typing_names(tree), Checking(tree)
    found = set[int]()
    for body in _scopes(tree):
        going = list(_conditional(body, checking))
        if _only_annotations(body, going):
            going = []  # a scope with an annotation has a table of them, even where that stays empty
        for node in going:
            found |= {numbers[id(one)] for one in ast.walk(node) if id(one) in numbers}
        if overloads:
            found |= {numbers[id(one)] for one in _signatures(body, names)}
    return frozenset(found)


def _scopes(tree: ast.Module) -> Iterator[list[ast.stmt]]:
    """Yield the statements of the module, and of each class outside of functions."""
    waiting: list[list[ast.stmt]] = [tree.body]
    while waiting:
        body = waiting.pop()
        yield body
        waiting += [node.body for node in _flat(body) if isinstance(node, ast.ClassDef)]


def _flat(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a scope, those in branches too."""
    for node in body:
        yield node
        if not isinstance(node, ast.ClassDef):
            for branch in branches(node):
                yield from _flat(branch)


def _conditional(body: Sequence[ast.stmt], checking: Checking) -> Iterator[ast.stmt]:
    """Yield the statements of a scope that do not run, the condition itself where nothing else hangs on it."""
    for node in _flat(body):
        if not isinstance(node, ast.If):
            continue
        if checking.never(node.test):
            yield from node.body if node.orelse else (node,)
        elif isinstance(node.test, ast.UnaryOp) and isinstance(node.test.op, ast.Not):
            yield from node.orelse if checking.never(node.test.operand) else ()


def _only_annotations(body: Sequence[ast.stmt], going: Sequence[ast.stmt]) -> bool:
    """Tell whether all annotated names of a scope would go."""
    gone = {id(one) for node in going for one in _flat([node])}
    annotated = [node for node in _flat(body) if isinstance(node, ast.AnnAssign)]
    return any(id(node) in gone for node in annotated) and all(id(node) in gone for node in annotated)


def _signatures(body: Sequence[ast.stmt], names: Mapping[str, str]) -> Iterator[ast.stmt]:
    """Yield `@overload def f` with a definition of `f` without that decorator behind it, in the same block.

    One stays where something between the two, or the header of the definition, reads the name.
    """
    blocks = [
        body,
        *(branch for node in _flat(body) if not isinstance(node, ast.ClassDef) for branch in branches(node)),
    ]
    for block in blocks:
        defined = set[str]()
        for node in reversed(block):
            if isinstance(node, _FUNCTIONS) and _is_signature(node, names):
                if node.name in defined:
                    yield node
                continue
            if isinstance(node, _FUNCTIONS):
                defined.add(node.name)
                defined -= _named([*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)])
            else:
                defined -= _named([node])


def _named(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the names that stand in some nodes."""
    return {one.id for node in nodes for one in ast.walk(node) if isinstance(one, ast.Name)}


def _is_signature(node: ast.FunctionDef | ast.AsyncFunctionDef, names: Mapping[str, str]) -> bool:
    found = set[str]()
    for decorator in node.decorator_list:
        match decorator:
            case ast.Name(id=name):
                found.add(names.get(name, name if name != "overload" else "other"))
            case ast.Attribute(value=ast.Name(id=module), attr="overload") if names.get(module) == "typing":
                found.add("overload")
            case _:
                return False
    return "overload" in found and found <= _BESIDE


def _typing_names(tree: ast.Module) -> dict[str, str]:
    """Return what names of a module mean: `typing`, `overload`; `other` where one may be something else, too."""
    found: dict[str, str] = {}
    others = set[str]()
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                found |= {one.asname or one.name: "typing" for one in names if one.name in _TYPING}
            case ast.ImportFrom(module=module, names=names, level=0) if module in _TYPING:
                found |= {one.asname or one.name: "overload" for one in names if one.name == "overload"}
            case ast.ImportFrom(names=names):
                others |= {one.asname or one.name for one in names}
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                others.add(name)
            case ast.arg(arg=name):
                others.add(name)
            case ast.Name(id=name, ctx=ast.Store()):
                others.add(name)
            case _:
                pass
    return found | dict.fromkeys(others, "other")
