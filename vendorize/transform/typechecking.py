"""What a type checker alone reads: `if TYPE_CHECKING`, and signatures that `@overload` marks, as parts of modules."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize.transform.docstrings import is_text
from vendorize.transform.numbering import branches, number
from vendorize.transform.source import parse, read_source
from vendorize.transform.typingnames import TypingNames, typing_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vendorize.model.plan import ModulePlan
    from vendorize.transform.numbering import Numbered

_BESIDE = frozenset({"classmethod", "staticmethod"})
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
_EFFECTS = (ast.Call, ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom, ast.comprehension)
"""What does more than to say a type or a default."""


def names_for_checkers(content: bytes, name: str, *, conditions: bool) -> TypingNames:
    """Return what names of a module mean that type checkers read; none where its bytes have nothing for them.

    Without `conditions`, TYPE_CHECKING may have been set by somebody.
    """
    if not any(word in content for word in _WORDS):
        return TypingNames()
    names = typing_names(parse(read_source(content, name).text, name))
    return names if conditions else names.unsure()


def without_typing(plan: ModulePlan, content: bytes, names: TypingNames, *, overloads: bool) -> ModulePlan:
    """Return the plan of a module without what a type checker alone reads, outside of functions."""
    if not (names.false or names.modules or names.overloads):
        return plan
    tree = parse(read_source(content, plan.name).text, plan.name)
    parts = number(tree)
    keep = frozenset(part.index for part in parts) if plan.keep is None else plan.keep
    gone = parts_to_check(tree, parts, keep, names, overloads=overloads)
    return replace(plan, keep=keep - gone) if gone & keep else plan


def checked_only(node: ast.stmt, names: TypingNames) -> bool:
    """Tell whether a statement of a function is for a type checker, and its being there changes nothing else.

    What binds a name makes that a local one of the function, even where it never runs.
    """
    if not isinstance(node, ast.If) or node.orelse or not names.is_false(node.test):
        return False
    return not any(isinstance(one, _BINDING) for one in ast.walk(node))


def parts_to_check(
    tree: ast.Module, parts: Sequence[Numbered], keep: frozenset[int], names: TypingNames, *, overloads: bool
) -> frozenset[int]:
    """Return the numbers of the parts outside of functions that a type checker alone reads; `keep` are those kept."""
    numbers = {id(part.node): part.index for part in parts}
    found = set[int]()
    for body in _scopes(tree):
        going = list(_conditional(body, names))
        if _only_annotations(body, going):
            going = []  # a scope with an annotation has a table of them, even where that stays empty
        going += _signatures(body, names) if overloads else ()
        gone = {numbers[id(one)] for node in going for one in ast.walk(node) if id(one) in numbers}
        left = (node for node in body if numbers[id(node)] in keep - gone)
        first = next(left, None)
        if first is None or first is body[0] or not is_text(first):
            found |= gone  # else a text would be a docstring then
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


def _conditional(body: Sequence[ast.stmt], names: TypingNames) -> Iterator[ast.stmt]:
    """Yield the statements of a scope that do not run, the condition itself where nothing else hangs on it."""
    for node in _flat(body):
        if not isinstance(node, ast.If):
            continue
        if names.is_false(node.test):
            yield from node.body if node.orelse else (node,)
        elif isinstance(node.test, ast.UnaryOp) and isinstance(node.test.op, ast.Not):
            yield from node.orelse if names.is_false(node.test.operand) else ()


def _only_annotations(body: Sequence[ast.stmt], going: Sequence[ast.stmt]) -> bool:
    """Tell whether all annotated names of a scope would go."""
    gone = {id(one) for node in going for one in _flat([node])}
    annotated = [node for node in _flat(body) if isinstance(node, ast.AnnAssign)]
    return any(id(node) in gone for node in annotated) and all(id(node) in gone for node in annotated)


def _signatures(body: Sequence[ast.stmt], names: TypingNames) -> Iterator[ast.stmt]:
    """Yield `@overload def f` right above a definition of `f` without that decorator, or above others of these.

    What stands between could use the name, and the order in which names are bound is seen in namespaces.
    """
    blocks = [
        body,
        *(branch for node in _flat(body) if not isinstance(node, ast.ClassDef) for branch in branches(node)),
    ]
    for block in blocks:
        below = ""
        for node in reversed(block):
            if not isinstance(node, _FUNCTIONS):
                below = ""
            elif node.name == below and _is_signature(node, names):
                yield node
            else:
                below = "" if _reads(node, node.name) else node.name


def _is_signature(node: ast.FunctionDef | ast.AsyncFunctionDef, names: TypingNames) -> bool:
    """Tell whether a function is one for `@overload` alone, and to define it does nothing else."""
    marks = [names.is_overload(decorator) for decorator in node.decorator_list]
    plain = all(
        mark or (isinstance(one, ast.Name) and one.id in _BESIDE and one.id not in names.bound)
        for mark, one in zip(marks, node.decorator_list, strict=True)
    )
    return any(marks) and plain and not any(isinstance(one, _EFFECTS) for one in _head(node))


def _head(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.AST]:
    """Yield what a definition evaluates."""
    for one in (*node.decorator_list, node.args, *((node.returns,) if node.returns else ())):
        yield from ast.walk(one)


def _reads(node: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> bool:
    return any(isinstance(one, ast.Name) and one.id == name for one in _head(node))
